package dev.vitrine.media.engine.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long each time up to a cap, and of that half by chance, so that many
 * who failed together do not come back together. For one thread.
 */
final class Backoff {
    private static final int MAX_DOUBLINGS = 30;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Another failure; how long to wait now. */
    Duration failed(Duration first, Duration longest) {
        long doubled = first.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        long most = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }

    /** It works: the next wait is short again. */
    void worked() {
        failures = 0;
    }
}
