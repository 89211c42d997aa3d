/** Tests of the box writer. */
@NullMarked
package dev.vitrine.media.engine.mp4;

import org.jspecify.annotations.NullMarked;
