package dev.vitrine.web.hub;

import dev.vitrine.web.socket.Gather;

/** One session's place in one channel. The cursor is moved by the session's writing thread alone. */
final class Subscription {
    private final ChannelRing ring;
    private final HubSession session;
    private final boolean everything;
    private long cursor;
    private volatile boolean active;

    /** A place for a session; {@code everything} means without sampling. */
    Subscription(ChannelRing ring, HubSession session, boolean everything) {
        this.ring = ring;
        this.session = session;
        this.everything = everything;
    }

    ChannelRing ring() {
        return ring;
    }

    HubSession session() {
        return session;
    }

    /** Begins to deliver from that batch on; call it after the reply has been queued. */
    void activate(long from) {
        cursor = from;
        active = true;
    }

    /** Adds what is due; returns the number of publications, or -1 when the ring has moved past this session. */
    int fill(Gather gather, Encoding encoding) {
        int publications = 0;
        if (active) {
            while (gather.hasRoom() && cursor < ring.end()) {
                Batch batch = ring.batch(cursor);
                if (batch == null) {
                    return -1;
                }
                Batch part = batch.of(everything);
                byte[] frame = part.frame(encoding);
                if (frame.length > 0) {
                    gather.add(frame);
                }
                publications += part.count();
                cursor++;
            }
        }
        return publications;
    }
}
