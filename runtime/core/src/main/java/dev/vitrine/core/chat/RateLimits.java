package dev.vitrine.core.chat;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One token bucket for each author. A bucket that is full again is as good as none, so it may be forgotten. */
public final class RateLimits {
    private static final int SWEEP_AT = 10_000;
    /** Sums of fractions miss a whole millisecond by less than this. */
    private static final double ROUNDING_MS = 1e-6;

    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private volatile int sweepAt = SWEEP_AT;

    private record Bucket(double tokens, long atMs) {
        double at(long nowMs, double perSecond, long burst) {
            return Math.min(burst, tokens + Math.max(0, nowMs - atMs) * perSecond / 1000);
        }
    }

    /** Nobody has taken anything yet. */
    public RateLimits(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes a token. Returns 0, or after how many milliseconds there will be one. */
    public long take(String author, double perSecond, long burst) {
        long now = clock.millis();
        if (buckets.size() > sweepAt) {
            sweep(now, perSecond, burst);
        }
        long[] waitMs = {0};
        buckets.compute(author, (id, before) -> {
            double tokens = before == null ? burst : before.at(now, perSecond, burst);
            if (tokens >= 1) {
                return new Bucket(tokens - 1, now);
            }
            waitMs[0] = Math.max(1, (long) Math.ceil((1 - tokens) * 1000 / perSecond - ROUNDING_MS));
            return new Bucket(tokens, now);
        });
        return waitMs[0];
    }

    private void sweep(long now, double perSecond, long burst) {
        buckets.values().removeIf(bucket -> bucket.at(now, perSecond, burst) >= burst);
        // Not again at each message when so many really are active.
        sweepAt = Math.max(SWEEP_AT, 2 * buckets.size());
    }
}
