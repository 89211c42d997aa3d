package dev.vitrine.media.engine.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** How the picture is encoded: what decoders have to know before the first frame. Immutable. */
public sealed interface VideoConfig permits AvcConfig, HevcConfig, Av1Config {
    /** The record of the codec's box in ISO base media, as the publisher sent it; never changed. */
    byte[] configRecord();

    /** FourCC of the sample entry: {@code avc1}, {@code hvc1} or {@code av01}. */
    String fourCc();

    /** RFC 6381 name such as {@code avc1.64001f}. */
    String codec();

    /** Picture width in pixels. */
    int width();

    /** Picture height in pixels. */
    int height();

    /** Frames a second as declared, 0 when unknown. */
    double fps();

    /** The {@code description} of WebCodecs' configuration; empty where the codec has none. */
    default Optional<byte[]> description() {
        return Optional.of(configRecord());
    }

    /**
     * Looks through a frame as the publisher sent it.
     *
     * @param announcedKey whether the publisher calls it a key frame; believed for H.264 alone, where an encoder may
     *     mark points to start at that are no IDR pictures
     * @throws IOException if it is malformed or empty; the message is one clause that says how
     */
    AccessUnit inspect(boolean announcedKey, byte[] data, int offset) throws IOException;

    /** Whether decoders can go on as they are. */
    default boolean sameAs(VideoConfig other) {
        return fourCc().equals(other.fourCc()) && Arrays.equals(configRecord(), other.configRecord());
    }
}
