package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.MediaProfile;

/**
 * What an event's profile asks of its playlists, in microseconds.
 *
 * @param partUs how long a part is meant to be
 * @param segmentUs after how long a key frame ends a segment
 * @param delayUs how far behind the newest part a player is told to begin, if that is more than three parts
 */
public record Lengths(long partUs, long segmentUs, long delayUs) {
    /** Of the profile that ships as the usual one. */
    public static final Lengths USUAL = new Lengths(HlsRules.PART_US, HlsRules.SEGMENT_US, 0);

    /** The lengths of a profile. */
    public static Lengths of(MediaProfile profile) {
        return new Lengths(profile.partMs() * 1_000L, profile.segmentMs() * 1_000L, profile.targetDelayMs() * 1_000L);
    }

    /** Parts of a stream of so many frames a second. */
    PartTiming parts(double fps) {
        long targetUs = HlsRules.partTargetUs(fps, partUs);
        return new PartTiming(targetUs, Math.max(3 * targetUs, delayUs));
    }

    /** A key frame ends a segment that is at least this long: some of them come a little early. */
    long leastSegmentUs() {
        return Math.min(segmentUs, HlsRules.TARGET_US) * 95 / 100;
    }
}
