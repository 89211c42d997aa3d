/** Codec configuration as encoders send it: H.264, HEVC, AV1; AAC, Opus. */
@NullMarked
package dev.vitrine.media.engine.codec;

import org.jspecify.annotations.NullMarked;
