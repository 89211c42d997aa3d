package dev.vitrine.web.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token bucket for each of many keys: users, addresses. A bucket that is full again is as good as none and is
 * forgotten at the next {@link #sweep}; past {@value #MAX_KEYS} keys a new one is refused, since a flood of made-up
 * keys must not take the memory. Safe from any thread.
 */
public final class Rates {
    static final int MAX_KEYS = 200_000;

    private final double perSecond;
    private final double burst;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, long atNanos) {
        double at(long nowNanos, double perSecond, double burst) {
            return Math.min(burst, tokens + Math.max(0, nowNanos - atNanos) * perSecond / 1e9);
        }
    }

    /** Buckets of that size that fill at that rate. */
    public Rates(double perSecond, double burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Takes a token of a key's bucket; returns whether there was one. */
    public boolean take(String key, long nowNanos) {
        boolean[] taken = {false};
        buckets.compute(key, (name, before) -> {
            if (before == null && buckets.size() >= MAX_KEYS) {
                return null;
            }
            double tokens = before == null ? burst : before.at(nowNanos, perSecond, burst);
            taken[0] = tokens >= 1;
            return new Bucket(taken[0] ? tokens - 1 : tokens, nowNanos);
        });
        return taken[0];
    }

    /** Forgets the full buckets; call it now and then. */
    public void sweep(long nowNanos) {
        buckets.values().removeIf(bucket -> bucket.at(nowNanos, perSecond, burst) >= burst);
    }

    int keys() {
        return buckets.size();
    }
}
