package dev.vitrine.media.worker.av;

import java.io.IOException;

/** A job that FFmpeg could not do. The message is one sentence for the operator. */
public final class AvException extends IOException {
    /** An exception with a sentence for the operator. */
    public AvException(String message) {
        super(message);
    }
}
