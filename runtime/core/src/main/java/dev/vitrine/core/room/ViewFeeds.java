package dev.vitrine.core.room;

import dev.vitrine.api.log.LogView;
import dev.vitrine.core.contribution.Abandonable;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Feeds the views of every attached version from every room, whichever of the two comes first. */
public final class ViewFeeds implements ContributionRegistry.Feeds {
    private final List<EventRoom> rooms = new ArrayList<>();
    private final List<Attached> attached = new ArrayList<>();

    private record Attached(InService version, Map<String, List<LogView>> viewsByType) {}

    /** A platform thread, since it calls a plugin; should the plugin never return, whoever waits is told. */
    private static final class ReplayThread extends Thread implements Abandonable {
        private final InService version;
        private final CompletableFuture<Void> done;

        ReplayThread(Runnable task, InService version, CompletableFuture<Void> done) {
            super(null, task, "replay-" + version.contributions().plugin(), 0, false);
            setDaemon(true);
            setContextClassLoader(ViewFeeds.class.getClassLoader());
            this.version = version;
            this.done = done;
        }

        @Override
        public void abandon() {
            String who = "Plugin \"%s\" %s"
                    .formatted(
                            version.contributions().plugin(),
                            version.contributions().version());
            done.completeExceptionally(new PluginCallException(
                    PluginCallException.Kind.LATE, who + " does not return while its views are filled.", null));
        }
    }

    /** Adds a room and feeds it to every version that is attached; blocks until those have caught up. */
    public void add(EventRoom room) {
        List<Attached> versions;
        synchronized (this) {
            rooms.add(room);
            versions = List.copyOf(attached);
        }
        versions.forEach(each -> room.attach(Feed.of(each.version(), each.viewsByType())));
    }

    @Override
    public CompletionStage<Void> attach(InService version) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable replay = () -> {
            try {
                Attached added = new Attached(version, Feed.byType(version));
                List<EventRoom> all;
                synchronized (this) {
                    attached.add(added);
                    all = List.copyOf(rooms);
                }
                all.forEach(room -> room.attach(Feed.of(version, added.viewsByType())));
                done.complete(null);
            } catch (PluginCallException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        };
        new ReplayThread(replay, version, done).start();
        return done;
    }

    @Override
    public void detach(InService version) {
        List<EventRoom> all;
        synchronized (this) {
            attached.removeIf(each -> each.version() == version);
            all = List.copyOf(rooms);
        }
        all.forEach(room -> room.detach(version));
    }
}
