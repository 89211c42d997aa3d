package dev.vitrine.api.log;

/** When a viewer's page acts on a record. */
public enum Delivery {
    /** At once: moderation, kill switch, stream state. */
    ASAP,
    /** When the viewer's playhead reaches the record's media time. */
    AT,
    /** From the record's media time until its end; a late joiner gets it from the snapshot. */
    WINDOW
}
