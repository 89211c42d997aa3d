package dev.vitrine.api.media;

import java.nio.ByteBuffer;

/**
 * What a media socket sends as one WebSocket message, built once for all viewers.
 *
 * @param kind what it is
 * @param key whether a viewer can start here (for {@link Kind#MEDIA})
 * @param ptsUs presentation time in microseconds on the engine's clock
 * @param arrivedNanos {@code System.nanoTime()} when the packet's last byte had arrived from the publisher
 * @param payload read-only bytes; UTF-8 text for {@link Kind#CONFIG}
 */
public record MediaUnit(Kind kind, boolean key, long ptsUs, long arrivedNanos, ByteBuffer payload) {
    /** The kinds of message, in the order a viewer gets them. */
    public enum Kind {
        /** JSON text that names codecs and epoch; begins a new configuration. */
        CONFIG,
        /** Initialisation segment. */
        INIT,
        /** Media. */
        MEDIA
    }
}
