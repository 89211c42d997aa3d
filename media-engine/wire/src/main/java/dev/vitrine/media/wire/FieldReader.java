package dev.vitrine.media.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Takes the fields of one frame; a frame that is too short or too long is an error, never a crash. */
final class FieldReader {
    private final ByteBuffer in;

    FieldReader(byte[] frame, int offset) {
        in = ByteBuffer.wrap(frame, offset, frame.length - offset);
    }

    int int32() throws IOException {
        need(4);
        return in.getInt();
    }

    long int64() throws IOException {
        need(8);
        return in.getLong();
    }

    double float64() throws IOException {
        return Double.longBitsToDouble(int64());
    }

    boolean bool() throws IOException {
        need(1);
        return in.get() != 0;
    }

    /** A count of things of which each takes at least one byte. */
    int count() throws IOException {
        int count = int32();
        if (count < 0 || count > in.remaining()) {
            throw new EOFException("a count of " + count + " with " + in.remaining() + " bytes left");
        }
        return count;
    }

    byte[] bytes() throws IOException {
        byte[] bytes = new byte[count()];
        in.get(bytes);
        return bytes;
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    void end() throws IOException {
        if (in.hasRemaining()) {
            throw new IOException(in.remaining() + " bytes too many in a frame");
        }
    }

    private void need(int bytes) throws IOException {
        if (in.remaining() < bytes) {
            throw new EOFException("a frame ends too early");
        }
    }
}
