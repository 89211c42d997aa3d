package dev.vitrine.itests.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Thousands of anonymous viewers of one chat on one thread, who all come at once and come back at once when they are
 * cut, each from the place it had reached. Checks for each of them that nothing is missing, doubled or out of order.
 */
final class Herd implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private static final byte[] OFFSET = "\"offset\":".getBytes(UTF_8);
    private static final byte[] PUSH = "{\"push\":{\"channel\"".getBytes(UTF_8);
    private static final byte[] SUBSCRIBED = ",\"subscribe\":{".getBytes(UTF_8);

    private final String channel;
    private final byte[] forbidden;
    private final List<Viewer> viewers = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Thread thread;
    private volatile int port;
    private volatile boolean connect;
    private volatile boolean closed;

    final AtomicInteger subscribed = new AtomicInteger();
    final AtomicInteger recovered = new AtomicInteger();
    final AtomicInteger notRecovered = new AtomicInteger();
    final AtomicLong publications = new AtomicLong();
    final AtomicLong faults = new AtomicLong();
    final AtomicInteger cut = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    /** Frames with the word that nobody may be shown. */
    final AtomicInteger leaked = new AtomicInteger();

    Herd(String channel, int count) throws IOException {
        this(channel, count, "");
    }

    /** With a word that must not come, unless it is empty. */
    Herd(String channel, int count, String forbidden) throws IOException {
        this.channel = channel;
        this.forbidden = forbidden.getBytes(UTF_8);
        for (int i = 0; i < count; i++) {
            viewers.add(new Viewer());
        }
        thread = Thread.ofPlatform().name("herd").start(this::loop);
    }

    /** Sends all who are not connected to that port, at once. */
    void connect(int to) {
        port = to;
        subscribed.set(0);
        recovered.set(0);
        notRecovered.set(0);
        connect = true;
        selector.wakeup();
    }

    private void loop() {
        try {
            while (!closed) {
                if (connect) {
                    connect = false;
                    for (Viewer viewer : viewers) {
                        viewer.open();
                    }
                }
                selector.select(this::handle, 50);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void handle(SelectionKey key) {
        Viewer viewer = (Viewer) key.attachment();
        try {
            if (key.isConnectable()) {
                viewer.shake(key);
            } else {
                viewer.read(key);
            }
        } catch (IOException e) {
            key.cancel();
            viewer.lost();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Viewer viewer : viewers) {
            if (viewer.socket != null) {
                viewer.socket.close();
            }
        }
        selector.close();
    }

    /** How many publications the viewer with the fewest has, and the one with the most. */
    long[] fewestAndMost() {
        long fewest = Long.MAX_VALUE;
        long most = 0;
        for (Viewer viewer : viewers) {
            fewest = Math.min(fewest, viewer.got);
            most = Math.max(most, viewer.got);
        }
        return new long[] {fewest, most};
    }

    private static int find(byte[] in, int from, int to, byte[] what) {
        outer:
        for (int at = from; at <= to - what.length; at++) {
            for (int i = 0; i < what.length; i++) {
                if (in[at + i] != what[i]) {
                    continue outer;
                }
            }
            return at;
        }
        return -1;
    }

    private static long number(byte[] in, int at) {
        long number = 0;
        for (int i = at; in[i] >= '0' && in[i] <= '9'; i++) {
            number = number * 10 + in[i] - '0';
        }
        return number;
    }

    private final class Viewer {
        private @org.jspecify.annotations.Nullable SocketChannel socket;
        private byte[] held = new byte[0];
        private String epoch = "";
        private long offset;
        private volatile long got;
        private boolean shaken;

        void open() throws IOException {
            if (socket != null) {
                return;
            }
            SocketChannel channelNow = SocketChannel.open();
            channelNow.configureBlocking(false);
            channelNow.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket = channelNow;
            shaken = false;
            held = new byte[0];
            channelNow.register(selector, SelectionKey.OP_CONNECT, this);
            channelNow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        void shake(SelectionKey key) throws IOException {
            SocketChannel to = (SocketChannel) key.channel();
            to.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            to.write(ByteBuffer.wrap(("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(UTF_8)));
        }

        void lost() {
            cut.incrementAndGet();
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                // gone
            }
            socket = null;
        }

        void read(SelectionKey key) throws IOException {
            buffer.clear();
            int read = ((SocketChannel) key.channel()).read(buffer);
            if (read < 0) {
                key.cancel();
                lost();
                return;
            }
            buffer.flip();
            byte[] all = Arrays.copyOf(held, held.length + read);
            buffer.get(all, held.length, read);
            int at = 0;
            if (!shaken) {
                int end = find(all, 0, all.length, "\r\n\r\n".getBytes(UTF_8));
                if (end < 0) {
                    held = all;
                    return;
                }
                if (find(all, 0, end, " 101 ".getBytes(UTF_8)) < 0) {
                    refused.incrementAndGet();
                    throw new IOException("refused");
                }
                shaken = true;
                at = end + 4;
                String subscribe = epoch.isEmpty()
                        ? "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}"
                        : "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true,\"epoch\":\""
                                + epoch + "\",\"offset\":" + offset + "}}";
                ((SocketChannel) key.channel()).write(Crowd.frame(false, "{\"id\":1,\"connect\":{}}\n" + subscribe));
            }
            while (all.length - at >= 2) {
                int length = all[at + 1] & 0x7F;
                int header = length == 126 ? 4 : length == 127 ? 10 : 2;
                if (all.length - at < header) {
                    break;
                }
                if (length == 126) {
                    length = (all[at + 2] & 0xFF) << 8 | all[at + 3] & 0xFF;
                } else if (length == 127) {
                    length = (int) ByteBuffer.wrap(all, at + 2, 8).getLong();
                }
                if (all.length - at < header + length) {
                    break;
                }
                if ((all[at] & 0x0F) == 8) {
                    refused.incrementAndGet();
                } else {
                    frame(key, all, at + header, at + header + length);
                }
                at += header + length;
            }
            held = at == all.length ? new byte[0] : Arrays.copyOfRange(all, at, all.length);
        }

        private void frame(SelectionKey key, byte[] in, int from, int to) throws IOException {
            if (to - from == 2) {
                ((SocketChannel) key.channel()).write(Crowd.frame(false, "{}"));
            } else if (find(in, from, Math.min(to, from + 40), PUSH) == from) {
                offsets(in, from, to);
                if (forbidden.length > 0 && find(in, from, to, forbidden) >= 0) {
                    leaked.incrementAndGet();
                }
            } else if (find(in, from, Math.min(to, from + 40), SUBSCRIBED) > 0) {
                String reply = new String(in, from, to - from, UTF_8);
                if (epoch.isEmpty()) {
                    epoch = reply.replaceAll(".*?\"epoch\":\"([^\"]*)\".*", "$1");
                    offset = number(in, find(in, from, to, OFFSET) + OFFSET.length);
                } else if (reply.contains("\"recovered\":true")) {
                    recovered.incrementAndGet();
                    int list = find(in, from, to, "\"publications\":[".getBytes(UTF_8));
                    if (list > 0) {
                        offsets(in, list, to);
                    }
                } else {
                    notRecovered.incrementAndGet();
                    offset = number(in, find(in, from, to, OFFSET) + OFFSET.length);
                }
                subscribed.incrementAndGet();
            }
        }

        private void offsets(byte[] in, int from, int to) {
            for (int at = find(in, from, to, OFFSET); at >= 0; at = find(in, at + 1, to, OFFSET)) {
                long next = number(in, at + OFFSET.length);
                publications.incrementAndGet();
                got = got + 1;
                if (next != offset + 1) {
                    faults.incrementAndGet();
                }
                offset = next;
            }
        }
    }
}
