package dev.vitrine.media.engine.codec;

import java.io.IOException;

/** The publisher sends something no viewer's browser would play. The message names it and says what to set. */
public final class UnsupportedMediaException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    /** A refusal in the publisher's terms. */
    public UnsupportedMediaException(String message) {
        this(message, false);
    }

    private UnsupportedMediaException(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    /** A refusal of a frame for its size rather than of the codec. */
    public static UnsupportedMediaException ofSize(String message) {
        return new UnsupportedMediaException(message, true);
    }

    /** Whether a frame was too large. */
    public boolean tooLarge() {
        return tooLarge;
    }
}
