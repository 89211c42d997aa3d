/** A stream encoded anew in smaller sizes: decoded once, encoded on one thread for each rung. */
@NullMarked
package dev.vitrine.media.worker.ladder;

import org.jspecify.annotations.NullMarked;
