package dev.vitrine.itests.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A viewer of {@code format=fmp4} that reads boxes instead of showing them. */
public final class MediaTap implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final Listener listener = new Listener();

    private MediaTap(Vitrine server, String event, String rung) {
        socket = HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(
                        URI.create(server.url().replace("http:", "ws:") + "/live/" + event + "/ws?format=fmp4&rung="
                                + rung),
                        listener)
                .join();
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
        return listener.lastPictureNanos;
    }

    /** Longest time between two pictures since the last call. */
    public long takeLongestGapNanos() {
        long gap = listener.longestGapNanos;
        listener.longestGapNanos = 0;
        return gap;
    }

    /** How many configurations have come. */
    public int configs() {
        return listener.configs;
    }

    /** The newest configuration text. */
    public String config() {
        return listener.config;
    }

    /** How many fragments have come. */
    public long fragments() {
        return listener.fragments.get();
    }

    /** Whether the server has closed the socket. */
    public boolean closed() {
        return listener.closed;
    }

    /** Whether the first video fragment says that its sample is a sync sample. */
    public boolean firstFragmentIsKey() {
        return listener.firstVideoIsKey;
    }

    /** Whether decode times never went back within a track. */
    public boolean timestampsAreMonotonic() {
        return listener.monotonic;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        private static final int SYNC_DEPENDS_ON_NONE = 0x02000000;
        private static final int NON_SYNC = 0x00010000;

        final AtomicLong fragments = new AtomicLong();
        final List<ByteBuffer> parts = Collections.synchronizedList(new ArrayList<>());
        private final long[] lastDecodeTime = new long[16];
        volatile String config = "";
        volatile int configs;
        volatile long lastPictureNanos;
        volatile long longestGapNanos;
        volatile boolean closed;
        volatile boolean firstVideoIsKey;
        volatile boolean monotonic = true;
        private boolean seenVideo;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            config = data.toString();
            configs++;
            seenVideo = false;
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            parts.add(copy);
            if (last) {
                int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
                ByteBuffer whole = ByteBuffer.allocate(size);
                parts.forEach(whole::put);
                parts.clear();
                take(whole.flip());
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
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

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed = true;
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed = true;
        }
    }
}
