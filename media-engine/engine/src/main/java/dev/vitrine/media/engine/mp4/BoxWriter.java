package dev.vitrine.media.engine.mp4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes boxes into one array; a box's length is filled in when it ends. */
final class BoxWriter {
    private static final int MAX_DEPTH = 16;

    private byte[] buffer;
    private int size;
    private final int[] open = new int[MAX_DEPTH];
    private int depth;

    /** A writer whose array needs no growing if {@code expectedBytes} is right. */
    BoxWriter(int expectedBytes) {
        buffer = new byte[expectedBytes];
    }

    BoxWriter begin(String type) {
        open[depth++] = size;
        return int32(0).ascii(type);
    }

    /** A full box: with version and flags. */
    BoxWriter begin(String type, int version, int flags) {
        return begin(type).int32(version << 24 | flags);
    }

    BoxWriter end() {
        int start = open[--depth];
        patch32(start, size - start);
        return this;
    }

    BoxWriter int8(int value) {
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    BoxWriter int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    BoxWriter int32(int value) {
        room(4);
        patch32(size, value);
        size += 4;
        return this;
    }

    BoxWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    BoxWriter zeros(int count) {
        room(count);
        size += count;
        return this;
    }

    BoxWriter ascii(String text) {
        return bytes(text.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /** The bytes from an offset to the end. */
    BoxWriter bytes(byte[] bytes, int offset) {
        int count = bytes.length - offset;
        room(count);
        System.arraycopy(bytes, offset, buffer, size, count);
        size += count;
        return this;
    }

    /** The unity matrix of {@code mvhd} and {@code tkhd}. */
    BoxWriter unityMatrix() {
        return int32(0x10000).zeros(12).int32(0x10000).zeros(12).int32(0x40000000);
    }

    int position() {
        return size;
    }

    void patch32(int at, int value) {
        buffer[at] = (byte) (value >>> 24);
        buffer[at + 1] = (byte) (value >>> 16);
        buffer[at + 2] = (byte) (value >>> 8);
        buffer[at + 3] = (byte) value;
    }

    byte[] toBytes() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
