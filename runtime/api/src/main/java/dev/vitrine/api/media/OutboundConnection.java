package dev.vitrine.api.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A connection that the host has made to an address outside. The host owns the socket; closing it, from any thread,
 * ends blocked reads and writes.
 */
public interface OutboundConnection extends AutoCloseable {
    /** Bytes from the other side. */
    InputStream in();

    /** Bytes to the other side. A write waits for as long as the other side does not read. */
    OutputStream out();

    /**
     * Says how long a read waits before it throws {@link java.net.SocketTimeoutException}; {@link Duration#ZERO} is for
     * ever. 10 s until something else is said.
     */
    void readLimit(Duration limit) throws IOException;

    @Override
    void close();
}
