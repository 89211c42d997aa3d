package dev.vitrine.media.engine.rtsp;

import java.util.Arrays;

/**
 * Makes decoding times of presentation times, the only ones that RTP has: of the last few, the one that lies as many
 * frames back as the encoder was seen to reorder. For one thread.
 */
final class DecodeTimes {
    /** Frames that H.264 and HEVC can hold back. */
    private static final int MAX_DEPTH = 16;

    /** A step back by more is another time altogether. */
    private static final long MAX_BACK_US = 1_000_000;

    /** Later than the one before by at least this. */
    private static final long STEP_US = 1_000;

    /** The latest presentation times in order, the greatest last. */
    private final long[] latest = new long[MAX_DEPTH + 1];

    private int count;
    private int depth;
    private long lastUs;

    /** Decoding time of the next frame. */
    long us(long presentationUs) {
        if (count > 0 && presentationUs < latest[count - 1] - MAX_BACK_US) {
            count = 0;
        }
        boolean first = count == 0;
        if (count == latest.length) {
            System.arraycopy(latest, 1, latest, 0, --count);
        }
        int at = -Arrays.binarySearch(latest, 0, count, presentationUs) - 1;
        if (at < 0) {
            at = -at - 1; // the same time twice
        }
        depth = Math.max(depth, Math.min(count - at, MAX_DEPTH));
        System.arraycopy(latest, at, latest, at + 1, count - at);
        latest[at] = presentationUs;
        count++;
        long us = latest[Math.max(0, count - 1 - depth)];
        lastUs = first ? us : Math.max(us, lastUs + STEP_US);
        return lastUs;
    }
}
