package dev.vitrine.web.bench;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.web.hub.FakeRoom;
import dev.vitrine.web.hub.HubServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the hub's fan-out alone costs, without log and moderation: CPU of a server process per delivery, beside
 * nats-server's WebSocket listener under the same load and the same client. Not a test; run it by hand: {@code java -cp
 * … dev.vitrine.web.bench.FanoutBench SOCKETS PER_SECOND SECONDS SILENT}.
 */
public final class FanoutBench {
    private static final String PADDING = "x".repeat(150);
    private static final String MARKER = "@@";

    private FanoutBench() {}

    /** Runs both, ours twice. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("serve")) {
            serve(Integer.parseInt(args[1]));
            return;
        }
        int sockets = Integer.parseInt(args[0]);
        int perSecond = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        int silent = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        System.out.printf("%d sockets (%d silent), %d messages/s, %d s%n", sockets, silent, perSecond, seconds);
        ours(sockets, perSecond, seconds, silent);
        nats(sockets, perSecond, seconds, silent);
        ours(sockets, perSecond, seconds, silent);
    }

    /** The server process: publishes by itself when told, so that only the fan-out is on the wire. */
    private static void serve(int perSecond) throws IOException {
        FakeRoom room = new FakeRoom("demo", 500);
        try (HubServer server = new HubServer(room);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(server.port());
            for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
                publish(
                        perSecond,
                        Integer.parseInt(line),
                        text -> room.publish(Channel.CHAT, "chat.message", Body.of("text", text)));
                System.out.println("done");
            }
        }
    }

    private interface Publisher {
        void publish(String text) throws IOException;
    }

    private static void publish(int perSecond, int seconds, Publisher publisher) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            publisher.publish(MARKER + "%019d".formatted(System.nanoTime()) + PADDING);
        }
    }

    private static void ours(int sockets, int perSecond, int seconds, int silent) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms64m",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FanoutBench.class.getName(),
                        "serve",
                        Integer.toString(perSecond))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var in = process.outputWriter()) {
            int port = Integer.parseInt(out.readLine());
            String hello = "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\"}}";
            try (Crowd crowd = new Crowd(port, "/ws", sockets, silent, 1, hello)) {
                in.write("5\n");
                in.flush();
                out.readLine();
                settle();
                double before = cpu(process.pid());
                crowd.begin();
                in.write(seconds + "\n");
                in.flush();
                out.readLine();
                report("vitrine", process.pid(), before, crowd, (long) perSecond * seconds * (sockets - silent));
            }
            in.write("stop\n");
            in.flush();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void nats(int sockets, int perSecond, int seconds, int silent) throws Exception {
        Path config = Files.createTempFile("nats", ".conf");
        int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
        Files.writeString(
                config,
                "listen: \"127.0.0.1:%d\"%nwebsocket { listen: \"127.0.0.1:%d\", no_tls: true, compression: false }%n"
                        .formatted(port + 1, port));
        Process process = new ProcessBuilder("nats-server", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            settle();
            String connect = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
            try (Crowd crowd = new Crowd(port, "/", sockets, silent, 2, connect + "SUB room 1\r\n");
                    Crowd sender = new Crowd(port, "/", 1, 0, 2, connect)) {
                Publisher publisher = text -> {
                    // As many bytes as our envelope adds.
                    String payload = text + "y".repeat(110);
                    sender.send("PUB room " + payload.length() + "\r\n" + payload + "\r\n");
                };
                publish(perSecond, 5, publisher);
                settle();
                double before = cpu(process.pid());
                crowd.begin();
                publish(perSecond, seconds, publisher);
                report("nats-server", process.pid(), before, crowd, (long) perSecond * seconds * (sockets - silent));
            }
        } finally {
            process.destroy();
            process.waitFor();
            Files.delete(config);
        }
    }

    private static void settle() {
        LockSupport.parkNanos(1_000_000_000L);
    }

    private static void report(String name, long pid, double before, Crowd crowd, long expected) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (crowd.deliveries() < expected && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        double used = cpu(pid) - before;
        long[] micros = crowd.micros();
        System.out.printf(
                "  %-12s %d of %d delivered, %.2f us CPU each, p50 %.1f ms, p99 %.1f ms, RSS %d MiB%n",
                name,
                crowd.deliveries(),
                expected,
                used * 1e6 / Math.max(1, crowd.deliveries()),
                micros[micros.length / 2] / 1e3,
                micros[(int) (micros.length * 0.99)] / 1e3,
                resident(pid));
    }

    private static double cpu(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Many clients on one thread; finds the markers in whatever comes. */
    private static final class Crowd implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final List<SocketChannel> channels = new ArrayList<>();
        private final int opcode;
        private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
        private final Thread thread;
        private long[] micros = new long[1 << 16];
        private int count;
        private volatile boolean counting;
        private volatile boolean closed;

        Crowd(int port, String path, int sockets, int silent, int opcode, String hello) throws IOException {
            this.opcode = opcode;
            for (int i = 0; i < sockets; i++) {
                open(port, path, hello, i < silent);
            }
            thread = Thread.ofPlatform().daemon().start(this::loop);
        }

        private void open(int port, String path, String hello, boolean silent) throws IOException {
            SocketChannel channel = SocketChannel.open();
            if (silent) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            }
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer one = ByteBuffer.allocate(1);
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                one.clear();
                if (channel.read(one) < 0) {
                    throw new IOException("Refused: " + head);
                }
                head.append((char) one.get(0));
            }
            channel.write(frame(hello));
            channel.configureBlocking(false);
            channels.add(channel);
            if (!silent) {
                channel.register(selector, SelectionKey.OP_READ);
            }
        }

        private ByteBuffer frame(String text) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
            frame.put((byte) (0x80 | opcode));
            if (payload.length < 126) {
                frame.put((byte) (0x80 | payload.length));
            } else {
                frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
            }
            return frame.putInt(0).put(payload).flip();
        }

        void send(String text) throws IOException {
            ByteBuffer frame = frame(text);
            while (frame.hasRemaining()) {
                channels.getFirst().write(frame);
            }
        }

        void begin() {
            counting = true;
        }

        synchronized int deliveries() {
            return count;
        }

        synchronized long[] micros() {
            long[] sorted = Arrays.copyOf(micros, Math.max(1, count));
            Arrays.sort(sorted);
            return sorted;
        }

        private void loop() {
            try {
                while (!closed) {
                    selector.select(this::read, 100);
                }
            } catch (IOException e) {
                closed = true;
            }
        }

        private void read(SelectionKey key) {
            try {
                SocketChannel channel = (SocketChannel) key.channel();
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    key.cancel();
                    return;
                }
                scan(channel, buffer.array(), buffer.position());
            } catch (IOException e) {
                key.cancel();
            }
        }

        /** A marker cut in two by a read is lost; its other copies make up for it in a percentile, not in the count. */
        private synchronized void scan(SocketChannel channel, byte[] bytes, int length) throws IOException {
            long now = System.nanoTime();
            for (int at = 0; at + 1 < length; at++) {
                if (bytes[at] == '@' && bytes[at + 1] == '@') {
                    if (counting) {
                        long sent = 0;
                        for (int i = at + 2; i < Math.min(length, at + 21); i++) {
                            sent = sent * 10 + (bytes[i] - '0');
                        }
                        if (count == micros.length) {
                            micros = Arrays.copyOf(micros, count * 2);
                        }
                        micros[count++] = Math.clamp((now - sent) / 1_000, 0, 60_000_000);
                    }
                    at += 170;
                } else if (bytes[at] == '{' && bytes[at + 1] == '}' && length == 4) {
                    channel.write(frame("{}"));
                } else if (bytes[at] == 'P' && bytes[at + 1] == 'I' && at + 5 < length && bytes[at + 4] == '\r') {
                    channel.write(frame("PONG\r\n"));
                }
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            selector.wakeup();
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
