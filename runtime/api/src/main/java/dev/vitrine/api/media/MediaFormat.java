package dev.vitrine.api.media;

/** How media travels over a socket. */
public enum MediaFormat {
    /** Fragmented MP4 for Media Source Extensions: one fragment per frame. */
    FMP4,
    /** Encoded frames with a fixed header, for WebCodecs. */
    FRAMES
}
