package dev.vitrine.media.engine.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands each packet of a stream to every subscriber. Guarded by its stream's lock. */
final class PacketBus {
    private final List<PacketSubscriber> subscribers = new ArrayList<>();
    private final GopCache gop = new GopCache();
    private @Nullable Segment segment;

    void begin(Segment next) {
        segment = next;
        gop.clear();
        for (PacketSubscriber subscriber : subscribers) {
            subscriber.begin(next);
        }
    }

    void publish(Packet packet) {
        gop.add(packet);
        for (PacketSubscriber subscriber : subscribers) {
            subscriber.packet(packet);
        }
    }

    /** Hands out a packet of another sound. */
    void publish(String sound, Packet packet) {
        gop.add(sound, packet);
        for (PacketSubscriber subscriber : subscribers) {
            subscriber.other(sound, packet);
        }
    }

    /** Forgets the current stretch; the subscribers stay. */
    void forget() {
        segment = null;
        gop.clear();
    }

    void pause() {
        for (PacketSubscriber subscriber : subscribers) {
            subscriber.pause();
        }
    }

    /** Adds a subscriber, which first gets the current stretch and the packets since the last key frame. */
    void add(PacketSubscriber subscriber) {
        if (segment != null) {
            subscriber.begin(segment);
            gop.replay(subscriber);
        }
        subscribers.add(subscriber);
    }

    void remove(PacketSubscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** The current stretch, or null before the first. */
    @Nullable
    Segment segment() {
        return segment;
    }

    /** The newest key frame that is still kept, or null. */
    @Nullable
    Packet newestKeyFrame() {
        return gop.first();
    }
}
