package dev.vitrine.core.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The first 80 bytes of a segment file. All numbers big-endian:
 *
 * <pre>
 *  0   8B  "VITRINEL"
 *  8  u32  format version, 1
 * 12  u32  life: counts up when records are cut away
 * 16  16B  log id, random
 * 32  u64  sequence number of the first frame
 * 40  32B  chain value before the first frame
 * 72  u32  CRC32C of the bytes before
 * 76  u32  zero
 * </pre>
 *
 * @param id of the log
 * @param life which life of the log
 * @param firstSeq first sequence number
 * @param chain chain value before the first frame
 */
record SegmentHeader(byte[] id, int life, long firstSeq, byte[] chain) {
    static final int BYTES = 80;
    static final int ID_BYTES = 16;

    private static final byte[] MAGIC = "VITRINEL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    byte[] encode() {
        byte[] bytes = new byte[BYTES];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        Bytes.putInt(bytes, 8, VERSION);
        Bytes.putInt(bytes, 12, life);
        System.arraycopy(id, 0, bytes, 16, ID_BYTES);
        Bytes.putLong(bytes, 32, firstSeq);
        System.arraycopy(chain, 0, bytes, 40, Chain.BYTES);
        Bytes.putInt(bytes, 72, Bytes.crc32c(bytes, 0, 72));
        return bytes;
    }

    /** Returns the header, unless these bytes are none. */
    static Optional<SegmentHeader> decode(byte[] bytes, int length) {
        if (length < BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || Bytes.getInt(bytes, 8) != VERSION
                || Bytes.getInt(bytes, 72) != Bytes.crc32c(bytes, 0, 72)
                || Bytes.getInt(bytes, 76) != 0) {
            return Optional.empty();
        }
        return Optional.of(new SegmentHeader(
                Arrays.copyOfRange(bytes, 16, 32),
                Bytes.getInt(bytes, 12),
                Bytes.getLong(bytes, 32),
                Arrays.copyOfRange(bytes, 40, 72)));
    }

    /** Whether this follows another header of the same log. */
    boolean follows(SegmentHeader previous) {
        return Arrays.equals(id, previous.id) && life >= previous.life && firstSeq > previous.firstSeq;
    }

    String lifeName() {
        return HexFormat.of().formatHex(id, 0, 8) + "." + life;
    }
}
