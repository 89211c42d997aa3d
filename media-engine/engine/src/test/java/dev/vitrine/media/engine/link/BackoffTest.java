package dev.vitrine.media.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void waits_doubleUpToTheCap_andKeepAtLeastHalf() {
        Backoff backoff = new Backoff(new Random(7));
        for (int failure = 0; failure < 100; failure++) {
            long full = failure > 6 ? 60_000 : Math.min(60_000, 1_000L << failure);
            assertThat(backoff.failed(FIRST, LONGEST).toMillis())
                    .as("wait after failure %d", failure + 1)
                    .isBetween(full / 2, full);
        }
    }

    @Test
    void waits_beginAnew_onceItHasWorked() {
        Backoff backoff = new Backoff(new Random(7));
        for (int failure = 0; failure < 10; failure++) {
            backoff.failed(FIRST, LONGEST);
        }
        backoff.worked();
        assertThat(backoff.failed(FIRST, LONGEST)).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void waits_ofManyWhoFailedTogether_differ() {
        assertThat(java.util.stream.IntStream.range(0, 50)
                        .mapToObj(seed -> new Backoff(new Random(seed)).failed(LONGEST, LONGEST))
                        .distinct())
                .hasSizeGreaterThan(40);
    }
}
