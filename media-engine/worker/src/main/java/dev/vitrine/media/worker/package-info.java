/** The worker program: the one process that loads FFmpeg. */
@NullMarked
package dev.vitrine.media.worker;

import org.jspecify.annotations.NullMarked;
