package dev.vitrine.web.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the unmasked frames that a server sends (RFC 6455, section 5.2): whole, ready to share between sockets. */
public final class Frames {
    /** Opcode of a text frame. */
    public static final int TEXT = 1;
    /** Opcode of a binary frame. */
    public static final int BINARY = 2;

    static final int CLOSE = 8;
    static final int PING = 9;

    /** A ping without payload. */
    static final byte[] PING_FRAME = {(byte) (0x80 | PING), 0};

    private static final int FINAL = 0x80;
    private static final int MAX_CLOSE_REASON_BYTES = 123;

    private Frames() {}

    /** Returns a final frame of that opcode around the payload. */
    public static byte[] frame(int opcode, byte[] payload) {
        return frame(opcode, ByteBuffer.wrap(payload));
    }

    /** Returns a final frame of that opcode around the remaining bytes; the buffer's position stays. */
    public static byte[] frame(int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        int header = headerLength(length);
        byte[] frame = new byte[header + length];
        frame[0] = (byte) (FINAL | opcode);
        if (length < 126) {
            frame[1] = (byte) length;
        } else if (length < 1 << 16) {
            frame[1] = 126;
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = 127;
            for (int i = 0; i < 4; i++) {
                frame[6 + i] = (byte) (length >>> (24 - 8 * i));
            }
        }
        payload.get(payload.position(), frame, header, length);
        return frame;
    }

    /** Returns a close frame; a reason that does not fit is cut. */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_CLOSE_REASON_BYTES);
        while (length > 0 && length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return frame(CLOSE, payload);
    }

    private static int headerLength(int length) {
        return length < 126 ? 2 : length < 1 << 16 ? 4 : 10;
    }
}
