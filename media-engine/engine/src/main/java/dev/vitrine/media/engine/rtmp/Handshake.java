package dev.vitrine.media.engine.rtmp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Both sides of the handshake (RTMP 1.0, 5.2). Clients that put a digest in theirs see from the zeros where a version
 * would stand that this server has none, and go on without.
 */
final class Handshake {
    private static final int VERSION = 3;
    private static final int BLOCK_BYTES = 1_536;

    private Handshake() {}

    /** Shakes hands, or says what the other side seems to be instead. */
    static void accept(ByteSource in, OutputStream out, RandomGenerator random) throws IOException {
        int version = in.u8();
        if (version != VERSION) {
            throw new RtmpException(notRtmp(version));
        }
        byte[] theirs = new byte[BLOCK_BYTES];
        in.read(theirs, 0, BLOCK_BYTES);
        byte[] reply = new byte[1 + 2 * BLOCK_BYTES];
        byte[] ours = new byte[BLOCK_BYTES];
        random.nextBytes(ours);
        Arrays.fill(ours, 0, 8, (byte) 0);
        reply[0] = VERSION;
        System.arraycopy(ours, 0, reply, 1, BLOCK_BYTES);
        System.arraycopy(theirs, 0, reply, 1 + BLOCK_BYTES, BLOCK_BYTES);
        out.write(reply);
        out.flush();
        in.read(theirs, 0, BLOCK_BYTES); // C2 repeats ours; not every client gets it right, and nothing depends on it
    }

    /** Shakes hands with a server, or says what it seems to be instead. */
    static void offer(ByteSource in, OutputStream out, RandomGenerator random) throws IOException {
        byte[] ours = new byte[1 + BLOCK_BYTES];
        random.nextBytes(ours);
        Arrays.fill(ours, 1, 9, (byte) 0);
        ours[0] = VERSION;
        out.write(ours);
        out.flush();
        int version = in.u8();
        if (version != VERSION) {
            throw new RtmpException("the other side is no RTMP server; check the address");
        }
        byte[] theirs = new byte[BLOCK_BYTES];
        in.read(theirs, 0, BLOCK_BYTES);
        in.read(new byte[BLOCK_BYTES], 0, BLOCK_BYTES); // S2 repeats ours; nothing depends on it
        out.write(theirs);
        out.flush();
    }

    private static String notRtmp(int first) {
        return switch (first) {
            case 'G', 'P', 'H', 'O', 'D' -> "no RTMP handshake but what looks like HTTP; use the HTTP port";
            case 0x16 -> "no RTMP handshake but what looks like TLS; use rtmp://, not rtmps://";
            case 6, 8, 9 -> "an encrypted handshake (RTMPE), which is not taken; use rtmp://";
            default -> "no RTMP handshake (first byte 0x" + Integer.toHexString(first) + ")";
        };
    }
}
