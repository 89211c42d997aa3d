/** Clips out of a recording. */
@NullMarked
package dev.vitrine.media.worker.clip;

import org.jspecify.annotations.NullMarked;
