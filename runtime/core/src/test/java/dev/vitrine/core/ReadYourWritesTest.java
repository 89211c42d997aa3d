package dev.vitrine.core;

import static dev.vitrine.core.TestHouse.plugin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has been answered, or has heard of a record, finds it in every view, however slow the view is. */
class ReadYourWritesTest {
    /** Slower than the disk, quicker than what a view may take. */
    private static final long SLOW_NANOS = 8_000_000;

    @TempDir
    Path data;

    private final ConcurrentSkipListSet<Long> seen = new ConcurrentSkipListSet<>();

    private final LogView slow = new LogView() {
        @Override
        public Set<String> recordTypes() {
            return Set.of("chat.message");
        }

        @Override
        public void apply(LogRecord record) {
            long end = System.nanoTime() + SLOW_NANOS;
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            seen.add(record.seq());
        }
    };

    @Test
    void anAnswerComesAfterTheViews() {
        try (TestHouse house = new TestHouse(data, new FakeClock()).withEvent("demo")) {
            house.withOpenModeration();
            house.promote(plugin("slow", "1.0.0").view(slow));
            AtomicInteger early = new AtomicInteger();
            house.room("demo").listen((room, channel, publication) -> {
                if (!seen.contains(publication.record().seq())) {
                    early.incrementAndGet();
                }
            });
            for (int i = 0; i < 20; i++) {
                long seq = house.said("demo", TestHouse.OWNER, "call " + i);
                assertThat(seen).contains(seq);
            }
            assertThat(early).hasValue(0);
        }
    }
}
