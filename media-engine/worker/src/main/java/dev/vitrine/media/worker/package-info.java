/**
 * The media worker: the only program of Vitrine that loads FFmpeg. It serves one engine over its standard input and
 * output and ends with it.
 */
@NullMarked
package dev.vitrine.media.worker;

import org.jspecify.annotations.NullMarked;
