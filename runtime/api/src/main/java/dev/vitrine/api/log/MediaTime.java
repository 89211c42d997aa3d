package dev.vitrine.api.log;

/**
 * A point of a stream's timeline: which picture something belongs to.
 *
 * @param epoch counts up whenever the timeline breaks, such as when the publisher returns with other codec parameters
 * @param ptsMs presentation time on the engine's clock within the epoch, in milliseconds
 */
public record MediaTime(long epoch, long ptsMs) implements Comparable<MediaTime> {
    @Override
    public int compareTo(MediaTime other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(ptsMs, other.ptsMs);
    }
}
