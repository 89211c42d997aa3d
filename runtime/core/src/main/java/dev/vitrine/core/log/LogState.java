package dev.vitrine.core.log;

/** Whether a log takes appends, and if not, why. */
public sealed interface LogState {
    /** Takes appends. */
    record Ready() implements LogState {}

    /**
     * A write or force failed; {@link EventLog#recover} goes on from the last durable record once the cause is gone.
     */
    record Failed(LogUnavailable why) implements LogState {}

    /** Opened read-only, up to the damage. */
    record Damaged(Damage damage) implements LogState {}

    /** Closed. */
    record Closed() implements LogState {}
}
