package dev.vitrine.media.engine.codec;

import java.io.EOFException;
import java.io.IOException;

/** Reads bits from the most significant down, and Exp-Golomb codes (ITU-T H.264, 9.1). */
final class BitReader {
    private final byte[] bytes;
    private final int endBit;
    private int bit;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
        this.endBit = bytes.length * 8;
    }

    int bits(int count) throws IOException {
        if (count > endBit - bit) {
            throw new EOFException("the codec configuration ends too early");
        }
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value = value << 1 | (bytes[bit >>> 3] >>> (7 - (bit & 7)) & 1);
        }
        return value;
    }

    void skip(int count) throws IOException {
        if (count < 0 || count > endBit - bit) {
            throw new EOFException("the codec configuration ends too early");
        }
        bit += count;
    }

    boolean flag() throws IOException {
        return bits(1) == 1;
    }

    /** ue(v). */
    int unsignedGolomb() throws IOException {
        int zeros = 0;
        while (bits(1) == 0) {
            if (++zeros > 30) {
                throw new IOException("the codec configuration holds a number that is too large");
            }
        }
        return zeros == 0 ? 0 : (1 << zeros) - 1 + bits(zeros);
    }

    /** se(v). */
    int signedGolomb() throws IOException {
        int code = unsignedGolomb();
        return (code & 1) == 1 ? (code >>> 1) + 1 : -(code >>> 1);
    }
}
