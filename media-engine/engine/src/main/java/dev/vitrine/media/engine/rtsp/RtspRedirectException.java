package dev.vitrine.media.engine.rtsp;

import java.io.IOException;

/** An RTSP server says that the stream is somewhere else. The message is a clause for staff. */
public final class RtspRedirectException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String location;

    RtspRedirectException(String location) {
        super("the source's server leads on to another address; give the one it should lead to in the end");
        this.location = location;
    }

    /** Where it leads to, as the server wrote it: not checked, and perhaps a secret. */
    public String location() {
        return location;
    }
}
