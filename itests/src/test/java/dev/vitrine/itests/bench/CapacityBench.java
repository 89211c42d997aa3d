package dev.vitrine.itests.bench;

import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many viewers of one stream of 1 Mbit/s, 25 pictures and 47 frames of sound a second: what it costs the server and
 * whether anybody has to wait, beside node-media-server's HTTP-FLV in the same run. Publisher and viewers share the
 * machine and cost it little: the film is encoded in advance, and what comes is dropped.
 */
@PictureBench
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CapacityBench {
    private static final int VIEWERS = Integer.getInteger("bench.viewers", 1_000);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 20);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What a server spent on what its viewers got. */
    private record Load(double cpuSeconds, double gbit, int stood, long longestMs) {
        double cpuOfGbit() {
            return cpuSeconds / gbit;
        }

        @Override
        public String toString() {
            return String.format(
                    "%.2f Gbit/s, %.2f CPU s for each Gbit (%.0f %% of a core); %d stood for 0.5 s or were closed, the"
                            + " longest for %d ms",
                    gbit / SECONDS, cpuOfGbit(), 100 * cpuSeconds / SECONDS, stood, longestMs);
        }
    }

    @Test
    void viewersOfOneMbit_besideNodeMediaServer() throws Exception {
        Path scratch = Files.createTempDirectory("vitrine-capacity");
        Path peer = NodeMediaServer.install();
        try {
            Path film = film(scratch);
            Load ours = vitrine(film, scratch.resolve("data"));
            System.out.printf("vitrine, %d viewers by WebSocket: %s%n", VIEWERS, ours);
            Load theirs = nodeMediaServer(film, peer);
            System.out.printf("node-media-server, %d viewers by HTTP-FLV: %s%n", VIEWERS, theirs);
            double ratio = ours.cpuOfGbit() / theirs.cpuOfGbit();
            System.out.printf("CPU for each Gbit beside node-media-server: %.2f%n", ratio);
            PictureGoal.CAPACITY_STALLS.met(ours.stood());
            PictureGoal.CAPACITY_RATIO.met(ratio);
        } finally {
            Scratch.delete(peer);
            Scratch.delete(scratch);
        }
    }

    /** From the last byte of a packet to the end of its write to each viewer's socket, as the server counts it. */
    @Test
    void packetIn_toSocketWrite_with200Viewers() throws Exception {
        Path scratch = Files.createTempDirectory("vitrine-delivery");
        try (Vitrine server = Vitrine.up(scratch.resolve("data"), "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            Process publisher = publish(film(scratch), rtmp(server, owner));
            try (Drain viewers = watch(server, 200)) {
                await().atMost(LIMIT).until(() -> viewers.bytes() > 0);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
                Map<Double, Double> before = delays(server);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
                Map<Double, Double> delays = delays(server);
                before.forEach((bound, count) -> delays.merge(bound, -count, Double::sum));
                double p50 = quantileMs(delays, 0.5);
                double p99 = quantileMs(delays, 0.99);
                System.out.printf(
                        "packet in to socket write, 200 viewers: p50 <= %s ms, p99 <= %s ms (ends of buckets); up to"
                                + " each bound in ms %s%n",
                        p50, p99, shares(delays));
                PictureGoal.DELIVERY_P50.met(p50);
                PictureGoal.DELIVERY_P99.met(p99);
            } finally {
                end(publisher);
            }
        } finally {
            Scratch.delete(scratch);
        }
    }

    private static Load vitrine(Path film, Path data) throws Exception {
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            Process publisher = publish(film, rtmp(server, owner));
            try (Drain viewers = watch(server, VIEWERS)) {
                return load(viewers, server.handle());
            } finally {
                end(publisher);
            }
        }
    }

    private static Load nodeMediaServer(Path film, Path installed) throws Exception {
        try (NodeMediaServer server = NodeMediaServer.start(installed)) {
            Process publisher = publish(film, server.rtmp("bench"));
            try {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3)); // it answers before there is a stream, and ends
                try (Drain viewers = new Drain(server.http(), "/live/bench.flv", false, VIEWERS)) {
                    return load(viewers, server.process().toHandle());
                }
            } finally {
                end(publisher);
            }
        }
    }

    private static Load load(Drain viewers, ProcessHandle server) throws IOException {
        await().atMost(LIMIT).until(() -> viewers.bytes() > 0);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)); // compilers have had their turn
        viewers.reset();
        double before = cpuSeconds(server);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
        double cpu = cpuSeconds(server) - before;
        return new Load(cpu, viewers.bytes() * 8 / 1e9, viewers.stood(), viewers.longestMs());
    }

    /** Of the server and all that it has started. */
    private static double cpuSeconds(ProcessHandle server) throws IOException {
        double seconds = Cpu.seconds(server.pid());
        for (ProcessHandle child : server.descendants().toList()) {
            seconds += Cpu.seconds(child.pid());
        }
        return seconds;
    }

    private static Drain watch(Vitrine server, int count) throws IOException {
        int port = Integer.parseInt(server.url().replaceAll(".*:(\\d+).*", "$1"));
        return new Drain(port, "/live/bench/ws?format=fmp4", true, count);
    }

    private static String rtmp(Vitrine server, Api owner) {
        return "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench");
    }

    /** Half a minute of 1 Mbit/s with a key frame a second. */
    private static Path film(Path directory) throws IOException, InterruptedException {
        Path film = directory.resolve("film.flv");
        Process encoder = new ProcessBuilder(
                        ("ffmpeg -v error -nostdin -f lavfi -i testsrc2=size=640x360:rate=25,noise=alls=12:allf=t -f"
                            + " lavfi -i sine=frequency=440:sample_rate=48000 -t 30 -c:v libx264 -preset ultrafast"
                            + " -tune zerolatency -g 25 -pix_fmt yuv420p -b:v 900k -minrate 900k -maxrate 900k"
                            + " -bufsize 450k -nal-hrd cbr -c:a aac -b:a 64k -f flv " + film)
                                .split(" "))
                .inheritIO()
                .start();
        if (encoder.waitFor() != 0) {
            throw new IllegalStateException("ffmpeg could not make the film");
        }
        return film;
    }

    private static Process publish(Path film, String url) throws IOException {
        return new ProcessBuilder(("ffmpeg -v error -nostdin -re -stream_loop -1 -i " + film + " -c copy -f flv " + url)
                        .split(" "))
                .inheritIO()
                .start();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** The server's own histogram: how many were within each bound, in seconds. */
    private static Map<Double, Double> delays(Vitrine server) {
        String name = "vitrine_media_ingest_to_write_seconds_bucket{format=\"fmp4\",le=\"";
        Map<Double, Double> buckets = new TreeMap<>();
        server.api()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .forEach(line -> {
                    String bound = line.substring(name.length(), line.indexOf('"', name.length()));
                    buckets.put(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.valueOf(line.substring(line.lastIndexOf(' '))));
                });
        return buckets;
    }

    private static double all(Map<Double, Double> buckets) {
        return buckets.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
    }

    /** Upper bound of the bucket that holds the quantile. */
    private static double quantileMs(Map<Double, Double> buckets, double quantile) {
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= all(buckets) * quantile)
                .mapToDouble(bucket -> bucket.getKey() * 1_000)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String shares(Map<Double, Double> buckets) {
        StringBuilder shares = new StringBuilder();
        buckets.forEach((bound, count) -> {
            if (bound <= 0.05) {
                shares.append(String.format("%s: %.1f %% ", bound * 1_000, 100 * count / all(buckets)));
            }
        });
        return shares.toString().strip();
    }
}
