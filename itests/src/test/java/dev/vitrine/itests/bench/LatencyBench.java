package dev.vitrine.itests.bench;

import com.microsoft.playwright.Page;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How old a picture is when Chromium shows it: 1280×720 at 30 pictures a second with sound, the time burnt into each
 * picture before it is encoded. Ours on {@code /watch} by both paths over a socket, beside node-media-server with
 * mpegts.js, one after the other in the same run, {@code -Dbench.rounds} times.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LatencyBench {
    private static final int SETTLE_SECONDS = 8;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 20);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 2);
    private static final double FRAME_MS = 1000.0 / 30;

    @Test
    void frameExisted_toShown_besideNodeMediaServer() throws Exception {
        try (Chromium chromium = new Chromium()) {
            Path peer = nodeMediaServer();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    Figures frames = vitrine(chromium, "frames");
                    System.out.println("vitrine, frames over WebSocket to WebCodecs  " + frames);
                    Figures fmp4 = vitrine(chromium, "mse");
                    System.out.println("vitrine, fMP4 over WebSocket to MSE          " + fmp4);
                    Figures nodeMediaServer = nodeMediaServer(chromium, peer);
                    System.out.println("node-media-server + mpegts.js, WS-FLV        " + nodeMediaServer);
                    System.out.printf(
                            "p50 ratio to node-media-server: WebCodecs %.2f, MSE %.2f%n",
                            frames.p50 / nodeMediaServer.p50, fmp4.p50 / nodeMediaServer.p50);
                }
            } finally {
                Scratch.delete(peer);
            }
        }
    }

    @Test
    void frameExisted_toShown_ours() throws Exception {
        try (Chromium chromium = new Chromium()) {
            for (int round = 0; round < ROUNDS; round++) {
                System.out.println("vitrine, frames over WebSocket to WebCodecs  " + vitrine(chromium, "frames"));
                System.out.println("vitrine, fMP4 over WebSocket to MSE          " + vitrine(chromium, "mse"));
            }
        }
    }

    /** Whether the delay creeps up: the median of each minute; {@code -Dbench.minutes=30} for the long one. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void delay_overTime() throws Exception {
        Path data = Files.createTempDirectory("vitrine-drift");
        int minutes = Integer.getInteger("bench.minutes", 2);
        try (Vitrine server = Vitrine.up(data, "--no-demo");
                Chromium chromium = new Chromium()) {
            Api owner = server.api().liveEvent("bench");
            try (BarcodeEncoder encoder = publish(server, owner, SETTLE_SECONDS + minutes * 60 + 20)) {
                Page page = watch(chromium, server, "frames");
                List<Double> medians = new ArrayList<>();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
                for (int minute = 0; minute < minutes; minute++) {
                    page.evaluate("() => window.vitrineProbe.reset()");
                    LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
                    medians.add(((Number) page.evaluate("() => window.vitrineProbe.figures().p50")).doubleValue());
                }
                System.out.printf(
                        "vitrine, WebCodecs, median delay of each of %d minutes: %s ms; last less first %.0f ms%n",
                        minutes, medians.stream().map(Math::round).toList(), medians.getLast() - medians.getFirst());
                if (!encoder.isAlive()) {
                    System.out.println("The publisher ended early: " + encoder.output());
                }
            }
        } finally {
            Scratch.delete(data);
        }
    }

    @Test
    void offerCard_againstTheFrameItWasCuedFor() throws Exception {
        Path data = Files.createTempDirectory("vitrine-offer-bench");
        try (Vitrine server = Vitrine.up(data, "--no-demo");
                Chromium chromium = new Chromium()) {
            Api owner = server.api().liveEvent("bench");
            owner.post(
                            "/api/v1/events/bench/products",
                            "id",
                            "lamp",
                            "title",
                            "Moon lamp",
                            "price",
                            Map.of("amount", 4900, "currency", "EUR"),
                            "stock",
                            100)
                    .must(201);
            int cues = 20;
            try (BarcodeEncoder encoder = publish(server, owner, SETTLE_SECONDS + cues * 4 + 20)) {
                Page page = watch(chromium, server, "");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
                for (int i = 0; i < cues; i++) {
                    owner.post("/api/v1/events/bench/cues", "type", "offer", "product", "lamp", "seconds", 2)
                            .must(201);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3_300));
                }
                @SuppressWarnings("unchecked") // what the probe returns
                Map<String, Object> shown = (Map<String, Object>)
                        Objects.requireNonNull(page.evaluate("() => window.vitrineProbe.offers()"));
                List<Double> frames = new ArrayList<>();
                for (Body record : owner.log("bench")) {
                    if (record.text("type").equals("cta.cue")) {
                        Object at = shown.get(record.body("body").text("cue"));
                        long cuedMs = record.body("media").integer("ptsMs");
                        if (at instanceof Number number) {
                            frames.add(Math.max(0, number.doubleValue() - cuedMs) / FRAME_MS);
                        }
                    }
                }
                frames.sort(null);
                System.out.printf(
                        "offer card on screen after the frame it was cued for: %d of %d cues seen, p50 %.1f frames, p95"
                                + " %.1f frames (30 fps)%n",
                        frames.size(),
                        cues,
                        frames.get(frames.size() / 2),
                        frames.get((int) (frames.size() * 0.95) - 1));
                if (!encoder.isAlive()) {
                    System.out.println("The publisher ended early: " + encoder.output());
                }
            }
        } finally {
            Scratch.delete(data);
        }
    }

    @Test
    void packetIn_toSocketWrite_with50Viewers() throws Exception {
        Path data = Files.createTempDirectory("vitrine-egress-bench");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            List<MediaTap> taps = new ArrayList<>();
            try (BarcodeEncoder encoder = publish(server, owner, SECONDS + 40)) {
                for (int i = 0; i < 50; i++) {
                    taps.add(MediaTap.open(server, "bench"));
                }
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> taps.getLast().fragments() > 100);
                double cpuBefore = Cpu.seconds(server.handle().pid());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
                double cpu = (Cpu.seconds(server.handle().pid()) - cpuBefore) / SECONDS;
                System.out.printf("50 viewers of one 2.5 Mbit/s stream: %.0f %% of a core%n", cpu * 100);
                System.out.printf(
                        "packet in to socket write, 50 viewers: p50 ≤ %s ms, p99 ≤ %s ms (histogram buckets)%n",
                        quantileMs(server, 0.5), quantileMs(server, 0.99));
                if (!encoder.isAlive()) {
                    System.out.println("The publisher ended early: " + encoder.output());
                }
            } finally {
                taps.forEach(MediaTap::close);
            }
        } finally {
            Scratch.delete(data);
        }
    }

    /** Upper bound of the bucket that holds the quantile, from the server's own histogram. */
    private static double quantileMs(Vitrine server, double quantile) {
        String name = "vitrine_media_ingest_to_write_seconds_bucket{format=\"fmp4\",le=\"";
        Map<Double, Double> buckets = new java.util.TreeMap<>();
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
        double all =
                buckets.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= all * quantile)
                .mapToDouble(bucket -> bucket.getKey() * 1_000)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Figures vitrine(Chromium chromium, String path) throws IOException {
        Path data = Files.createTempDirectory("vitrine-latency");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            try (BarcodeEncoder encoder = publish(server, owner, SETTLE_SECONDS + SECONDS + 20)) {
                Page page = watch(chromium, server, path);
                return measure(page, encoder);
            }
        } finally {
            Scratch.delete(data);
        }
    }

    private static BarcodeEncoder publish(Vitrine server, Api owner, int seconds) {
        return BarcodeEncoder.publish(
                "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench"), seconds);
    }

    /** @param path the way of playing to insist on, empty for the player's own choice */
    private static Page watch(Chromium chromium, Vitrine server, String path) throws IOException {
        Page page = chromium.page(1280, 800);
        page.navigate(server.url() + "/watch/bench?path=" + path);
        page.evaluate(probe());
        page.waitForFunction("() => window.vitrineProbe.deep('vitrine-player')?.mediaTime > 0");
        page.evaluate("() => window.vitrineProbe.follow(window.vitrineProbe.deep('vitrine-player'))");
        return page;
    }

    private static Figures measure(Page page, BarcodeEncoder encoder) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
        page.evaluate("() => window.vitrineProbe.reset()");
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
        @SuppressWarnings("unchecked") // what the probe returns
        Map<String, Object> figures =
                (Map<String, Object>) Objects.requireNonNull(page.evaluate("() => window.vitrineProbe.figures()"));
        page.context().close();
        if (!encoder.isAlive()) {
            throw new IllegalStateException("The publisher ended early: " + encoder.output());
        }
        return new Figures(
                number(figures, "p50"),
                number(figures, "p95"),
                number(figures, "p99"),
                (int) number(figures, "frames"),
                (int) number(figures, "unreadable"),
                (int) number(figures, "stalls"),
                sync(figures));
    }

    /** What the player itself knows of sound and picture; the browser keeps that to itself for a media element. */
    private static String sync(Map<String, Object> figures) {
        return number(figures, "syncs") == 0
                ? ""
                : String.format(
                        "; sound after picture p50 %.0f ms, p95 %.0f ms",
                        number(figures, "syncP50"), number(figures, "syncP95"));
    }

    private static double number(Map<String, Object> figures, String name) {
        return ((Number) Objects.requireNonNull(figures.get(name))).doubleValue();
    }

    private static String probe() throws IOException {
        try (InputStream in = Objects.requireNonNull(LatencyBench.class.getResourceAsStream("probe.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Installs the peer from npm into a directory of its own. */
    private static Path nodeMediaServer() throws Exception {
        Path directory = Files.createTempDirectory("vitrine-peer");
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--prefix",
                        directory.toString(),
                        "--no-save",
                        "--ignore-scripts",
                        "node-media-server@4.4.3",
                        "mpegts.js@1.8.2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (npm.waitFor() != 0) {
            throw new IllegalStateException("npm could not install the peer");
        }
        return directory;
    }

    private static Figures nodeMediaServer(Chromium chromium, Path peer) throws Exception {
        int rtmp = freePort();
        int http = freePort();
        Path script = Files.writeString(peer.resolve("peer.js"), """
            const NodeMediaServer = require('node-media-server');
            new NodeMediaServer({
              bind: '127.0.0.1',
              rtmp: { port: %d },
              http: { port: %d },
              auth: { play: false, publish: false, secret: 'x', jwt: { algorithm: 'HS256', secret: 'x', users: '' } },
              store: { path: '%s' },
            }).run();
            """.formatted(rtmp, http, peer));
        Process server = new ProcessBuilder("node", script.toString())
                .directory(peer.toFile())
                .redirectErrorStream(true)
                .redirectOutput(peer.resolve("log").toFile())
                .start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> accepts(rtmp) && accepts(http));
            try (BarcodeEncoder encoder =
                    BarcodeEncoder.publish("rtmp://127.0.0.1:" + rtmp + "/live/bench", SETTLE_SECONDS + SECONDS + 30)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> encoder.output().contains("publishing"));
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                Page page = chromium.page(1280, 800);
                page.setContent("<video id=v muted autoplay width=1280 height=720></video>");
                page.addScriptTag(
                        new Page.AddScriptTagOptions().setPath(peer.resolve("node_modules/mpegts.js/dist/mpegts.js")));
                page.evaluate(probe());
                page.evaluate("""
                    url => {
                      const player = mpegts.createPlayer(
                        { type: 'flv', isLive: true, url },
                        { enableStashBuffer: false, liveSync: true, liveSyncTargetLatency: 0.4, liveSyncMaxLatency: 0.8 });
                      player.attachMediaElement(document.getElementById('v'));
                      player.load();
                      player.play();
                    }\
                    """, "ws://127.0.0.1:" + http + "/live/bench.flv");
                page.waitForFunction("() => document.getElementById('v').currentTime > 0");
                page.evaluate("() => window.vitrineProbe.start(document.getElementById('v'))");
                return measure(page, encoder);
            }
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private record Figures(double p50, double p95, double p99, int frames, int unreadable, int stalls, String sync) {
        @Override
        public String toString() {
            return String.format(
                    "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms; %d pictures, %d unreadable, %d stalls in %d s%s",
                    p50, p95, p99, frames, unreadable, stalls, SECONDS, sync);
        }
    }
}
