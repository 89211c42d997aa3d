package dev.vitrine.media.engine.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * The packets since the last key frame, so that who joins sees a picture at once. A GOP that grows past the bounds is
 * not kept at all: half of one cannot be decoded, and joiners then wait for the next key frame.
 */
final class GopCache {
    /** Two seconds at 60 Mbit/s, or twelve at 10: far past what is of use to a joiner. */
    static final long MAX_BYTES = 16 << 20;

    /** Longer GOPs would make a joiner decode for seconds before it reaches the live picture. */
    static final long MAX_US = 12_000_000;

    private final List<Packet> packets = new ArrayList<>();
    private long bytes;

    void add(Packet packet) {
        if (packet.startsGop()) {
            clear();
        } else if (packets.isEmpty()) {
            return;
        }
        packets.add(packet);
        bytes += packet.length();
        if (bytes > MAX_BYTES || packet.dtsUs() - packets.getFirst().dtsUs() > MAX_US) {
            clear();
        }
    }

    void clear() {
        packets.clear();
        bytes = 0;
    }

    List<Packet> packets() {
        return packets;
    }
}
