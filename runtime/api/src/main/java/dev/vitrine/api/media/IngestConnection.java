package dev.vitrine.api.media;

import java.io.InputStream;
import java.io.OutputStream;

/** An accepted connection of a publisher. The host owns the socket; closing it ends blocked reads. */
public interface IngestConnection extends AutoCloseable {
    /** Bytes from the publisher. A read waits at most the idle limit of 10 s, then throws. */
    InputStream in();

    /** Bytes to the publisher. */
    OutputStream out();

    /** The publisher's address for messages, such as {@code 127.0.0.1:51412}. */
    String remote();

    @Override
    void close();
}
