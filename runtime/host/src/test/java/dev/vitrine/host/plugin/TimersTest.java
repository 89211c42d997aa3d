package dev.vitrine.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.core.contribution.GuardedCalls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final ScheduledThreadPoolExecutor clockwork = Timers.clockwork();
    private final GuardedCalls calls =
            new GuardedCalls("ticker", "1.0.0", TimersTest.class.getClassLoader(), InstantSource.system());
    private final Timers timers = new Timers(clockwork, calls);

    @AfterEach
    void end() {
        timers.close();
        clockwork.shutdownNow();
        calls.retire();
    }

    @Test
    void timerSetWhileTheHouseCloses_isTakenWithoutAWordAndNeverRuns() {
        var runs = new AtomicInteger();
        clockwork.shutdownNow();
        timers.after(Duration.ZERO, runs::incrementAndGet).cancel();
        timers.every(Duration.ofMillis(1), runs::incrementAndGet);
        assertThat(clockwork.getQueue()).isEmpty();
        assertThat(runs).hasValue(0);
    }
}
