package dev.vitrine.itests.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Many WebSocket clients on one thread and one selector, the same for every server under test. It counts messages by a
 * marker in their payload ({@code @@NANOS@@}) and takes the time since then, whatever frames they came in.
 */
final class Crowd implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private static final byte TEXT_FRAME = (byte) 0x81;
    private static final int MARKER_BYTES = 2 + 19;
    private static final long HIGHEST_MICROS = 60_000_000;

    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();
    private final Histogram latencyMicros = new Histogram(HIGHEST_MICROS, 3);
    private final AtomicLong deliveries = new AtomicLong();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] scratch = new byte[READ_BYTES + MARKER_BYTES];
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean counting;

    /** Connects so many clients and sends each the opening text, as the protocol wants it. */
    Crowd(int port, String path, int count, int silent, boolean binary, String opening) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            clients.add(connect(port, path, binary, opening, i < silent));
        }
        thread = Thread.ofPlatform().name("crowd").start(this::loop);
    }

    private Client connect(int port, String path, boolean binary, String opening, boolean silent) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (silent) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            answer.clear();
            if (channel.read(answer) < 0) {
                throw new IOException("Hung up during the handshake: " + head);
            }
            head.append((char) answer.get(0));
        }
        if (!head.toString().contains(" 101 ")) {
            throw new IOException("No WebSocket: " + head);
        }
        channel.write(frame(binary, opening));
        channel.configureBlocking(false);
        Client client = new Client(channel, binary);
        if (!silent) {
            channel.register(selector, SelectionKey.OP_READ, client);
        }
        return client;
    }

    /** A masked client frame; the mask is zero, which the protocol allows and which costs the server the same. */
    static ByteBuffer frame(boolean binary, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | (binary ? 2 : 1)));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).flip();
    }

    /** Sends from one client. */
    void send(int client, String text) throws IOException {
        Client sender = clients.get(client);
        synchronized (sender) {
            ByteBuffer frame = frame(sender.binary, text);
            while (frame.hasRemaining()) {
                sender.channel.write(frame);
            }
        }
    }

    /** Forgets what has been counted and begins anew. */
    void startCounting() {
        synchronized (latencyMicros) {
            latencyMicros.reset();
        }
        deliveries.set(0);
        counting = true;
    }

    long deliveries() {
        return deliveries.get();
    }

    /** Latency of what was counted, in microseconds. */
    Histogram latencyMicros() {
        synchronized (latencyMicros) {
            return latencyMicros.copy();
        }
    }

    private void loop() {
        try {
            while (!closed) {
                selector.select(key -> read((Client) key.attachment(), key), 100);
            }
        } catch (IOException e) {
            if (!closed) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void read(Client client, SelectionKey key) {
        try {
            buffer.clear();
            int read = client.channel.read(buffer);
            if (read < 0) {
                key.cancel();
                return;
            }
            buffer.flip();
            int carried = client.carried;
            System.arraycopy(client.carry, 0, scratch, 0, carried);
            buffer.get(scratch, carried, read);
            scan(client, carried + read);
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void scan(Client client, int length) throws IOException {
        long now = System.nanoTime();
        int at = 0;
        int last = length - MARKER_BYTES;
        while (at <= last) {
            if (scratch[at] == '@' && scratch[at + 1] == '@') {
                long sent = 0;
                for (int digit = at + 2; digit < at + MARKER_BYTES; digit++) {
                    sent = sent * 10 + (scratch[digit] - '0');
                }
                if (counting) {
                    deliveries.incrementAndGet();
                    synchronized (latencyMicros) {
                        latencyMicros.recordValue(Math.clamp((now - sent) / 1_000, 0, HIGHEST_MICROS));
                    }
                }
                at += MARKER_BYTES;
            } else {
                if (scratch[at] == TEXT_FRAME && scratch[at + 1] == 2 && scratch[at + 2] == '{') {
                    client.channel.write(frame(false, "{}")); // the hub's ping
                }
                if (scratch[at] == 'P' && scratch[at + 1] == 'I' && scratch[at + 2] == 'N' && scratch[at + 3] == 'G') {
                    client.channel.write(frame(client.binary, "PONG\r\n"));
                }
                at++;
            }
        }
        client.carried = Math.max(0, length - at);
        System.arraycopy(scratch, at, client.carry, 0, client.carried);
    }

    /** A marker of now, as long as {@link #MARKER_BYTES}. */
    static String marker() {
        return "@@" + String.format("%019d", System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }

    private static final class Client {
        final SocketChannel channel;
        final boolean binary;
        final byte[] carry = new byte[MARKER_BYTES];
        int carried;

        Client(SocketChannel channel, boolean binary) {
            this.channel = channel;
            this.binary = binary;
        }
    }
}
