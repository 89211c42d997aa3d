package dev.vitrine.media.engine.rtmp;

import java.io.IOException;

/** The other side does not speak RTMP as it should; the message is for the operator. */
final class RtmpException extends IOException {
    private static final long serialVersionUID = 1L;

    RtmpException(String message) {
        super(message);
    }
}
