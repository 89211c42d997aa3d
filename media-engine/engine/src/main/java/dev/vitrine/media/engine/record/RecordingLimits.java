package dev.vitrine.media.engine.record;

import java.time.Duration;

/**
 * How much of an event is kept.
 *
 * @param age parts older than this are deleted
 * @param bytes the oldest parts are deleted when all together are larger than this
 */
public record RecordingLimits(Duration age, long bytes) {
    /** An hour, as far as 2 GiB go: an hour at 4.7 Mbit/s. */
    public static final RecordingLimits DEFAULT = new RecordingLimits(Duration.ofHours(1), 2L << 30);
}
