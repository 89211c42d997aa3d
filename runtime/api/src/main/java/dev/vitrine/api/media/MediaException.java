package dev.vitrine.api.media;

/** Media work that could not be done; the message says what and what to do next. */
public final class MediaException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with its sentence. */
    public MediaException(String message) {
        super(message);
    }

    /** A failure with its sentence and what caused it. */
    public MediaException(String message, Throwable cause) {
        super(message, cause);
    }
}
