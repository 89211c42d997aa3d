package dev.vitrine.media.engine.mp4;

import dev.vitrine.media.engine.codec.AudioConfig;

/**
 * Units of a track's times. Times are converted one by one from the engine's clock, never summed up, so nothing drifts.
 *
 * @param perSecond ticks a second
 */
public record Timescale(int perSecond) {
    private static final long US_PER_SECOND = 1_000_000;

    /** 90 kHz: holds whole milliseconds, and all common frame rates, exactly. */
    public static final Timescale VIDEO = new Timescale(90_000);

    /** The sample rate, so that a frame is a whole number of ticks. */
    public static Timescale of(AudioConfig audio) {
        return new Timescale(audio.sampleRate());
    }

    /** Nearest tick. */
    public long ticks(long us) {
        return Math.floorDiv(us * perSecond + US_PER_SECOND / 2, US_PER_SECOND);
    }

    /** Nearest microsecond. */
    public long us(long ticks) {
        return Math.floorDiv(ticks * US_PER_SECOND + perSecond / 2, perSecond);
    }
}
