package dev.vitrine.testkit;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.MediaService;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.api.plugin.PluginContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the {@link TestHouse} lends to a plugin. */
final class TestContext implements PluginContext {
    private final TestHouse house;
    private final String id;
    private boolean inService;
    private boolean ended;

    TestContext(TestHouse house, String id) {
        this.house = house;
        this.id = id;
    }

    void promote() {
        inService = true;
    }

    void end() {
        inService = false;
        ended = true;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String version() {
        return "1.0.0.test";
    }

    @Override
    public InstantSource clock() {
        return house.time();
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        return CompletableFuture.completedFuture(
                inService
                        ? house.submit(command)
                        : Outcome.refused("not-in-service", 503, "This version of \"" + id + "\" is not in service."));
    }

    @Override
    public CompletionStage<Download> fetch(String url, String etag) {
        return CompletableFuture.completedFuture(
                inService ? house.web(url, etag) : new Download.Failed("This version is not in service."));
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        return house.time().after(delay, () -> {
            if (!ended) {
                task.run();
            }
        });
    }

    @Override
    public Cancellable every(Duration pause, Runnable task) {
        Cancellable[] next = new Cancellable[1];
        Runnable again = new Runnable() {
            @Override
            public void run() {
                task.run();
                next[0] = after(pause, this);
            }
        };
        next[0] = after(pause, again);
        return () -> next[0].cancel();
    }

    @Override
    public Body policy(String name) {
        return house.policy(name);
    }

    @Override
    public Path directory() {
        return house.directory().resolve(id);
    }

    @Override
    public MediaService media() {
        return house.media();
    }
}
