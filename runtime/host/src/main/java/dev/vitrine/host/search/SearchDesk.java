package dev.vitrine.host.search;

import dev.vitrine.core.House;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.store.LogViews;
import dev.vitrine.store.StoreException;
import dev.vitrine.store.ViewRoutes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the views of the logs after the doors are open, so that a start does not wait for a database, and puts their
 * routes into service. The show goes on without them: they are for looking things up.
 */
public final class SearchDesk implements AutoCloseable {
    /** Under which id the routes stand among the contributions. */
    private static final String ID = "search";

    private static final System.Logger LOG = System.getLogger(SearchDesk.class.getName());

    private final House house;
    private final InstantSource clock;
    private final Thread opening;
    private @Nullable LogViews views;
    private boolean closed;

    private SearchDesk(House house, InstantSource clock, Path directory) {
        this.house = house;
        this.clock = clock;
        this.opening = Thread.ofPlatform().daemon().name("search").unstarted(() -> open(directory));
    }

    /** Begins to open the views that lie in a directory; returns at once. */
    public static SearchDesk start(House house, InstantSource clock, Path directory) {
        SearchDesk desk = new SearchDesk(house, clock, directory);
        desk.opening.start();
        return desk;
    }

    private void open(Path directory) {
        try {
            LogViews opened = LogViews.open(directory, house.rooms());
            synchronized (this) {
                if (closed) {
                    opened.close();
                    return;
                }
                views = opened;
            }
            house.contributions().promote(version(opened));
        } catch (StoreException | PluginCallException e) {
            LOG.log(System.Logger.Level.WARNING, "Search and statistics are off: " + e.getMessage());
        }
    }

    private InService version(LogViews opened) {
        Contributions routes = new Contributions(
                ID,
                "1",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ViewRoutes(opened, clock)),
                List.of(),
                Optional.empty());
        return new InService(routes, new GuardedCalls(ID, "1", SearchDesk.class.getClassLoader(), clock));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (views != null) {
            house.contributions().retire(ID);
            views.close();
        }
    }
}
