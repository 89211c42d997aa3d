package dev.vitrine.media.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one frame, length included. */
final class FieldWriter {
    private byte[] buffer = new byte[256];
    private int size;

    FieldWriter begin(int type, long id) {
        int32(0);
        room(1);
        buffer[size++] = (byte) type;
        return int64(id);
    }

    FieldWriter int32(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    FieldWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    FieldWriter float64(double value) {
        return int64(Double.doubleToLongBits(value));
    }

    FieldWriter bool(boolean value) {
        room(1);
        buffer[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    FieldWriter bytes(byte[] value) {
        int32(value.length);
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    FieldWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] frame() {
        int length = size - 4;
        for (int i = 0; i < 4; i++) {
            buffer[i] = (byte) (length >>> (24 - 8 * i));
        }
        return Arrays.copyOf(buffer, size);
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
