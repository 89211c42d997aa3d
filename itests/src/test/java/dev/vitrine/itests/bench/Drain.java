package dev.vitrine.itests.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many viewers of one stream that read and drop what comes. One thread looks at all of them twenty times a second,
 * which costs less than waking for each packet, so that the processor is the server's.
 */
final class Drain implements AutoCloseable {
    private static final long LOOK_MS = 50;

    /** A player's cushion is empty when nothing has come for so many looks: half a second. */
    private static final int STANDS = 10;

    private static final long PONG_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final List<Viewer> viewers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private final boolean socket;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean forget;
    private volatile long bytes;

    private static final class Viewer {
        final SocketChannel channel;
        int emptyLooks;
        int longest;
        boolean over;

        Viewer(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Connects so many, by WebSocket or plain HTTP. */
    Drain(int port, String path, boolean socket, int count) throws IOException {
        this.socket = socket;
        String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + (socket ? upgrade : "")
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            viewers.add(new Viewer(channel));
        }
        thread = Thread.ofPlatform().name("drain").start(this::loop);
    }

    /** Counts anew from the next look. */
    void reset() {
        forget = true;
        while (forget) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        }
    }

    /** What all have got. */
    long bytes() {
        return bytes;
    }

    /** Viewers that got nothing for half a second, or were closed. */
    int stood() {
        return (int) viewers.stream()
                .filter(viewer -> viewer.over || viewer.longest >= STANDS)
                .count();
    }

    /** The longest that any of them got nothing, to 50 ms. */
    long longestMs() {
        return LOOK_MS
                * viewers.stream().mapToInt(viewer -> viewer.longest).max().orElse(0);
    }

    private void loop() {
        long next = System.nanoTime();
        long pongedNanos = next;
        while (!closed) {
            if (forget) {
                bytes = 0;
                viewers.forEach(viewer -> viewer.longest = 0);
                forget = false;
            }
            long got = 0;
            boolean pong = socket && System.nanoTime() - pongedNanos > PONG_NANOS;
            pongedNanos = pong ? System.nanoTime() : pongedNanos;
            for (Viewer viewer : viewers) {
                got += look(viewer, pong);
            }
            bytes += got;
            next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(LOOK_MS), System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private long look(Viewer viewer, boolean pong) {
        if (viewer.over) {
            return 0;
        }
        try {
            buffer.clear();
            int read = viewer.channel.read(buffer);
            viewer.over = read < 0;
            viewer.emptyLooks = read > 0 ? 0 : viewer.emptyLooks + 1;
            viewer.longest = Math.max(viewer.longest, viewer.emptyLooks);
            if (pong) {
                viewer.channel.write(ByteBuffer.wrap(PONG));
            }
            return Math.max(0, read);
        } catch (IOException cut) {
            viewer.over = true;
            return 0;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        for (Viewer viewer : viewers) {
            viewer.channel.close();
        }
    }
}
