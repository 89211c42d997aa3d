package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.mp4.Timescale;
import java.util.Arrays;

/**
 * Puts a publisher's timestamps on the engine's clock. The first picture is given the present moment and everything
 * else keeps its distance to it; so timestamps that start anywhere, wrap or jump are all the same to viewers.
 *
 * <p>Encoders round audio times to milliseconds although a frame of AAC is, say, 21.333 ms long. Audio therefore
 * follows a grid of whole frames, and the publisher's time only decides where the grid begins and whether frames are
 * missing.
 */
final class SourceClock {
    /** A step back by more than this is a jump and not the usual interleaving of sound and picture. */
    static final long MAX_BACK_US = 1_000_000;

    /**
     * A step ahead of the wall clock by more than this is a jump and not a publisher that pauses or sends in bursts.
     */
    static final long MAX_AHEAD_US = 10_000_000;

    /** Sound may be this far off its grid before a gap is believed: two frames of AAC. */
    static final long AUDIO_SLACK_US = 43_000;

    /** Smallest step between two frames of the picture: one tick of a publisher that counts milliseconds. */
    private static final long MIN_STEP_US = 1_000;

    /** Nothing that is decoded waits longer than this for its presentation. */
    private static final long MAX_COMPOSITION_US = 10_000_000;

    private static final int INTERVALS = 8;
    private static final long MAX_INTERVAL_US = 250_000;
    private static final long DEFAULT_INTERVAL_US = 33_333;

    private final EngineClock clock;
    private boolean anchored;
    private long offsetUs;
    private long lastSourceUs;
    private long lastNanos;
    private long lastVideoUs = Long.MIN_VALUE;
    private final long[] nextSample = new long[Sound.MOST];
    private final long[] intervalsUs = new long[INTERVALS];
    private int intervals;

    SourceClock(EngineClock clock) {
        this.clock = clock;
        Arrays.fill(nextSample, Long.MIN_VALUE);
    }

    /** Whether a source time breaks with those before it, so that {@link #anchor} is due. */
    boolean jumps(long sourceUs) {
        if (!anchored) {
            return true;
        }
        long step = sourceUs - lastSourceUs;
        return step < -MAX_BACK_US || step - (clock.nanos() - lastNanos) / 1_000 > MAX_AHEAD_US;
    }

    /** How far a source time is from the one before. */
    long stepUs(long sourceUs) {
        return sourceUs - lastSourceUs;
    }

    /** Gives a source time the present moment, or the earliest moment after all that came before if that is later. */
    void anchor(long sourceUs, long afterUs) {
        long us = Math.max(clock.nowUs(), afterUs + MIN_STEP_US);
        us += Math.floorMod(-us, 1_000); // whole milliseconds stay whole, and so exact at 90 kHz
        offsetUs = us - sourceUs;
        anchored = true;
        Arrays.fill(nextSample, Long.MIN_VALUE);
        seen(sourceUs);
    }

    /** Decoding time of the next frame of the picture; later than that of the one before. */
    long videoUs(long sourceUs) {
        seen(sourceUs);
        long us = sourceUs + offsetUs;
        if (lastVideoUs != Long.MIN_VALUE) {
            us = Math.max(us, lastVideoUs + MIN_STEP_US);
            intervalsUs[intervals++ % INTERVALS] = Math.min(us - lastVideoUs, MAX_INTERVAL_US);
        }
        lastVideoUs = us;
        return us;
    }

    /** Presentation time of a frame of the picture that is decoded at {@code dtsUs}. */
    static long presentationUs(long dtsUs, long compositionUs) {
        return dtsUs + Math.clamp(compositionUs, 0, MAX_COMPOSITION_US);
    }

    /**
     * Expected distance to the next frame: the longest of the last few, since a browser drops frames up to the next key
     * frame when one comes later than twice the duration that was announced.
     */
    long videoIntervalUs(double declaredFps) {
        long longest = 0;
        for (int i = 0; i < Math.min(intervals, INTERVALS); i++) {
            longest = Math.max(longest, intervalsUs[i]);
        }
        if (longest > 0) {
            return longest;
        }
        return declaredFps >= 1 ? Math.round(1_000_000 / declaredFps) : DEFAULT_INTERVAL_US;
    }

    /**
     * Position of the next frame of sound, in samples on the engine's clock; negative when the frame has to be dropped
     * since its time has been filled already.
     *
     * @param sound which sound, 0 the first, whose times are the publisher's
     * @param samples how many the frame lasts
     */
    long audioSample(int sound, long sourceUs, AudioConfig config, int samples) {
        if (sound == 0) {
            seen(sourceUs);
        }
        long next = nextSample[sound];
        Timescale scale = Timescale.of(config);
        long told = scale.ticks(sourceUs + offsetUs);
        long slack = scale.ticks(AUDIO_SLACK_US);
        if (next != Long.MIN_VALUE && told < next - 2 * slack) {
            return -1;
        }
        boolean onGrid = next != Long.MIN_VALUE && told <= next + slack;
        long sample = onGrid ? next : told;
        nextSample[sound] = sample + samples;
        return sample;
    }

    private void seen(long sourceUs) {
        lastSourceUs = sourceUs;
        lastNanos = clock.nanos();
    }
}
