package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.MediaService;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.core.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What the host lends to one version of one plugin. Closed when the version is retired. */
final class HostPluginContext implements PluginContext, AutoCloseable {
    private final String id;
    private final String version;
    private final House house;
    private final InstantSource clock;
    private final Timers timers;
    private final Path directory;
    private final MediaService media;
    private final Fetches fetches;
    private volatile BooleanSupplier inService = () -> false;

    HostPluginContext(
            String id,
            String version,
            House house,
            InstantSource clock,
            Timers timers,
            Path directory,
            MediaService media) {
        this.id = id;
        this.version = version;
        this.house = house;
        this.clock = clock;
        this.timers = timers;
        this.directory = directory;
        this.media = media;
        this.fetches = new Fetches(house.outbound());
    }

    /** Tells it how to know whether this version is in service. */
    void inServiceWhen(BooleanSupplier condition) {
        inService = condition;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public CompletionStage<Outcome> submit(Command command) {
        if (!inService.getAsBoolean()) {
            return CompletableFuture.completedFuture(Outcome.refused(
                    "not-in-service",
                    503,
                    "Version " + version + " of plugin \"" + id + "\" is not in service, so it changes nothing."));
        }
        return house.bus()
                .submit(new Command(
                        command.event(), command.type(), Actor.plugin(id), command.body(), command.idempotencyKey()));
    }

    @Override
    public CompletionStage<Download> fetch(String url, String etag) {
        if (!inService.getAsBoolean()) {
            return CompletableFuture.completedFuture(
                    new Download.Failed("Version " + version + " of plugin \"" + id + "\" is not in service."));
        }
        return fetches.fetch(url, etag);
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        return timers.after(delay, task);
    }

    @Override
    public Cancellable every(Duration pause, Runnable task) {
        return timers.every(pause, task);
    }

    @Override
    public Body policy(String name) {
        return house.policies().policy(name);
    }

    @Override
    public Path directory() {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of plugin \"" + id + "\" cannot be made.", e);
        }
    }

    @Override
    public MediaService media() {
        return media;
    }

    @Override
    public void close() {
        inService = () -> false;
        timers.close();
    }
}
