/** Tests of the codec configurations. */
@NullMarked
package dev.vitrine.media.engine.codec;

import org.jspecify.annotations.NullMarked;
