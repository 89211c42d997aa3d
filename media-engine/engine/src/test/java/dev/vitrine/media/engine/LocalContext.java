package dev.vitrine.media.engine;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.MediaService;
import dev.vitrine.api.plugin.PluginContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A plugin context with real timers. */
public final class LocalContext implements PluginContext, AutoCloseable {
    private final Path directory;
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("test-timers").factory());

    private final InstantSource clock;

    /** A context with a directory of its own. */
    public LocalContext(Path directory) {
        this(directory, InstantSource.system());
    }

    /** A context with a clock that may be set. */
    public LocalContext(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "media-engine";
    }

    @Override
    public String version() {
        return "0.0.0";
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        return cancel(timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public Cancellable every(Duration pause, Runnable task) {
        return cancel(timers.scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The policies as shipped, as far as the engine asks for them. */
    @Override
    public Body policy(String name) {
        if (name.equals("ingest")) {
            return Body.of(
                    "secondPublisher",
                    "refuse",
                    "takeOverAfterMs",
                    10_000,
                    "silentAfterMs",
                    3_000,
                    "warn",
                    Map.of("gopMs", 4_000, "frameBytes", 2_000_000, "noSoundMs", 3_000));
        }
        if (name.equals("sources")) {
            return Body.of("mediaFolder", "", "retry", Map.of("firstMs", 100L, "maxMs", 1_000L));
        }
        if (name.equals("restream")) {
            return Body.of("maxTargets", 5, "retry", Map.of("firstMs", 100L, "maxMs", 1_000L), "stalledMs", 5_000);
        }
        Body limit = Body.of("threshold", 0.5, "warnSeconds", 5, "badSeconds", 20);
        return Body.of(
                "probes",
                Body.of(
                        "black",
                        limit,
                        "frozen",
                        limit,
                        "silence",
                        limit,
                        "clipping",
                        limit,
                        "quiet",
                        limit,
                        "loud",
                        limit,
                        "offset",
                        limit));
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public MediaService media() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }

    private static Cancellable cancel(Future<?> future) {
        return () -> future.cancel(false);
    }
}
