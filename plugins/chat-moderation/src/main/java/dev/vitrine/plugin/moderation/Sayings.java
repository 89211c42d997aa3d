package dev.vitrine.plugin.moderation;

/**
 * When something was said last, by the hash of what was said. Remembers some 30,000, the newest of those that share a
 * place; in arrays, because it is asked for each message. Not safe from several threads.
 */
final class Sayings {
    private static final int PLACES = 1 << 13;
    private static final int EACH = 4;

    private int[] texts = new int[0];
    private long[] atMs = new long[0];

    /** Milliseconds of the epoch at which it was said last; 0 when it was not, or long ago. */
    long last(int text) {
        int first = place(text);
        for (int i = first; i < first + EACH && i < texts.length; i++) {
            if (texts[i] == text) {
                return atMs[i];
            }
        }
        return 0;
    }

    void say(int text, long nowMs) {
        if (texts.length == 0) {
            // Many events are never talked in.
            texts = new int[PLACES * EACH];
            atMs = new long[PLACES * EACH];
        }
        int first = place(text);
        int oldest = first;
        for (int i = first; i < first + EACH; i++) {
            if (texts[i] == text) {
                oldest = i;
                break;
            }
            oldest = atMs[i] < atMs[oldest] ? i : oldest;
        }
        texts[oldest] = text;
        atMs[oldest] = nowMs;
    }

    private static int place(int text) {
        return (text * 0x9E3779B1 >>> 19) * EACH;
    }
}
