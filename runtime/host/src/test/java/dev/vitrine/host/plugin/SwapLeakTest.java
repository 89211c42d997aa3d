package dev.vitrine.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twenty swaps under load: nothing refused, nothing lost, no class loader left in memory. */
class SwapLeakTest {
    private static final int SWAPS = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path data;

    @Test
    @Timeout(120)
    void twentySwapsUnderLoad_loseNothingAndLeaveNoClassLoader() throws Exception {
        try (TestServer server = TestServer.start(data, Duration.ZERO)) {
            server.install(Fixtures.counter().version("1.0.0"));
            server.liveEvent("show");
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicInteger done = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            Thread load = Thread.ofVirtual().start(() -> {
                while (running.get()) {
                    try {
                        Outcome outcome = server.submit(TestServer.GUEST, "show", "counter.add", Body.of("by", 1));
                        (outcome instanceof Outcome.Done ? done : refused).incrementAndGet();
                    } catch (Exception e) {
                        refused.incrementAndGet();
                    }
                }
            });

            for (int i = 1; i <= SWAPS; i++) {
                int before = done.get();
                server.install(Fixtures.counter().version("1." + i + ".0"));
                await().until(() -> done.get() > before + 10);
                await().until(() -> server.plugins.loaders().retiring() == 0
                        && server.plugins.plugin("counter").orElseThrow().state() == PluginState.ACTIVE);
            }
            running.set(false);
            load.join();

            assertThat(refused).as("refused commands").hasValue(0);
            Outcome last = server.submit(TestServer.GUEST, "show", "counter.add", Body.of("by", 1));
            assertThat(((Outcome.Done) last).reply().integer("before")).isEqualTo(done.get());
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        System.gc();
                        return server.plugins.loaders().alive() == 0;
                    });
            PluginManager.LoaderCount loaders = server.plugins.loaders();
            assertThat(loaders.retired()).isEqualTo(SWAPS);
            System.out.printf(
                    "%d swaps, %d commands meanwhile, 0 refused, %d of %d class loaders collected%n",
                    SWAPS, done.get(), loaders.retired() - loaders.alive(), loaders.retired());
        }
    }
}
