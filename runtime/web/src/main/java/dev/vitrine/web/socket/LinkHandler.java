package dev.vitrine.web.socket;

/** What a kind of socket does with a {@link Link}. */
public interface LinkHandler {
    /** The handshake is done; called first, on the reading thread. */
    void opened(Link link);

    /** A whole text message; on the reading thread, in order. It may take its time: the client waits. */
    void text(String message);

    /** A whole binary message; likewise. */
    void binary(byte[] message);

    /**
     * Adds what is due to the write that is being put together, or nothing. Called on the link's writing thread, one at
     * a time, after {@link Link#wake}; asked again until it adds nothing.
     */
    void fill(Gather gather);

    /** What {@link #fill} added last has been given to the operating system. On the writing thread. */
    default void written() {}

    /** The frame that asks the client for a sign of life. */
    byte[] pingFrame();

    /** Called about once a second. */
    default void tend(long nowNanos) {}

    /**
     * The server is going down: within that time this socket is closed with 3001. Must not block.
     *
     * @param windowMs over which all sockets are closed
     */
    default void draining(int windowMs) {}

    /** The socket is gone; called once, on the reading thread. */
    void closed();
}
