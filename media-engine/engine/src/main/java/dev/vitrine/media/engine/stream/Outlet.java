package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.Codecs;
import java.io.IOException;

/**
 * Where a stream is forwarded to, once the connection is made. Called by one thread; a call waits for as long as the
 * other side does not read.
 */
public interface Outlet {
    /**
     * Another configuration; what follows is in it.
     *
     * @throws IOException if it cannot go there; the message is one clause for staff
     */
    void begin(Codecs next) throws IOException;

    /** Sends a packet; the first one is a key frame. */
    void send(Packet packet) throws IOException;

    /** What of the stream does not go there: one sentence for staff, or nothing. */
    default String leftOut() {
        return "";
    }
}
