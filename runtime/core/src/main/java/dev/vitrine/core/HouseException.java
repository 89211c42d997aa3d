package dev.vitrine.core;

import org.jspecify.annotations.Nullable;

/** The house cannot open or go on. The message is one plain sentence for the operator: who, what state, what next. */
public final class HouseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its sentence and, where there is one, its cause. */
    public HouseException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
