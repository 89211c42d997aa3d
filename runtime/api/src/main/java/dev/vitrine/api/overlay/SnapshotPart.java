package dev.vitrine.api.overlay;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;

/** A part of the state that a late joiner gets when it subscribes to a channel. */
public interface SnapshotPart {
    /** The channel it belongs to. */
    Channel channel();

    /** Its name within the snapshot, such as {@code cta}. */
    String name();

    /** Returns the state of an event as of the last applied record. Called on the event's own thread; 5 ms. */
    Body snapshot(String event);
}
