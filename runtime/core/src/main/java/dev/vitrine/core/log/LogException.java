package dev.vitrine.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a log from doing as asked. The message is a sentence for the operator: which log, what state, what next.
 */
public abstract sealed class LogException extends Exception permits LogFull, LogUnavailable, LogDamaged, LogInUse {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    /** Stable code in kebab case, such as {@code log-full}. */
    public abstract String code();
}
