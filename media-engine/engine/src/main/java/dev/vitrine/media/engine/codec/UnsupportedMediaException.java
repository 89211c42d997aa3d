package dev.vitrine.media.engine.codec;

import java.io.IOException;

/** The publisher sends something no viewer's browser would play. The message names it and says what to set. */
public final class UnsupportedMediaException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A refusal in the publisher's terms. */
    public UnsupportedMediaException(String message) {
        super(message);
    }
}
