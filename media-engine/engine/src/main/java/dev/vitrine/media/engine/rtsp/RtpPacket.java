package dev.vitrine.media.engine.rtsp;

import java.util.Arrays;
import java.util.Optional;

/**
 * A packet of RTP (RFC 3550, 5.1).
 *
 * @param type payload type
 * @param marker what it marks is the payload format's to say
 * @param sequence counts packets, 16 bits
 * @param timestamp in ticks of the track's clock, 32 bits
 * @param payload without extensions and padding
 */
record RtpPacket(int type, boolean marker, int sequence, int timestamp, byte[] payload) {
    private static final int FIXED_BYTES = 12;

    /** Reads one; empty if it is none. */
    static Optional<RtpPacket> parse(byte[] bytes) {
        if (bytes.length < FIXED_BYTES || (bytes[0] & 0xC0) != 0x80) {
            return Optional.empty();
        }
        int start = FIXED_BYTES + 4 * (bytes[0] & 0x0F);
        int end = bytes.length;
        if ((bytes[0] & 0x10) != 0) {
            if (start + 4 > end) {
                return Optional.empty();
            }
            start += 4 + 4 * ((bytes[start + 2] & 0xFF) << 8 | bytes[start + 3] & 0xFF);
        }
        if ((bytes[0] & 0x20) != 0) {
            end -= bytes[end - 1] & 0xFF;
        }
        if (start > end) {
            return Optional.empty();
        }
        return Optional.of(new RtpPacket(
                bytes[1] & 0x7F,
                (bytes[1] & 0x80) != 0,
                (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF,
                int32(bytes, 4),
                Arrays.copyOfRange(bytes, start, end)));
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }
}
