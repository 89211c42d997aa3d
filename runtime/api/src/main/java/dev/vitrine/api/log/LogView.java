package dev.vitrine.api.log;

import java.util.Set;

/**
 * State derived from the log. A plugin keeps no other state about events: the host replays the log into a fresh view
 * before a version goes into service, so an update or a rollback needs no migration and a restart needs no save.
 */
public interface LogView {
    /** The record types this view wants; the host delivers no others. Empty means none. */
    Set<String> recordTypes();

    /**
     * Takes the next record. Called in sequence order per event, never twice at once for one event, on the event's own
     * thread: it must only update memory and return within a millisecond or so. What it throws is counted against the
     * plugin; the record stands.
     */
    void apply(LogRecord record);
}
