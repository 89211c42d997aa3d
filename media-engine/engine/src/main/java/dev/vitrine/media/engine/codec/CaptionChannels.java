package dev.vitrine.media.engine.codec;

import java.util.List;
import java.util.TreeSet;

/**
 * Finds out which channels a stream's captions use, as HLS names them (rfc8216bis, 4.4.6.1): {@code CC1} to {@code CC4}
 * of CEA-608, once a caption is begun there, and {@code SERVICE1} to {@code SERVICE6} of CEA-708. For one thread.
 */
public final class CaptionChannels {
    private static final int TYPE_FIELD_2 = 1;
    private static final int TYPE_PACKET_START = 3;
    private static final int EXTENDED_SERVICE = 7;

    private final TreeSet<String> seen = new TreeSet<>();
    private volatile List<String> known = List.of();

    /** Takes the constructs of the next frame, as {@link ClosedCaptions} gives them. */
    public void take(byte[] constructs) {
        int before = seen.size();
        for (int at = 0;
                at + ClosedCaptions.CONSTRUCT_BYTES <= constructs.length;
                at += ClosedCaptions.CONSTRUCT_BYTES) {
            int type = constructs[at] & 3;
            if (type <= TYPE_FIELD_2) {
                pair(type, constructs[at + 1] & 0x7F, constructs[at + 2] & 0x7F);
            } else if (type == TYPE_PACKET_START) {
                service(constructs[at + 2] & 0xFF);
            }
        }
        if (seen.size() != before) {
            known = List.copyOf(seen);
        }
    }

    /** Another stretch begins. */
    public void forget() {
        seen.clear();
        known = List.of();
    }

    /** Those that have been seen, in the order of their names. Safe from any thread. */
    public List<String> known() {
        return known;
    }

    /** Commands that begin a caption (CEA-608, 6.4.1 and 8.4): pop-on, roll-up of two to four rows, paint-on. */
    private void pair(int field, int first, int second) {
        boolean command = (first & 0x76) == 0x14;
        boolean begins = second == 0x20 || second >= 0x25 && second <= 0x27 || second == 0x29;
        if (command && begins) {
            int second608 = (first & 0x08) == 0 ? 0 : 1;
            seen.add("CC" + (1 + 2 * field + second608));
        }
    }

    /** The first service block of a packet (CEA-708, 6.2.2). */
    private void service(int header) {
        int number = header >>> 5;
        if ((header & 0x1F) > 0 && number > 0 && number < EXTENDED_SERVICE) {
            seen.add("SERVICE" + number);
        }
    }
}
