package dev.vitrine.store;

/** The views cannot be used at the moment; the logs are untouched. The message says what and what to do next. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
