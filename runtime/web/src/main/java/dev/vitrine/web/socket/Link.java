package dev.vitrine.web.socket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import jakarta.websocket.CloseReason;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket. The connection's virtual thread reads: every byte passes the {@link FrameGuard}, then the Tyrus
 * engine, which answers pings, checks UTF-8 and joins fragments. Writing is done by one of the {@link Writers} at a
 * time, called by {@link #wake}: first what is queued here (replies, pings, the close frame), then what
 * {@link LinkHandler#fill} adds, until there is nothing left. So nobody but that writer ever waits for a slow peer.
 *
 * <p>A close frame is flushed before the socket is closed, and what the peer still sends is read and dropped for up to
 * {@value #CLOSE_GRACE_MS} ms: closing a socket with unread bytes resets it, and the peer would lose the close code.
 * {@link #close(int, String)}, {@link #send} and {@link #wake} are safe from any thread and never block.
 */
public final class Link extends Writer implements ServerConnection {
    /** One write: large enough to save system calls, small enough that a lane overtakes soon. */
    static final int WRITE_BYTES = 64 * 1024;

    /** After so many writes to one peer it is the others' turn. */
    private static final int WRITES_TO_A_TURN = 8;

    /** Replies a peer may leave unread; past it the peer is slow. */
    static final int MAX_QUEUE_BYTES = 1 << 20;

    static final long CLOSE_GRACE_MS = 2_000;
    /** A write that the peer does not take for this long; with the caretaker's second it is cut within 5 s. */
    static final long STALL_MS = 3_800;

    private static final int IDLE = 0;
    private static final int WRITING = 1;
    private static final int WRITE_AGAIN = 2;

    private final ConnectionContext context;
    private final DataReader reader;
    private final DataWriter writer;
    private final LinkHandler handler;
    private final Caretaker caretaker;
    private final FrameGuard guard;
    private final String remoteAddress;
    private final AtomicInteger writing = new AtomicInteger();
    private final Deque<byte[]> queue = new ArrayDeque<>(4);
    private int queueBytes;
    private boolean closeQueued;

    private volatile @Nullable Connection engine;
    private volatile long writeBegunNanos;
    private volatile long lastInNanos = System.nanoTime();
    private volatile long lastOutNanos = lastInNanos;
    private volatile long pingedNanos = lastInNanos;
    private volatile boolean awaitingPong;
    private volatile long closingNanos;
    private volatile boolean closeFlushed;
    private volatile boolean peerClosed;
    /** When the message that is coming in began; 0 between messages. */
    private volatile long messageSinceNanos;

    private volatile long framesIn;
    private long framesTended;
    private long tendedNanos = lastInNanos;
    private boolean flooding;
    private volatile boolean dead;

    Link(
            ConnectionContext context,
            LinkHandler handler,
            Caretaker caretaker,
            String remoteAddress,
            int maxMessageBytes) {
        this.context = context;
        this.reader = context.dataReader();
        this.writer = context.dataWriter();
        this.handler = handler;
        this.caretaker = caretaker;
        this.remoteAddress = remoteAddress;
        this.guard = new FrameGuard(maxMessageBytes);
    }

    /** IP address of the peer. */
    public String remoteAddress() {
        return remoteAddress;
    }

    /** Whether nothing more will be sent but what is queued. */
    public boolean closing() {
        return closingNanos != 0 || dead;
    }

    /** Queues a whole frame ahead of everything that {@link LinkHandler#fill} adds, and wakes the writer. */
    public void send(byte[] frame) {
        boolean full;
        synchronized (queue) {
            if (closeQueued || dead) {
                return;
            }
            full = queueBytes + frame.length > MAX_QUEUE_BYTES;
            if (!full) {
                queue.add(frame);
                queueBytes += frame.length;
            }
        }
        if (full) {
            caretaker.slow(this);
        } else {
            wake();
        }
    }

    /** Sends a close frame after what is queued, then closes the socket. The first code wins. */
    public void close(int code, String reason) {
        if (queueClose(Frames.close(code, reason))) {
            caretaker.closing(code);
        }
    }

    /** Lets the writer look whether there is something to send. */
    public void wake() {
        while (true) {
            int state = writing.get();
            if (state == WRITE_AGAIN) {
                return;
            }
            if (state == IDLE) {
                if (writing.compareAndSet(IDLE, WRITING)) {
                    caretaker.writers().submit(this);
                    return;
                }
            } else if (writing.compareAndSet(WRITING, WRITE_AGAIN)) {
                return;
            }
        }
    }

    /** Writes what there is to write; by one writer at a time. */
    void write(Gather gather) {
        int writes = 0;
        do {
            writing.set(WRITING);
            try {
                while (writeOnce(gather)) {
                    if (++writes == WRITES_TO_A_TURN) {
                        caretaker.writers().submit(this);
                        return;
                    }
                }
            } catch (UncheckedIOException | SocketWriterException e) {
                // the peer is gone
                abort();
            } catch (RuntimeException | Error e) {
                // The writer is everybody's: it must not end with this peer.
                if (!dead) {
                    caretaker.unexpected(e);
                }
                abort();
            }
        } while (!writing.compareAndSet(WRITING, IDLE));
    }

    /** Returns whether there may be more. */
    private boolean writeOnce(Gather gather) {
        if (dead) {
            return false;
        }
        gather.clear();
        boolean last = takeQueued(gather);
        if (!last && gather.hasRoom()) {
            handler.fill(gather);
        }
        if (gather.isEmpty()) {
            return false;
        }
        byte[] bytes = gather.joined();
        writeBegunNanos = System.nanoTime();
        writer.writeNow(BufferData.createReadOnly(bytes, 0, bytes.length));
        lastOutNanos = System.nanoTime();
        writeBegunNanos = 0;
        caretaker.sent(bytes.length);
        handler.written();
        if (last) {
            closeFlushed = true;
            if (peerClosed) {
                abort();
            }
        }
        return !last;
    }

    /** Moves the queue into the gather; returns whether its end is the close frame. */
    private boolean takeQueued(Gather gather) {
        synchronized (queue) {
            while (!queue.isEmpty() && gather.hasRoom()) {
                byte[] frame = queue.removeFirst();
                queueBytes -= frame.length;
                gather.add(frame);
            }
            return closeQueued && queue.isEmpty();
        }
    }

    private boolean queueClose(byte[] frame) {
        synchronized (queue) {
            if (closeQueued || dead) {
                return false;
            }
            closeQueued = true;
            closingNanos = System.nanoTime();
            queue.add(frame);
            queueBytes += frame.length;
        }
        wake();
        return true;
    }

    /** Closes the socket at once, on a thread of its own since closing TLS may wait. */
    void abort() {
        if (!dead) {
            dead = true;
            Thread.startVirtualThread(() -> {
                try {
                    context.serverSocket().close();
                } catch (RuntimeException e) {
                    // it is closed already
                }
            });
        }
    }

    void engine(Connection connection) {
        this.engine = connection;
    }

    LinkHandler handler() {
        return handler;
    }

    /** The reading thread: until the peer is gone. */
    @Override
    public void handle(Limit limit) {
        try {
            ReadBuffer.shorten(context.serverSocket());
            readAll();
        } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException | UncheckedIOException e) {
            // the peer hung up
        } finally {
            caretaker.gone(this);
            dead = true;
            handler.closed();
            Connection connection = engine;
            if (connection != null) {
                connection.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
            }
        }
        throw new CloseConnectionException("WebSocket ended.");
    }

    private void readAll() {
        boolean drop = false;
        while (!dead) {
            BufferData data = reader.readBuffer();
            byte[] bytes = new byte[data.available()];
            data.read(bytes);
            lastInNanos = System.nanoTime();
            awaitingPong = false;
            if (drop) {
                continue;
            }
            int code = guard.scan(bytes);
            if (code != 0) {
                // A peer whose malformed frame was its close has said its last word: it waits for us to hang up.
                peerClosed = guard.closeSeen();
                close(code, code == 1009 ? "message too big" : "frames of a client must be masked and well formed");
                drop = true;
                continue;
            }
            if (guard.closeSeen()) {
                peerClosed = true;
            }
            framesIn = guard.frames();
            if (!guard.midMessage()) {
                messageSinceNanos = 0;
            } else if (messageSinceNanos == 0) {
                messageSinceNanos = lastInNanos;
            }
            give(ByteBuffer.wrap(bytes));
            if (peerClosed && closeFlushed) {
                abort();
                return;
            }
        }
    }

    private void give(ByteBuffer bytes) {
        Connection connection = engine;
        while (connection != null && bytes.hasRemaining()) {
            int before = bytes.remaining();
            connection.getReadHandler().handle(bytes);
            if (bytes.remaining() == before) {
                return;
            }
        }
    }

    /** The engine's way out: pongs, the answer to a close, and its own verdicts on bad frames. */
    @Override
    public void write(ByteBuffer buffer, @Nullable CompletionHandler<ByteBuffer> completion) {
        byte[] frame = new byte[buffer.remaining()];
        buffer.get(frame);
        if (frame.length > 0 && (frame[0] & 0x0F) == Frames.CLOSE) {
            if (queueClose(frame) && frame.length >= 4) {
                caretaker.closing((frame[2] & 0xFF) << 8 | frame[3] & 0xFF);
            }
        } else {
            send(frame);
        }
        if (completion != null) {
            completion.completed(buffer);
        }
    }

    /** The engine is done; the close frame it wrote is flushed by the writer. */
    @Override
    public void close() {}

    /** Helidon stops. */
    @Override
    public void close(boolean interrupt) {
        close(3001, "shutdown");
        if (interrupt) {
            abort();
        }
    }

    /** What was sent counts as life too: a viewer that only listens is not idle. */
    @Override
    public Duration idleTime() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - Math.max(lastInNanos, lastOutNanos)));
    }

    /** Whether the peer has sent too many frames for two looks in a row. */
    private boolean flooded(long now) {
        double seconds = (now - tendedNanos) / 1e9;
        if (seconds < 0.5) {
            return false;
        }
        long frames = framesIn;
        boolean many = (frames - framesTended) / seconds > caretaker.limits().framesPerSecond();
        boolean flooded = many && flooding;
        flooding = many;
        framesTended = frames;
        tendedNanos = now;
        return flooded;
    }

    /** Once a second: cuts a stalled writer, ends a close that the peer does not answer, asks for a sign of life. */
    void tend(long now) {
        long begun = writeBegunNanos;
        if (begun != 0 && now - begun > STALL_MS * 1_000_000) {
            caretaker.stalled(now - begun);
            abort();
        } else if (closingNanos != 0) {
            if (now - closingNanos > CLOSE_GRACE_MS * 1_000_000) {
                abort();
            }
        } else if (flooded(now)) {
            close(3013, "too many requests");
        } else if (messageSinceNanos != 0
                && now - messageSinceNanos > caretaker.limits().messageMs() * 1_000_000) {
            close(3502, "stale");
        } else if (awaitingPong && now - pingedNanos > caretaker.limits().pongMs() * 1_000_000) {
            close(3012, "no pong");
        } else if (now - pingedNanos > caretaker.limits().pingMs() * 1_000_000) {
            pingedNanos = now;
            awaitingPong = true;
            send(handler.pingFrame());
        }
        handler.tend(now);
    }
}
