/** What a stream looks and sounds like, as figures. */
@NullMarked
package dev.vitrine.media.worker.probe;

import org.jspecify.annotations.NullMarked;
