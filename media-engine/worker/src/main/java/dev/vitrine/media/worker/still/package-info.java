/** Pictures out of a stream. */
@NullMarked
package dev.vitrine.media.worker.still;

import org.jspecify.annotations.NullMarked;
