package dev.vitrine.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work is done one piece at a time, and whatever is taken is done. */
class LaneTest {
    private static final int ASKERS = 6;
    private static final int PIECES = 20_000;

    private final ExecutorService threads = Lane.newThreads();
    private final Lane lane = new Lane("test", threads, 64, () -> {});

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Askers that each wait for their piece let the lane fall idle all the time: no piece may be forgotten. */
    @Test
    void whatIsTaken_isDone() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        List<CompletableFuture<Integer>> askers = new ArrayList<>();
        for (int a = 0; a < ASKERS; a++) {
            CompletableFuture<Integer> asker = new CompletableFuture<>();
            askers.add(asker);
            Thread.ofPlatform().daemon().start(() -> {
                int done = 0;
                try {
                    for (int i = 0; i < PIECES; i++) {
                        CompletableFuture<Boolean> piece = new CompletableFuture<>();
                        assertThat(lane.offer(() -> {
                                    together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    inside.decrementAndGet();
                                    piece.complete(true);
                                }))
                                .isTrue();
                        piece.get(30, TimeUnit.SECONDS);
                        done++;
                    }
                    asker.complete(done);
                } catch (Exception | AssertionError e) {
                    asker.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Integer> asker : askers) {
            assertThat(asker.get(5, TimeUnit.MINUTES)).isEqualTo(PIECES);
        }
        assertThat(together).hasValue(1);
    }
}
