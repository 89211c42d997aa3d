package dev.vitrine.media.worker.av;

import java.util.Arrays;

/** The header that each frame of AAC has in a transport stream (ISO/IEC 14496-3, 1.A.2.2). */
public final class Adts {
    private static final int HEADER_BYTES = 7;
    private static final int CHECKED_HEADER_BYTES = 9;

    private Adts() {}

    /** The AudioSpecificConfig that a frame's header stands for; empty if it has none. */
    public static byte[] config(byte[] frame) {
        if (!hasHeader(frame)) {
            return new byte[0];
        }
        int type = ((frame[2] & 0xC0) >>> 6) + 1;
        int rate = (frame[2] & 0x3C) >>> 2;
        int channels = (frame[2] & 1) << 2 | (frame[3] & 0xC0) >>> 6;
        int bits = type << 11 | rate << 7 | channels << 3;
        return new byte[] {(byte) (bits >>> 8), (byte) bits};
    }

    /** A frame without its header. */
    public static byte[] raw(byte[] frame) {
        if (!hasHeader(frame)) {
            return frame;
        }
        int header = (frame[1] & 1) == 1 ? HEADER_BYTES : CHECKED_HEADER_BYTES;
        return Arrays.copyOfRange(frame, Math.min(header, frame.length), frame.length);
    }

    private static boolean hasHeader(byte[] frame) {
        return frame.length >= HEADER_BYTES && (frame[0] & 0xFF) == 0xFF && (frame[1] & 0xF6) == 0xF0;
    }
}
