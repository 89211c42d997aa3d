package dev.vitrine.media.engine.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets since the last key frame, so that who joins sees a picture at once. A GOP that grows past the bounds is
 * not kept at all: half of one cannot be decoded, and joiners then wait for the next key frame.
 */
final class GopCache {
    /** Two seconds at 60 Mbit/s, or twelve at 10: far past what is of use to a joiner. */
    static final long MAX_BYTES = 16 << 20;

    /** Longer GOPs would make a joiner decode for seconds before it reaches the live picture. */
    static final long MAX_US = 12_000_000;

    /** A packet, and of which other sound it is. */
    private record Kept(@Nullable String sound, Packet packet) {
        void give(PacketSubscriber subscriber) {
            if (sound == null) {
                subscriber.packet(packet);
            } else {
                subscriber.other(sound, packet);
            }
        }
    }

    private final List<Kept> packets = new ArrayList<>();
    private long bytes;

    void add(Packet packet) {
        if (packet.startsGop()) {
            clear();
        } else if (packets.isEmpty()) {
            return;
        }
        keep(new Kept(null, packet));
    }

    /** A packet of another sound. */
    void add(String sound, Packet packet) {
        if (!packets.isEmpty()) {
            keep(new Kept(sound, packet));
        }
    }

    void clear() {
        packets.clear();
        bytes = 0;
    }

    void replay(PacketSubscriber subscriber) {
        packets.forEach(kept -> kept.give(subscriber));
    }

    /** The key frame, or null. */
    @Nullable
    Packet first() {
        return packets.isEmpty() ? null : packets.getFirst().packet();
    }

    private void keep(Kept kept) {
        packets.add(kept);
        bytes += kept.packet().length();
        long lengthUs = kept.packet().dtsUs() - packets.getFirst().packet().dtsUs();
        if (bytes > MAX_BYTES || lengthUs > MAX_US) {
            clear();
        }
    }
}
