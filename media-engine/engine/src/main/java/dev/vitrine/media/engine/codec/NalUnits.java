package dev.vitrine.media.engine.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Network abstraction layer units of H.264 and HEVC. */
final class NalUnits {
    /** Receives the first byte of each unit. */
    @FunctionalInterface
    interface Visitor {
        void unit(int firstByte);
    }

    private NalUnits() {}

    /**
     * Walks through length-prefixed units (ISO/IEC 14496-15, 4.3.3).
     *
     * @throws IOException if the lengths do not add up, or there is no unit
     */
    static void walk(byte[] data, int offset, int lengthBytes, Visitor visitor) throws IOException {
        int at = offset;
        if (at >= data.length) {
            throw new IOException("an empty frame");
        }
        while (at < data.length) {
            if (data.length - at <= lengthBytes) {
                throw new IOException("a frame that ends within a NAL unit's length");
            }
            long length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | data[at++] & 0xFF;
            }
            if (length == 0 || length > data.length - at) {
                throw new IOException("a NAL unit of " + length + " bytes with " + (data.length - at) + " left");
            }
            visitor.unit(data[at] & 0xFF);
            at += (int) length;
        }
    }

    /** The payload of a unit without its header and the emulation prevention bytes (ITU-T H.264, 7.3.1). */
    static byte[] rawPayload(byte[] nal, int headerBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(nal.length);
        int zeros = 0;
        for (int i = headerBytes; i < nal.length; i++) {
            if (zeros >= 2 && nal[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = nal[i] == 0 ? zeros + 1 : 0;
            out.write(nal[i]);
        }
        return out.toByteArray();
    }
}
