package dev.vitrine.core.log;

/**
 * A record in a segment file. All numbers big-endian:
 *
 * <pre>
 *  0  u32  CRC32C (RFC 3720, Castagnoli) of everything that follows
 *  4  u32  payload bytes
 *  8  u64  sequence number
 * 16  u32  frames directly before this one that had been written but not forced when it was written
 * 20  16B  first half of the chain value before this frame, see {@link Chain}
 * 36       payload
 * </pre>
 *
 * The count of unforced frames tells, after a power loss, a batch that the disk wrote in part and out of order (nobody
 * was told it was safe) from damage to a record that was: a frame proves that everything before its batch had been
 * forced.
 */
final class Frame {
    static final int HEADER_BYTES = 36;

    private static final int LENGTH = 4;
    private static final int SEQ = 8;
    private static final int UNFORCED = 16;
    private static final int LINK = 20;

    private Frame() {}

    static long bytes(int payloadBytes) {
        return (long) HEADER_BYTES + payloadBytes;
    }

    /** Writes a frame and moves the chain on. */
    static int encode(byte[] into, int at, long seq, int unforced, byte[] payload, Chain chain) {
        int bytes = HEADER_BYTES + payload.length;
        Bytes.putInt(into, at + LENGTH, payload.length);
        Bytes.putLong(into, at + SEQ, seq);
        Bytes.putInt(into, at + UNFORCED, unforced);
        chain.putLink(into, at + LINK);
        System.arraycopy(payload, 0, into, at + HEADER_BYTES, payload.length);
        Bytes.putInt(into, at, Bytes.crc32c(into, at + LENGTH, bytes - LENGTH));
        chain.add(into, at, bytes);
        return bytes;
    }

    static int payloadBytes(byte[] bytes, int at) {
        return Bytes.getInt(bytes, at + LENGTH);
    }

    static long seq(byte[] bytes, int at) {
        return Bytes.getLong(bytes, at + SEQ);
    }

    /** The first record that may not have been forced when this frame was written: its batch begins there. */
    static long batchStart(byte[] bytes, int at) {
        return seq(bytes, at) - Bytes.getInt(bytes, at + UNFORCED);
    }

    static boolean checksumFits(byte[] bytes, int at) {
        return Bytes.getInt(bytes, at)
                == Bytes.crc32c(bytes, at + LENGTH, HEADER_BYTES + payloadBytes(bytes, at) - LENGTH);
    }

    static boolean linkFits(byte[] bytes, int at, Chain chain) {
        return chain.fits(bytes, at + LINK);
    }
}
