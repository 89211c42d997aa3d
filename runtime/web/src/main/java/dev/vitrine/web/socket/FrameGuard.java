package dev.vitrine.web.socket;

/**
 * Looks at the frame headers of what a client sends, before the engine keeps any of it: a client's frame must be masked
 * (RFC 6455, section 5.1; the engine lets unmasked ones pass) and a message must not grow past its limit, however its
 * fragments and reads fall. Used by the reading thread alone.
 */
final class FrameGuard {
    private static final int MAX_HEADER = 14;

    private final int maxMessageBytes;
    private final byte[] header = new byte[MAX_HEADER];
    private int have;
    private long skip;
    private long messageBytes;
    private boolean closeSeen;
    private boolean messageOpen;
    private long frames;

    FrameGuard(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Looks at the next bytes; returns 0 or the code to close with. */
    int scan(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (skip > 0) {
                int step = (int) Math.min(skip, bytes.length - at);
                skip -= step;
                at += step;
                continue;
            }
            header[have++] = bytes[at++];
            if (have >= 2 && have == headerLength()) {
                int code = frame();
                if (code != 0) {
                    return code;
                }
                have = 0;
            }
        }
        return 0;
    }

    /** Whether the client has begun a close frame. */
    boolean closeSeen() {
        return closeSeen;
    }

    /** Whether a message or a frame has begun and not ended. */
    boolean midMessage() {
        return have > 0 || skip > 0 || messageOpen;
    }

    /** Frames whose header has been seen. */
    long frames() {
        return frames;
    }

    private int headerLength() {
        int length = header[1] & 0x7F;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        boolean masked = (header[1] & 0x80) != 0;
        return 2 + extended + (masked ? 4 : 0);
    }

    private int frame() {
        if ((header[1] & 0x80) == 0) {
            return 1002;
        }
        int opcode = header[0] & 0x0F;
        long length = payloadLength();
        if (length < 0) {
            return 1002;
        }
        closeSeen |= opcode == Frames.CLOSE;
        frames++;
        if (opcode < Frames.CLOSE) {
            messageBytes = opcode == 0 ? messageBytes + length : length;
            if (messageBytes > maxMessageBytes) {
                return 1009;
            }
            messageOpen = (header[0] & 0x80) == 0;
        } else if (length > 125) {
            return 1002;
        }
        skip = length;
        return 0;
    }

    private long payloadLength() {
        int length = header[1] & 0x7F;
        if (length < 126) {
            return length;
        }
        int bytes = length == 126 ? 2 : 8;
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | header[2 + i] & 0xFF;
        }
        return value;
    }
}
