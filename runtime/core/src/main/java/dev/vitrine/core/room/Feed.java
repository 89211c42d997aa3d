package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.PluginCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Feeds one room's records into the views of one version. While the records from before are being replayed from disk,
 * those that come are kept in a queue; after that it is fed on the room's lane.
 */
final class Feed {
    private static final System.Logger LOG = System.getLogger(Feed.class.getName());
    /** A view has "a millisecond or so"; past this the call is a fault. */
    private static final Duration APPLY_LIMIT = Duration.ofMillis(50);

    private final InService version;
    private final Map<String, List<LogView>> viewsByType;
    private final Queue<LogRecord> waiting = new ConcurrentLinkedQueue<>();
    private boolean live;
    private long appliedSeq;
    private boolean told;

    private Feed(InService version, Map<String, List<LogView>> viewsByType) {
        this.version = version;
        this.viewsByType = viewsByType;
    }

    /** Asks the views of a version for the types they want. */
    static Map<String, List<LogView>> byType(InService version) throws PluginCallException {
        Map<String, List<LogView>> byType = new HashMap<>();
        for (LogView view : version.contributions().views()) {
            Set<String> types = version.calls().call("recordTypes", Duration.ofSeconds(1), view::recordTypes);
            types.forEach(type ->
                    byType.computeIfAbsent(type, each -> new ArrayList<>()).add(view));
        }
        return byType;
    }

    static Feed of(InService version, Map<String, List<LogView>> viewsByType) {
        return new Feed(version, viewsByType);
    }

    InService version() {
        return version;
    }

    boolean wants(String type) {
        return viewsByType.containsKey(type);
    }

    boolean wantsNothing() {
        return viewsByType.isEmpty();
    }

    /** Takes the next record, on the lane. Does nothing with one it has had. */
    void next(LogRecord record) {
        if (!wants(record.type())) {
            return;
        }
        if (live) {
            apply(record);
        } else {
            waiting.add(record);
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** Applies what has come meanwhile. */
    void applyWaiting() {
        for (LogRecord record = waiting.poll(); record != null; record = waiting.poll()) {
            apply(record);
        }
    }

    /** From now on it is fed at once; on the lane, after the last waiting record. */
    void goLive() {
        applyWaiting();
        live = true;
    }

    void apply(LogRecord record) {
        if (record.seq() <= appliedSeq) {
            return;
        }
        // Before the call: should the plugin never return, the record must not be given to it again.
        appliedSeq = record.seq();
        PluginCalls calls = version.calls();
        for (LogView view : viewsByType.getOrDefault(record.type(), List.of())) {
            try {
                calls.feed("apply " + record.type(), APPLY_LIMIT, () -> view.apply(record));
            } catch (PluginCallException e) {
                tell(record, e);
            }
        }
    }

    private void tell(LogRecord record, PluginCallException e) {
        if (e.kind() == PluginCallException.Kind.RETIRED) {
            return;
        }
        LOG.log(
                told ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "A view missed record {0} of event \"{1}\": {2}",
                record.seq(),
                record.event(),
                e.getMessage());
        told = true;
    }
}
