package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;

/** How the sound is encoded: what decoders have to know before the first frame. Immutable. */
public sealed interface AudioConfig permits AacConfig, OpusConfig {
    /**
     * AudioSpecificConfig or OpusHead as the publisher sent it, which is WebCodecs' {@code description}; never changed.
     */
    byte[] configRecord();

    /** RFC 6381 name such as {@code mp4a.40.2} or {@code opus}. */
    String codec();

    /** Samples a second, and the timescale of the track. */
    int sampleRate();

    /** Number of channels. */
    int channels();

    /**
     * How many samples a frame lasts.
     *
     * @throws IOException if it is malformed
     */
    int samples(byte[] data, int offset) throws IOException;

    /** Whether decoders can go on as they are. */
    default boolean sameAs(AudioConfig other) {
        return codec().equals(other.codec()) && Arrays.equals(configRecord(), other.configRecord());
    }
}
