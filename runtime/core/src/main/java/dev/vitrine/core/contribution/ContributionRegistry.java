package dev.vitrine.core.contribution;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The plugin versions in service, and those whose views are fed. A change is one volatile write of an immutable
 * snapshot. Changed by the host's plugin manager alone; read by everyone, from any thread.
 */
public final class ContributionRegistry {
    private final Feeds feeds;
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile Routing routing = Routing.EMPTY;

    /** Feeds views of the logs; implemented by the house. */
    public interface Feeds {
        /** See {@link ContributionRegistry#attachViews}. */
        CompletionStage<Void> attach(InService version);

        /** See {@link ContributionRegistry#detachViews}. */
        void detach(InService version);
    }

    /** A registry with nothing in service. */
    public ContributionRegistry(Feeds feeds) {
        this.feeds = feeds;
    }

    /** Returns every version in service at this instant. */
    public Snapshot snapshot() {
        return routing.snapshot();
    }

    /** Returns the snapshot with its look-up tables. */
    public Routing routing() {
        return routing;
    }

    /**
     * Puts a version into service, in place of another version of the same plugin if there is one. Its views must have
     * been attached. Asks the handlers for their command types.
     *
     * @throws PluginCallException if it does not answer; nothing has changed then
     * @throws IllegalArgumentException if another plugin handles one of its command types; nothing has changed then
     */
    public void promote(InService version) throws PluginCallException {
        Snapshot changed;
        synchronized (this) {
            routing = routing.with(version);
            changed = routing.snapshot();
        }
        listeners.forEach(listener -> listener.accept(changed));
    }

    /** Takes a plugin out of service. Does nothing if it is not in service. */
    public void retire(String plugin) {
        Snapshot changed;
        synchronized (this) {
            Routing without = routing.without(plugin);
            if (without == routing) {
                return;
            }
            routing = without;
            changed = without.snapshot();
        }
        listeners.forEach(listener -> listener.accept(changed));
    }

    /**
     * Replays every log into the views of a version that is not in service yet, then keeps feeding them, also when it
     * is promoted, until they are detached. The stage completes when the views have caught up with every event, and
     * fails with a {@link PluginCallException} when the version is stuck.
     */
    public CompletionStage<Void> attachViews(InService version) {
        return feeds.attach(version);
    }

    /** Stops feeding the views of a version and forgets them. */
    public void detachViews(InService version) {
        feeds.detach(version);
    }

    /**
     * Calls the listener after each change, on the thread that made it; it must not block. Close the handle to end it.
     */
    public Handle onChange(Consumer<Snapshot> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends a listening. */
    public interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
