package dev.vitrine.media.engine.stream;

/** A bus of packets: the source of an event, or one of its rungs. Safe from any thread. */
public interface PacketSource {
    /** Adds a reader; it first gets the current stretch and the packets since the last key frame. */
    void attach(PacketSubscriber subscriber);

    /** Removes a reader. */
    void detach(PacketSubscriber subscriber);

    /** Runs something while no packet moves. */
    void exclusively(Runnable action);
}
