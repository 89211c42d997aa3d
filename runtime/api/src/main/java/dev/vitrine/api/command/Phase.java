package dev.vitrine.api.command;

/** Where an event is in its life. */
public enum Phase {
    /** Being prepared. */
    DRAFT,
    /** Gates passed; doors may open. */
    READY,
    /** On air. */
    LIVE,
    /** Over. */
    ENDED,
    /** Over, and watchable again. */
    REPLAY
}
