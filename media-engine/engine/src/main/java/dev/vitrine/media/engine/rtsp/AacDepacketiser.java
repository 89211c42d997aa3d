package dev.vitrine.media.engine.rtsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** AAC as {@code mpeg4-generic} in the modes AAC-hbr and AAC-lbr (RFC 3640, 3.2 and 3.3.5 to 3.3.6). */
final class AacDepacketiser implements Depacketiser {
    private final int sizeBits;
    private final int indexBits;
    private final int deltaBits;
    private final Output output;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private int expected;

    /** Bits of a frame's size and index, and of the indices of those after it; at most 32 together. */
    AacDepacketiser(int sizeBits, int indexBits, int deltaBits, Output output) {
        this.sizeBits = sizeBits;
        this.indexBits = indexBits;
        this.deltaBits = deltaBits;
        this.output = output;
    }

    @Override
    public void take(RtpPacket packet, boolean lost) throws IOException {
        if (lost) {
            expected = 0;
        }
        byte[] payload = packet.payload();
        if (payload.length < 2) {
            return;
        }
        int headerBits = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        int data = 2 + (headerBits + 7) / 8;
        if (data > payload.length) {
            expected = 0;
            return;
        }
        int bit = 16;
        int end = 16 + headerBits;
        int index = 0;
        while (bit + sizeBits + (index == 0 ? indexBits : deltaBits) <= end) {
            int size = bits(payload, bit, sizeBits);
            int order = bits(payload, bit + sizeBits, index == 0 ? indexBits : deltaBits);
            bit += sizeBits + (index == 0 ? indexBits : deltaBits);
            if (order != 0 || size == 0) {
                expected = 0;
                return; // interleaved frames, which nobody sends, or none
            }
            int there = Math.min(size, payload.length - data);
            if (there < size) {
                piece(packet, size, data);
                return;
            }
            expected = 0;
            output.frame(packet.timestamp(), index++, Arrays.copyOfRange(payload, data, data + size));
            data += size;
        }
    }

    /** A frame that is larger than a packet comes in several with the same header (3.2.3.2). */
    private void piece(RtpPacket packet, int size, int data) throws IOException {
        if (expected != size) {
            pieces.reset();
            expected = size;
        }
        pieces.write(packet.payload(), data, packet.payload().length - data);
        if (pieces.size() >= size) {
            expected = 0;
            output.frame(packet.timestamp(), 0, Arrays.copyOf(pieces.toByteArray(), size));
        } else if (packet.marker()) {
            expected = 0;
        }
    }

    private static int bits(byte[] bytes, int from, int count) {
        int value = 0;
        for (int bit = from; bit < from + count; bit++) {
            value = value << 1 | bytes[bit >>> 3] >>> 7 - (bit & 7) & 1;
        }
        return value;
    }
}
