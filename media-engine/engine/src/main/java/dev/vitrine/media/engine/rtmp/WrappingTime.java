package dev.vitrine.media.engine.rtmp;

/** Makes steady 64-bit milliseconds of RTMP's 32 bits, which wrap after 49.7 days. */
final class WrappingTime {
    private boolean started;
    private long last;

    /** How often the 32 bits have gone round. */
    long rounds() {
        return last >> Integer.SIZE;
    }

    /** The time nearest to the one before that has these 32 bits. */
    long unwrap(int timestamp) {
        last = started ? last + (timestamp - (int) last) : Integer.toUnsignedLong(timestamp);
        started = true;
        return last;
    }
}
