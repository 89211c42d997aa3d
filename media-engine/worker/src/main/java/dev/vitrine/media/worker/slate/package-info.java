/** The picture that stands in for a publisher that is away. */
@NullMarked
package dev.vitrine.media.worker.slate;

import org.jspecify.annotations.NullMarked;
