package dev.vitrine.itests.support;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A viewer of {@code format=fmp4} that reads boxes instead of showing them. It reads the socket itself: the JDK's
 * WebSocket client loses bytes now and then when a server speaks in the same breath as its handshake, as this one does
 * to a viewer who joins a live stream (about one in a hundred joins on a busy machine; a plain reader: none of 17,000).
 */
public final class MediaTap implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private final Socket socket;
    private final DataInputStream in;
    private final Reader reader = new Reader();

    private MediaTap(Vitrine server, String event, String rung) {
        try {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.httpPort().orElseThrow());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            shakeHands(event, rung);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("media-tap").start(this::read);
    }

    private void shakeHands(String event, String rung) throws IOException {
        String request = "GET /live/" + event + "/ws?format=fmp4&rung=" + rung + " HTTP/1.1\r\n"
                + "Host: 127.0.0.1:" + socket.getPort() + "\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            socket.close();
            throw new IOException("The server did not open the media socket of " + event + ": " + head);
        }
    }

    private void read() {
        try {
            while (reader.next()) {
                // one frame after the other
            }
        } catch (IOException gone) {
            // as good as closed
        } finally {
            reader.closed = true;
        }
    }

    /** Opens the media socket of an event. */
    public static MediaTap open(Vitrine server, String event) {
        return open(server, event, "source");
    }

    /** Opens the media socket of an event on a rung. */
    public static MediaTap open(Vitrine server, String event, String rung) {
        return new MediaTap(server, event, rung);
    }

    /** When the newest picture came, as {@code System.nanoTime()}; 0 before the first. */
    public long lastPictureNanos() {
        return reader.lastPictureNanos;
    }

    /** When the first picture after the newest configuration came, as {@code System.nanoTime()}; 0 until it has. */
    public long firstPictureNanos() {
        return reader.firstPictureNanos;
    }

    /** Longest time between two pictures since the last call. */
    public long takeLongestGapNanos() {
        long gap = reader.longestGapNanos;
        reader.longestGapNanos = 0;
        return gap;
    }

    /** How many configurations have come. */
    public int configs() {
        return reader.configs;
    }

    /** The newest configuration text. */
    public String config() {
        return reader.config;
    }

    /** How many fragments have come. */
    public long fragments() {
        return reader.fragments.get();
    }

    /** Whether the server has closed the socket. */
    public boolean closed() {
        return reader.closed;
    }

    /** Whether the first video fragment says that its sample is a sync sample. */
    public boolean firstFragmentIsKey() {
        return reader.firstVideoIsKey;
    }

    /** Whether decode times never went back within a track. */
    public boolean timestampsAreMonotonic() {
        return reader.monotonic;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reader {
        private static final int SYNC_DEPENDS_ON_NONE = 0x02000000;
        private static final int NON_SYNC = 0x00010000;

        final AtomicLong fragments = new AtomicLong();
        private final long[] lastDecodeTime = new long[16];
        volatile String config = "";
        volatile int configs;
        volatile long lastPictureNanos;
        volatile long firstPictureNanos;
        volatile long longestGapNanos;
        volatile boolean closed;
        volatile boolean firstVideoIsKey;
        volatile boolean monotonic = true;
        private boolean seenVideo;

        /** Takes one frame; the server sends every message in one. False after its close frame. */
        boolean next() throws IOException {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = in.readNBytes(length);
            switch (first) {
                case 0x80 | TEXT -> {
                    config = new String(payload, StandardCharsets.UTF_8);
                    firstPictureNanos = 0;
                    configs++;
                    seenVideo = false;
                }
                case 0x80 | BINARY -> take(ByteBuffer.wrap(payload));
                case 0x80 | PING -> pong(payload);
                case 0x80 | CLOSE -> {
                    return false;
                }
                default -> throw new IOException("Not a frame of this server: " + Integer.toHexString(first));
            }
            return true;
        }

        private void pong(byte[] payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
                    .put((byte) 0x8A)
                    .put((byte) (0x80 | payload.length))
                    .putInt(0)
                    .put(payload);
            OutputStream out = socket.getOutputStream();
            out.write(frame.array());
        }

        private void take(ByteBuffer message) {
            if (!type(message, 0).equals("moof")) {
                return;
            }
            int traf = find(message, 8, message.getInt(0), "traf");
            int end = traf + message.getInt(traf);
            int tfhd = find(message, traf + 8, end, "tfhd");
            int track = message.getInt(tfhd + 12);
            int tfdt = find(message, traf + 8, end, "tfdt");
            long decodeTime = message.get(tfdt + 8) == 1 ? message.getLong(tfdt + 12) : message.getInt(tfdt + 12);
            int flags = NON_SYNC;
            int trun = find(message, traf + 8, end, "trun");
            int trunFlags = message.getInt(trun + 8) & 0xffffff;
            int at = trun + 16 + ((trunFlags & 1) != 0 ? 4 : 0);
            if ((trunFlags & 4) != 0) {
                flags = message.getInt(at);
            } else if ((trunFlags & 0x400) != 0) {
                at += ((trunFlags & 0x100) != 0 ? 4 : 0) + ((trunFlags & 0x200) != 0 ? 4 : 0);
                flags = message.getInt(at);
            } else {
                int tfhdFlags = message.getInt(tfhd + 8) & 0xffffff;
                if ((tfhdFlags & 0x20) != 0) {
                    int offset = tfhd + 16;
                    for (int bit : new int[] {1, 2, 8, 16}) {
                        offset += (tfhdFlags & bit) == 0 ? 0 : bit == 1 ? 8 : 4;
                    }
                    flags = message.getInt(offset);
                }
            }
            if (track == 1) {
                long now = System.nanoTime();
                if (lastPictureNanos != 0) {
                    longestGapNanos = Math.max(longestGapNanos, now - lastPictureNanos);
                }
                lastPictureNanos = now;
                firstPictureNanos = firstPictureNanos == 0 ? now : firstPictureNanos;
            }
            if (track == 1 && !seenVideo) {
                seenVideo = true;
                firstVideoIsKey = (flags & NON_SYNC) == 0 || (flags & SYNC_DEPENDS_ON_NONE) != 0;
            }
            int slot = track & 15;
            if (decodeTime < lastDecodeTime[slot]) {
                monotonic = false;
            }
            lastDecodeTime[slot] = decodeTime;
            fragments.incrementAndGet();
        }

        private static int find(ByteBuffer message, int from, int to, String wanted) {
            for (int at = from; at + 8 <= to; at += Math.max(8, message.getInt(at))) {
                if (type(message, at).equals(wanted)) {
                    return at;
                }
            }
            throw new IllegalStateException("No box " + wanted);
        }

        private static String type(ByteBuffer message, int at) {
            byte[] name = new byte[4];
            message.get(at + 4, name);
            return new String(name, StandardCharsets.US_ASCII);
        }
    }
}
