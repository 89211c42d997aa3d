package dev.vitrine.core.contribution;

import org.jspecify.annotations.Nullable;

/** A call into a plugin that gave no answer. */
public final class PluginCallException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** It threw. */
        THREW,
        /** It took longer than its limit. */
        LATE,
        /** Too many calls failed; it is left alone for a while. */
        BREAKER_OPEN,
        /** The version is being retired. */
        RETIRED
    }

    /** A failure with its sentence, which names plugin, version and call. */
    public PluginCallException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
