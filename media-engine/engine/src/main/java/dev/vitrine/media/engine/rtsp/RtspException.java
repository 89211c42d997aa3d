package dev.vitrine.media.engine.rtsp;

import java.io.IOException;

/** An RTSP server does not do what it is asked for. The message is a clause for staff that says why and what next. */
final class RtspException extends IOException {
    private static final long serialVersionUID = 1L;

    RtspException(String message) {
        super(message);
    }
}
