package dev.vitrine.media.engine.stream;

/**
 * Reads a packet bus. Called by the publisher's thread, in order, under the stream's lock: an implementation hands the
 * work on or does it in microseconds, and never blocks.
 */
public interface PacketSubscriber {
    /** A new stretch begins; the next packet is a key frame. */
    void begin(Segment segment);

    /** The next packet of the current stretch: of the picture or of its first sound. */
    void packet(Packet packet);

    /**
     * The next packet of another sound of the current stretch; its number says nothing. Most readers want the first
     * sound alone and leave this as it is.
     *
     * @param sound its {@link Sound#id}
     */
    default void other(String sound, Packet packet) {}

    /** The publisher has left or fallen silent. */
    void pause();
}
