/** FFmpeg as the worker uses it: natives, their owners, and the few encoders and inputs that the jobs share. */
@NullMarked
package dev.vitrine.media.worker.av;

import org.jspecify.annotations.NullMarked;
