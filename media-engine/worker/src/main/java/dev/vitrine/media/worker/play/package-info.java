/** Files played in real time as the source of an event. */
@NullMarked
package dev.vitrine.media.worker.play;

import org.jspecify.annotations.NullMarked;
