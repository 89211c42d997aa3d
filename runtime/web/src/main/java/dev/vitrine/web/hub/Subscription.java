package dev.vitrine.web.hub;

import dev.vitrine.web.socket.Gather;

/** One session's place in one channel. The cursor is moved by the session's writing thread alone. */
final class Subscription {
    private final ChannelRing ring;
    private final HubSession session;
    private long cursor;
    private volatile boolean active;

    Subscription(ChannelRing ring, HubSession session) {
        this.ring = ring;
        this.session = session;
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
                gather.add(batch.frame(encoding));
                publications += batch.count();
                cursor++;
            }
        }
        return publications;
    }
}
