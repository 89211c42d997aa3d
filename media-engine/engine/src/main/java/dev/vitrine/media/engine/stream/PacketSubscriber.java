package dev.vitrine.media.engine.stream;

/**
 * Reads a packet bus. Called by the publisher's thread, in order, under the stream's lock: an implementation hands the
 * work on or does it in microseconds, and never blocks.
 */
public interface PacketSubscriber {
    /** A new stretch begins; the next packet is a key frame. */
    void begin(Segment segment);

    /** The next packet of the current stretch. */
    void packet(Packet packet);

    /** The publisher has left or fallen silent. */
    void pause();
}
