package dev.vitrine.media.engine.stream;

import java.io.IOException;

/** A publisher is not let in. The message is a sentence for whoever runs the encoder. */
public final class PublisherRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public PublisherRefusedException(String message) {
        super(message);
    }
}
