package dev.vitrine.itests.bench;

import com.microsoft.playwright.Page;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
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
@PictureBench
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LatencyBench {
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 1);
    private static final double FRAME_MS = 1000.0 / 30;

    @Test
    void frameExisted_toShown_besideNodeMediaServer() throws Exception {
        try (Chromium chromium = new Chromium()) {
            Path peer = NodeMediaServer.install();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    Painted.Figures frames = vitrine(chromium, "frames");
                    System.out.println("vitrine, frames over WebSocket to WebCodecs  " + frames);
                    Painted.Figures fmp4 = vitrine(chromium, "mse");
                    System.out.println("vitrine, fMP4 over WebSocket to MSE          " + fmp4);
                    Painted.Figures nodeMediaServer = nodeMediaServer(chromium, peer);
                    System.out.println("node-media-server + mpegts.js, WS-FLV        " + nodeMediaServer);
                    System.out.printf(
                            "p50 ratio to node-media-server: WebCodecs %.2f, MSE %.2f%n",
                            frames.p50() / nodeMediaServer.p50(), fmp4.p50() / nodeMediaServer.p50());
                    keep(frames, fmp4);
                    PictureGoal.WEBCODECS_RATIO.met(frames.p50() / nodeMediaServer.p50());
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
                Painted.Figures frames = vitrine(chromium, "frames");
                System.out.println("vitrine, frames over WebSocket to WebCodecs  " + frames);
                Painted.Figures fmp4 = vitrine(chromium, "mse");
                System.out.println("vitrine, fMP4 over WebSocket to MSE          " + fmp4);
                keep(frames, fmp4);
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
            try (BarcodeEncoder encoder = publish(server, owner, Painted.SETTLE_SECONDS + minutes * 60 + 20)) {
                Page page = Painted.watch(chromium, server, "frames");
                List<Double> medians = new ArrayList<>();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Painted.SETTLE_SECONDS));
                for (int minute = 0; minute < minutes; minute++) {
                    page.evaluate("() => window.vitrineProbe.reset()");
                    LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
                    medians.add(((Number) page.evaluate("() => window.vitrineProbe.figures().p50")).doubleValue());
                }
                System.out.printf(
                        "vitrine, WebCodecs, median delay of each of %d minutes: %s ms; last less first %.0f ms%n",
                        minutes, medians.stream().map(Math::round).toList(), medians.getLast() - medians.getFirst());
                PictureGoal.DRIFT.met(medians.getLast() - medians.getFirst());
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
            try (BarcodeEncoder encoder = publish(server, owner, Painted.SETTLE_SECONDS + cues * 4 + 20)) {
                Page page = Painted.watch(chromium, server, "");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Painted.SETTLE_SECONDS));
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

    private static void keep(Painted.Figures frames, Painted.Figures fmp4) {
        PictureGoal.WEBCODECS_P50.met(frames.p50());
        PictureGoal.WEBCODECS_P95.met(frames.p95());
        PictureGoal.MSE_P50.met(fmp4.p50());
        PictureGoal.MSE_STALLS.met(fmp4.stalls() * 60.0 / SECONDS);
    }

    private static Painted.Figures vitrine(Chromium chromium, String path) throws IOException {
        Path data = Files.createTempDirectory("vitrine-latency");
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            Api owner = server.api().liveEvent("bench");
            try (BarcodeEncoder encoder = publish(server, owner, Painted.SETTLE_SECONDS + SECONDS + 20)) {
                Page page = Painted.watch(chromium, server, path);
                return Painted.measure(page, encoder, SECONDS);
            }
        } finally {
            Scratch.delete(data);
        }
    }

    private static BarcodeEncoder publish(Vitrine server, Api owner, int seconds) {
        return BarcodeEncoder.publish(
                "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench"), seconds);
    }

    private static Painted.Figures nodeMediaServer(Chromium chromium, Path installed) throws Exception {
        try (NodeMediaServer server = NodeMediaServer.start(installed);
                BarcodeEncoder encoder =
                        BarcodeEncoder.publish(server.rtmp("bench"), Painted.SETTLE_SECONDS + SECONDS + 30)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> encoder.output().contains("publishing"));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            Page page = Painted.page(chromium, installed.resolve("node_modules/mpegts.js/dist/mpegts.js"));
            page.evaluate("""
                url => {
                  const player = mpegts.createPlayer(
                    { type: 'flv', isLive: true, url },
                    { enableStashBuffer: false, liveSync: true, liveSyncTargetLatency: 0.4, liveSyncMaxLatency: 0.8 });
                  player.attachMediaElement(document.getElementById('v'));
                  player.load();
                  player.play();
                }\
                """, "ws://127.0.0.1:" + server.http() + "/live/bench.flv");
            Painted.start(page);
            return Painted.measure(page, encoder, SECONDS);
        }
    }
}
