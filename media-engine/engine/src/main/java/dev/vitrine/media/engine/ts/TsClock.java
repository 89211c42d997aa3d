package dev.vitrine.media.engine.ts;

/** Makes steady microseconds of a transport stream's 33 bits at 90 kHz, which go round after 26.5 hours. */
final class TsClock {
    private static final long ROUND = 1L << 33;

    private boolean started;
    private long last;

    /** The time nearest to the one before that has these 33 bits. */
    long us(long ticks) {
        if (started) {
            long step = (ticks - last) & (ROUND - 1);
            last += step >= ROUND / 2 ? step - ROUND : step;
        } else {
            last = ticks;
            started = true;
        }
        return last * 100 / 9;
    }
}
