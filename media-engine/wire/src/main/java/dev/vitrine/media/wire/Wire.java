package dev.vitrine.media.wire;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One end of the connection between engine and worker. Any number of threads may {@link #send}; one thread
 * {@link #receive}s.
 */
public final class Wire implements Closeable {
    /** Longest frame: a key frame of the greatest picture we take, with room to spare. */
    public static final int MAX_FRAME_BYTES = 16 << 20;

    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock sending = new ReentrantLock();

    /** A wire over two streams; give it a buffered input, and an output that passes each write on at once. */
    public Wire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /**
     * Sends a message as one write and a flush. Blocks while the other side does not read.
     *
     * @throws IOException if the other side is gone or the message is longer than {@link #MAX_FRAME_BYTES}
     */
    public void send(Message message) throws IOException {
        byte[] frame = MessageType.encode(message);
        if (frame.length - 4 > MAX_FRAME_BYTES) {
            throw new IOException("a message of " + frame.length + " bytes is longer than " + MAX_FRAME_BYTES);
        }
        sending.lock();
        try {
            out.write(frame);
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /**
     * Waits for the next message; empty when the other side has closed between two frames.
     *
     * @throws IOException if the bytes are no message of this protocol, or end within one
     */
    public Optional<Message> receive() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > MAX_FRAME_BYTES) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes; at most "
                    + MAX_FRAME_BYTES + " are taken");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the other side ended within a frame");
        }
        return Optional.of(MessageType.decode(frame));
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            in.close();
        }
    }
}
