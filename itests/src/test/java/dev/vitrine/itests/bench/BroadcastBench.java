package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One busy room: 1,000 sockets at 100 messages a second, and 200 sockets of which one never reads; ours beside
 * nats-server's WebSocket listener and node's ws in the same run, with the same client. Ours judges and stores every
 * message; they do neither.
 */
@RoomBench
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BroadcastBench {
    private static final int WARM_SECONDS = 8;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    private static final String PADDING = "x".repeat(120);
    /** As many bytes as ours has on the wire: the text in its envelope. */
    private static final String ENVELOPE = PADDING + "y".repeat(150);

    @Test
    void busyRoom_1000socketsAt100messagesASecond() throws Exception {
        Result ours = vitrine(1_000, 0, 100);
        Result theirs = nats(1_000);
        Result node = nodeWs(1_000);
        Result oursAgain = vitrine(1_000, 0, 100);
        System.out.println(
                "load average " + Files.readString(Path.of("/proc/loadavg")).strip());
        System.out.println("1,000 sockets, 100 messages/s, " + SECONDS + " s");
        System.out.println("  vitrine      " + ours);
        System.out.println("  nats-server  " + theirs);
        System.out.println("  node ws      " + node);
        System.out.println("  vitrine      " + oursAgain);
        double cpu = (ours.microsPerDelivery + oursAgain.microsPerDelivery) / 2 / theirs.microsPerDelivery;
        double p99 = (ours.p99Micros + oursAgain.p99Micros) / 2.0 / theirs.p99Micros;
        System.out.printf("  vitrine / nats-server, both runs: CPU per delivery %.2f, p99 %.2f%n", cpu, p99);
        RoomGoal.CPU_RATIO.met(cpu);
        RoomGoal.P99_RATIO.met(p99);
    }

    @Test
    void stalledReader_among200() throws Exception {
        Result none = vitrine(199, 0, 300);
        Result one = vitrine(200, 1, 300);
        Result noneAgain = vitrine(199, 0, 300);
        System.out.println("200 sockets, 300 messages/s; one that never reads");
        System.out.println("  all read     " + none);
        System.out.println("  one stalled  " + one);
        System.out.println("  all read     " + noneAgain);
        System.out.printf(
                "  p99 of the others, stalled / not: %.2f%n",
                (double) one.p99Micros * 2 / (none.p99Micros + noneAgain.p99Micros));
    }

    private static Result vitrine(int sockets, int silent, int perSecond) throws Exception {
        Path data = Files.createTempDirectory("vitrine-bench");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            String connect = Api.json("id", 1, "connect", Map.of("token", Vitrine.OWNER)) + "\n"
                    + Api.json("id", 2, "subscribe", Map.of("channel", "chat:bench"));
            int port = server.httpPort().orElseThrow();
            try (Crowd crowd = new Crowd(port, "/ws", sockets, silent, false, connect);
                    Crowd sender = new Crowd(
                            port, "/ws", 1, 0, false, Api.json("id", 1, "connect", Map.of("token", Vitrine.OWNER)))) {
                owner.get("/api/v1/events/bench").must(200);
                int[] id = {10};
                return run(
                        server.handle().pid(),
                        crowd,
                        sockets - silent,
                        perSecond,
                        marker -> sender.send(
                                0,
                                Api.json(
                                        "id",
                                        id[0]++,
                                        "publish",
                                        Map.of("channel", "chat:bench", "data", Map.of("text", marker + PADDING)))));
            }
        } finally {
            Scratch.delete(data);
        }
    }

    private static Result nats(int sockets) throws Exception {
        Result[] result = new Result[1];
        Peer.nats((peer, connect) -> {
            try (Crowd crowd = new Crowd(peer.port(), "/", sockets, 0, true, connect + "SUB room 1\r\n");
                    Crowd sender = new Crowd(peer.port(), "/", 1, 0, true, connect)) {
                result[0] = run(peer.pid(), crowd, sockets, 100, marker -> {
                    String text = marker + ENVELOPE;
                    sender.send(0, "PUB room " + text.length() + "\r\n" + text + "\r\n");
                });
            }
        });
        return result[0];
    }

    private static Result nodeWs(int sockets) throws Exception {
        Result[] result = new Result[1];
        Peer.nodeWs((peer, connect) -> {
            try (Crowd crowd = new Crowd(peer.port(), "/", sockets, 0, false, connect);
                    Crowd sender = new Crowd(peer.port(), "/", 1, 0, false, connect)) {
                result[0] = run(peer.pid(), crowd, sockets, 100, marker -> sender.send(0, marker + ENVELOPE));
            }
        });
        return result[0];
    }

    private static Result run(long pid, Crowd crowd, int readers, int perSecond, Publisher publisher) throws Exception {
        publish(perSecond, WARM_SECONDS, publisher);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        crowd.startCounting();
        double before = Cpu.seconds(pid);
        publish(perSecond, SECONDS, publisher);
        long expected = (long) perSecond * SECONDS * readers;
        try {
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> crowd.deliveries() >= expected);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            // The result says how many came.
        }
        double cpu = Cpu.seconds(pid) - before;
        Histogram latency = crowd.latencyMicros();
        return new Result(
                crowd.deliveries(),
                expected,
                cpu * 1e6 / crowd.deliveries(),
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                Cpu.residentMiB(pid));
    }

    private static void publish(int perSecond, int seconds, Publisher publisher) throws IOException {
        long start = System.nanoTime();
        long total = (long) perSecond * seconds;
        for (long i = 0; i < total; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            publisher.publish(Crowd.marker());
        }
    }

    @FunctionalInterface
    private interface Publisher {
        void publish(String marker) throws IOException;
    }

    private record Result(
            long delivered, long expected, double microsPerDelivery, long p50Micros, long p99Micros, long residentMiB) {
        @Override
        public String toString() {
            return String.format(
                    "%,d of %,d delivered, %.2f µs CPU each, p50 %.1f ms, p99 %.1f ms, %d MiB",
                    delivered, expected, microsPerDelivery, p50Micros / 1e3, p99Micros / 1e3, residentMiB);
        }
    }
}
