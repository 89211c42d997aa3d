package dev.vitrine.core.log;

import org.jspecify.annotations.Nullable;

/** The log takes no appends, or cannot be read, until someone has acted. What was acknowledged is on disk. */
public final class LogUnavailable extends LogException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** No space left; free some, then {@link EventLog#recover}. */
        DISK_FULL,
        /** The disk or the file system failed; see to it, then {@link EventLog#recover}. */
        DISK_ERROR,
        /** Records that had been acknowledged cannot be read any more; see {@link Damage}. */
        DAMAGED,
        /** The log has been closed. */
        CLOSED
    }

    LogUnavailable(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    @Override
    public String code() {
        return switch (reason) {
            case DISK_FULL -> "disk-full";
            case DISK_ERROR -> "disk-error";
            case DAMAGED -> "log-damaged";
            case CLOSED -> "log-closed";
        };
    }
}
