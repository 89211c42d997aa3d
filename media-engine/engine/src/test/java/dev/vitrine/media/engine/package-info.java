/** Tests of the engine as a whole, what they share, and a harness to run the engine by hand. */
@NullMarked
package dev.vitrine.media.engine;

import org.jspecify.annotations.NullMarked;
