/** The rungs of a stream: what a worker encodes anew, while somebody watches it. */
@NullMarked
package dev.vitrine.media.engine.ladder;

import org.jspecify.annotations.NullMarked;
