package dev.vitrine.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a log from doing as asked. The message is a sentence for the operator: which log, what state, what next.
 */
public abstract sealed class LogException extends Exception permits LogFull, LogUnavailable, LogDamaged, LogInUse {
    private static final long serialVersionUID = 1L;

    LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Stable code in kebab case, such as {@code log-full}. */
    public abstract String code();
}
