package dev.vitrine.host.ingest;

import dev.vitrine.api.media.IngestConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The far side of an SRT connection as the engine sees it: what its bytes are read from. Fed by one thread, read by
 * another.
 */
public final class SrtCaller implements IngestConnection {
    /** As much as an engine may lag behind: three seconds at 10 Mbit/s. */
    private static final int MAX_WAITING_BYTES = 4 << 20;

    private final String remote;
    private final Runnable hangUp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean ended;
    private boolean late;
    private String why = "";
    private volatile Duration readLimit = Duration.ofMillis(IngestListener.IDLE_LIMIT_MS);
    private final InputStream in = new Input();

    /** One that has sent nothing yet; {@code hangUp} is run when it is closed here. */
    public SrtCaller(String remote, Runnable hangUp) {
        this.remote = remote;
        this.hangUp = hangUp;
    }

    /** Takes what has come; an engine that is too far behind loses the caller. */
    public void feed(byte[] bytes) {
        lock.lock();
        try {
            if (waitingBytes + bytes.length > MAX_WAITING_BYTES) {
                late = true;
                ended = true;
            } else if (!ended) {
                waiting.add(bytes);
                waitingBytes += bytes.length;
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. */
    public void end() {
        end("");
    }

    /** Nothing more will come, for a reason that readers get; one clause, or nothing for an end as it should be. */
    public void end(String reason) {
        lock.lock();
        try {
            why = ended ? why : reason;
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How long a read waits; {@link Duration#ZERO} is for ever. */
    public void readLimit(Duration limit) {
        readLimit = limit;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void close() {
        end();
        hangUp.run();
    }

    private final class Input extends InputStream {
        private byte[] piece = {};
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == piece.length && !next()) {
                return -1;
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean next() throws IOException {
            lock.lock();
            try {
                long left = readLimit.isZero() ? Long.MAX_VALUE : readLimit.toNanos();
                while (waiting.isEmpty() && !ended) {
                    if (left <= 0) {
                        throw new SocketTimeoutException("nothing came");
                    }
                    left = arrived.awaitNanos(left);
                }
                if (late) {
                    throw new IOException("the engine is too far behind this publisher");
                }
                if (waiting.isEmpty() && !why.isEmpty()) {
                    throw new IOException(why);
                }
                if (waiting.isEmpty()) {
                    return false;
                }
                piece = waiting.remove();
                at = 0;
                waitingBytes -= piece.length;
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }
    }
}
