package dev.vitrine.core.log;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The hash chain: after each frame the value is SHA-256 of the value before and the whole frame. A frame carries the
 * first 16 bytes of the value before it, which is enough that no accident passes; a segment's header carries all 32, so
 * that whoever wants to forge an earlier record must find a collision of the whole SHA-256. Not safe for concurrent
 * use.
 */
final class Chain {
    static final int BYTES = 32;

    /** How much of it a frame carries. */
    static final int LINK_BYTES = 16;

    private final MessageDigest sha256;
    private final byte[] value = new byte[BYTES];

    /** Starts from a value, as a segment's header has it. */
    Chain(byte[] start) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
        System.arraycopy(start, 0, value, 0, BYTES);
    }

    /** The value before the first frame of a log: the hash of its id, so that frames of another log never fit. */
    static byte[] genesis(byte[] logId) {
        Chain chain = new Chain(new byte[BYTES]);
        chain.add(logId, 0, logId.length);
        return chain.value();
    }

    /** Adds a frame. */
    void add(byte[] bytes, int offset, int length) {
        sha256.update(value);
        sha256.update(bytes, offset, length);
        try {
            sha256.digest(value, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    void putLink(byte[] into, int at) {
        System.arraycopy(value, 0, into, at, LINK_BYTES);
    }

    boolean fits(byte[] bytes, int at) {
        return Arrays.equals(value, 0, LINK_BYTES, bytes, at, at + LINK_BYTES);
    }

    byte[] value() {
        return value.clone();
    }

    void copyTo(byte[] into) {
        System.arraycopy(value, 0, into, 0, BYTES);
    }

    void reset(byte[] to) {
        System.arraycopy(to, 0, value, 0, BYTES);
    }

    static String hex(byte[] value) {
        return HexFormat.of().formatHex(value);
    }
}
