package dev.vitrine.media.engine.hls;

import java.time.Duration;

/** Lengths of things, and what the specification makes of them. Section numbers are those of rfc8216bis. */
final class HlsRules {
    /** {@code EXT-X-TARGETDURATION}. Segments are at most this long when rounded (6.2.1), and it never changes. */
    static final int TARGET_SECONDS = 4;

    static final long TARGET_US = TARGET_SECONDS * 1_000_000L;

    /** What segments aim at: a GOP of 1 s or 2 s gives segments of 2 s. */
    static final long SEGMENT_US = 2_000_000;

    /**
     * A segment ends here, key frame or not. A fifth of a second past the target, which rounds down to it, so that a
     * GOP of 4 s is not cut just before its key frame.
     */
    static final long MAX_SEGMENT_US = 4_200_000;

    /** What parts aim at. */
    static final long PART_US = 200_000;

    /**
     * {@code PART-TARGET} for the common frame rates. Parts must not be longer, nor shorter than 85 % of it (4.4.4.9):
     * six frames at 30 fps, five at 25 and at 24 (208.3 ms), twelve at 60; the rest is for publishers that round their
     * timestamps to milliseconds.
     */
    static final long PART_TARGET_US = 210_000;

    /** Parts are listed this far back from the end of the playlist (6.2.2). */
    static final long PARTS_LISTED_US = 3 * TARGET_US;

    /** {@code CAN-SKIP-UNTIL}, at least six target durations (4.4.3.8). */
    static final long SKIP_UNTIL_US = 6 * TARGET_US;

    /** How far the live playlist reaches back: long enough for delta updates to skip something. */
    static final long WINDOW_US = SKIP_UNTIL_US + TARGET_US;

    /**
     * How long a segment that left the playlist can still be had. It is available for {@link #WINDOW_US} before that,
     * so this is its own length, which 6.2.2 asks for, and some for a slow client.
     */
    static final long AFTERLIFE_US = 3 * TARGET_US;

    /** What a rendition may hold in memory; beyond it segments go early: 40 s at 12 Mbit/s. */
    static final long MAX_BYTES = 64L << 20;

    /** Silence within a segment that is longer than this is a gap and not a slow picture. */
    static final long SILENCE_US = 1_000_000;

    /** A blocked request gets 503 after three target durations (6.2.5.2). */
    static final Duration PATIENCE = Duration.ofSeconds(3L * TARGET_SECONDS);

    private HlsRules() {}

    /**
     * {@code PART-TARGET} for a frame rate: the usual one if a whole number of frames fits between 85 % of it and all
     * of it, else as long as the fewest frames that last as long as a part is meant to.
     */
    static long partTargetUs(double fps, long partUs) {
        long usual = partUs * PART_TARGET_US / PART_US;
        if (fps <= 0) {
            return usual;
        }
        double frameUs = 1_000_000 / fps;
        double most = Math.floor(usual / frameUs) * frameUs;
        if (most >= 0.85 * usual) {
            return usual;
        }
        return Math.round(Math.ceil(partUs / frameUs) * frameUs * 1.05 / 1_000) * 1_000;
    }

    /** How many parts ahead of the last one a client may ask: the Advance Part Limit (6.2.5.2). */
    static int advanceParts(long partTargetUs) {
        return partTargetUs < 1_000_000 ? (int) Math.ceil(3_000_000.0 / partTargetUs) : 3;
    }
}
