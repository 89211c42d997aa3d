package dev.vitrine.media.engine.rtmp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A buffered input that can look ahead and counts what came. For one thread. */
final class ByteSource {
    private static final int BUFFER_BYTES = 32 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long received;
    private Guard guard = () -> {};

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** Looks in after each read. */
    @FunctionalInterface
    interface Guard {
        void check() throws IOException;
    }

    /** Has each read from the input followed by a check, so that a peer cannot drip bytes for ever. */
    void guardedBy(Guard check) {
        guard = check;
    }

    /** All bytes taken from the input so far. */
    long received() {
        return received;
    }

    int u8() throws IOException {
        need(1);
        return buffer[position++] & 0xFF;
    }

    int u16() throws IOException {
        return u8() << 8 | u8();
    }

    int u24() throws IOException {
        return u16() << 8 | u8();
    }

    int int32() throws IOException {
        return u16() << 16 | u16();
    }

    int littleEndianInt32() throws IOException {
        return Integer.reverseBytes(int32());
    }

    /** The next four bytes, left where they are. */
    int peekInt32() throws IOException {
        need(4);
        int value = int32();
        position -= 4;
        return value;
    }

    void read(byte[] target, int offset, int count) throws IOException {
        int buffered = Math.min(count, limit - position);
        System.arraycopy(buffer, position, target, offset, buffered);
        position += buffered;
        int done = buffered;
        while (done < count) {
            if (count - done < BUFFER_BYTES) {
                int more = Math.min(count - done, BUFFER_BYTES);
                need(1);
                more = Math.min(more, limit - position);
                System.arraycopy(buffer, position, target, offset + done, more);
                position += more;
                done += more;
            } else {
                int got = in.read(target, offset + done, count - done);
                if (got < 0) {
                    throw new EOFException("the connection ended");
                }
                received += got;
                done += got;
                guard.check();
            }
        }
    }

    /** Waits for the next byte; false at the end of the input. */
    boolean hasNext() throws IOException {
        return position < limit || fill();
    }

    private void need(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (!fill()) {
                throw new EOFException("the connection ended");
            }
        }
    }

    private boolean fill() throws IOException {
        int left = limit - position;
        System.arraycopy(buffer, position, buffer, 0, left);
        position = 0;
        limit = left;
        int got = in.read(buffer, limit, BUFFER_BYTES - limit);
        if (got < 0) {
            return false;
        }
        received += got;
        limit += got;
        guard.check();
        return true;
    }
}
