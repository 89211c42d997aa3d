/**
 * Files played in real time as the source of an event: one reel for each, which encodes anew what browsers do not take.
 */
@NullMarked
package dev.vitrine.media.worker.play;

import org.jspecify.annotations.NullMarked;
