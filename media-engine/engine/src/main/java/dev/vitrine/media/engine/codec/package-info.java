/** Codec configuration as encoders send it: H.264 and AAC. */
@NullMarked
package dev.vitrine.media.engine.codec;

import org.jspecify.annotations.NullMarked;
