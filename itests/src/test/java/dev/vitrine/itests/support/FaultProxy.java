package dev.vitrine.itests.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on 127.0.0.1 that misbehaves on request: delays, throttles, stops forwarding, or cuts every connection.
 * Settings act on the connections there are and on those that come.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final long STALL_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ServerSocket listener;
    private final int targetPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayNanos;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private volatile boolean stalled;
    private volatile long acceptedNanos;

    /** Listens on a free port and forwards to a port of 127.0.0.1. */
    public FaultProxy(int targetPort) {
        this.targetPort = targetPort;
        try {
            listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("fault-proxy").start(this::acceptAll);
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** When the newest connection came, as {@code System.nanoTime()}; 0 before the first. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** Adds a delay to every chunk, in both directions. */
    public void delayMs(long delayMs) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMs);
    }

    /** Limits each direction of each connection. */
    public void throttle(long limitBytesPerSecond) {
        bytesPerSecond = limitBytesPerSecond;
    }

    /** Stops or resumes forwarding while connections stay open. */
    public void stall(boolean stop) {
        stalled = stop;
    }

    /** Cuts every connection at once, with a reset. */
    public void cut() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already; that is what is wanted.
            }
            closeQuietly(socket);
        }
        open.clear();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                acceptedNanos = System.nanoTime();
                Socket server = new Socket();
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), 5_000);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> forward(client, server));
                Thread.ofVirtual().start(() -> forward(server, client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    cut();
                }
            }
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                pause(read);
                out.write(chunk, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // One side has gone; the other follows.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private void pause(int bytes) {
        if (delayNanos > 0) {
            LockSupport.parkNanos(delayNanos);
        }
        if (bytesPerSecond < Long.MAX_VALUE) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond);
        }
        while (stalled && !listener.isClosed()) {
            LockSupport.parkNanos(STALL_POLL_NANOS);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Closing is best effort here.
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        cut();
    }
}
