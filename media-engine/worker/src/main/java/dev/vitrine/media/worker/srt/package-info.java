/** The SRT listener, a program of its own beside the media worker, alone with libsrt. */
@NullMarked
package dev.vitrine.media.worker.srt;

import org.jspecify.annotations.NullMarked;
