package dev.vitrine.media.engine.rtsp;

import dev.vitrine.media.engine.codec.InBandSets;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * H.264 (RFC 6184, 5.6 to 5.8: single units, STAP-A, FU-A) and HEVC (RFC 7798, 4.4: single units, aggregation and
 * fragmentation). A frame is length-prefixed units without parameter sets; after a loss nothing comes out up to the
 * next key frame.
 */
final class NalDepacketiser implements Depacketiser {
    private static final int AVC_STAP_A = 24;
    private static final int AVC_FU_A = 28;
    private static final int HEVC_AGGREGATION = 48;
    private static final int HEVC_FRAGMENT = 49;
    private static final int STARTS = 0x80;
    private static final int ENDS = 0x40;
    private static final int MAX_HEVC_UNIT = 47;

    private final boolean hevc;
    private final int headerBytes;
    private final InBandSets sets;
    private final Output output;
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private boolean fragmented;
    private boolean broken;
    private boolean waiting;
    private boolean open;
    private boolean picture;
    private boolean key;
    private int timestamp;

    NalDepacketiser(boolean hevc, InBandSets sets, Output output) {
        this.hevc = hevc;
        this.headerBytes = hevc ? 2 : 1;
        this.sets = sets;
        this.output = output;
    }

    @Override
    public void take(RtpPacket packet, boolean lost) throws IOException {
        broken |= open && lost;
        if (open && packet.timestamp() != timestamp) {
            finish();
        }
        waiting |= lost;
        broken |= lost && fragmentGoesOn(packet.payload());
        open = true;
        timestamp = packet.timestamp();
        byte[] payload = packet.payload();
        if (payload.length <= headerBytes) {
            broken |= payload.length > 0;
        } else {
            int type = hevc ? payload[0] >>> 1 & 0x3F : payload[0] & 0x1F;
            if (type == (hevc ? HEVC_AGGREGATION : AVC_STAP_A)) {
                aggregate(payload);
            } else if (type == (hevc ? HEVC_FRAGMENT : AVC_FU_A)) {
                fragment(payload);
            } else if (type > (hevc ? MAX_HEVC_UNIT : AVC_STAP_A - 1)) {
                throw new UnsupportedMediaException("The source sends packets of " + (hevc ? "HEVC" : "H.264")
                        + " out of order (type " + type + "), which are not understood; set packetization mode 1"
                        + " without interleaving there.");
            } else {
                unit(payload);
            }
        }
        if (packet.marker()) {
            finish();
        }
    }

    /** Whether a packet is a piece of a unit that began before. */
    private boolean fragmentGoesOn(byte[] payload) {
        return payload.length > headerBytes
                && (hevc ? payload[0] >>> 1 & 0x3F : payload[0] & 0x1F) == (hevc ? HEVC_FRAGMENT : AVC_FU_A)
                && (payload[headerBytes] & STARTS) == 0;
    }

    private void aggregate(byte[] payload) throws IOException {
        int at = headerBytes;
        while (at + 2 <= payload.length) {
            int length = (payload[at] & 0xFF) << 8 | payload[at + 1] & 0xFF;
            at += 2;
            if (length > payload.length - at) {
                broken = true;
                return;
            }
            unit(Arrays.copyOfRange(payload, at, at + length));
            at += length;
        }
    }

    private void fragment(byte[] payload) throws IOException {
        int header = payload[headerBytes] & 0xFF;
        if ((header & STARTS) != 0) {
            broken |= fragmented; // the one before has no end
            fragments.reset();
            fragmented = true;
            if (hevc) {
                fragments.write(payload[0] & 0x81 | (header & 0x3F) << 1);
                fragments.write(payload[1]);
            } else {
                fragments.write(payload[0] & 0xE0 | header & 0x1F);
            }
        } else if (!fragmented) {
            broken = true;
            return;
        }
        requireRoom(fragments.size() + payload.length);
        fragments.write(payload, headerBytes + 1, payload.length - headerBytes - 1);
        if ((header & ENDS) != 0) {
            fragmented = false;
            unit(fragments.toByteArray());
        }
    }

    private void unit(byte[] unit) throws IOException {
        if (fragmented) {
            broken = true;
            fragmented = false;
        }
        try {
            if (unit.length < headerBytes + 1 || sets.take(unit)) {
                return;
            }
        } catch (UnsupportedMediaException foreign) {
            throw foreign;
        } catch (IOException malformed) {
            broken = true;
            return;
        }
        int type = hevc ? unit[0] >>> 1 & 0x3F : unit[0] & 0x1F;
        picture |= hevc ? type < 32 : type >= 1 && type <= 5;
        key |= hevc ? type >= 16 && type <= 21 : type == 5;
        requireRoom(frame.size() + unit.length);
        frame.write(unit.length >>> 24);
        frame.write(unit.length >>> 16);
        frame.write(unit.length >>> 8);
        frame.write(unit.length);
        frame.write(unit, 0, unit.length);
    }

    private void requireRoom(int bytes) throws IOException {
        if (bytes > MAX_FRAME_BYTES - 8) {
            throw UnsupportedMediaException.ofSize(
                    "The source has a frame of more than 8.4 MB. Set a lower bit rate there.");
        }
    }

    private void finish() throws IOException {
        boolean whole = !broken && !fragmented;
        byte[] bytes = picture && whole ? frame.toByteArray() : new byte[0];
        boolean starts = key;
        boolean shown = picture;
        frame.reset();
        fragmented = false;
        broken = false;
        picture = false;
        key = false;
        open = false;
        if (!whole) {
            waiting = true;
        }
        if (shown && whole && (starts || !waiting)) {
            waiting = false;
            output.frame(timestamp, 0, bytes);
        }
    }
}
