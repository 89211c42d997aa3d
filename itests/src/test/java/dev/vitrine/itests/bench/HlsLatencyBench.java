package dev.vitrine.itests.bench;

import com.microsoft.playwright.Page;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.Players;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How old a picture is when Chromium shows it out of low-latency HLS: 1280×720 at 30 pictures a second with sound,
 * parts of 200 ms, the time burnt into each picture before it is encoded. Our player, which has hls.js, and others' as
 * they come: hls.js and shaka-player.
 */
@PictureBench
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class HlsLatencyBench {
    private static final int SETTLE_SECONDS = 10;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 30);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 1);

    @Test
    void frameExisted_toShown_ourPlayer() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path data = Files.createTempDirectory("vitrine-hls-latency");
            try (Vitrine server = Vitrine.up(data, "--no-demo");
                    Chromium chromium = new Chromium()) {
                Api owner = server.api().liveEvent("bench");
                String url = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench");
                try (BarcodeEncoder encoder = BarcodeEncoder.publish(url, SETTLE_SECONDS + SECONDS + 60)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .until(() ->
                                    server.api("").get("/live/bench/index.m3u8").status() == 200);
                    Page page = Painted.watch(chromium, server, "ll-hls");
                    Painted.Figures figures = Painted.measure(page, encoder, SECONDS);
                    System.out.println("vitrine-player with hls.js, LL-HLS: " + figures);
                    PictureGoal.HLS_P50.met(figures.p50());
                }
            } finally {
                Scratch.delete(data);
            }
        }
    }

    /** What the usual way of live HLS takes: nginx-rtmp, segments of a second, hls.js at the end of the playlist. */
    @Test
    void frameExisted_toShown_nginxRtmp() throws Exception {
        Path directory = NginxRtmp.unpack();
        try (NginxRtmp server = NginxRtmp.start(directory);
                Chromium chromium = new Chromium();
                BarcodeEncoder encoder = BarcodeEncoder.publish(server.rtmp("bench"), SETTLE_SECONDS + SECONDS + 60)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> server.plays("bench"));
            Page page = Painted.page(chromium, Players.HLS_JS.path());
            page.evaluate("""
                url => {
                  const hls = new Hls({ liveSyncDurationCount: 2 });
                  hls.loadSource(url);
                  hls.attachMedia(document.getElementById('v'));
                  document.getElementById('v').play();
                }
                """, server.playlist("bench"));
            Painted.start(page);
            System.out.println("nginx-rtmp, HLS of 1 s, hls.js: " + Painted.measure(page, encoder, SECONDS));
        } finally {
            Scratch.delete(directory);
        }
    }

    @ParameterizedTest
    @EnumSource(Players.class)
    void frameExisted_toShown(Players player) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path data = Files.createTempDirectory("vitrine-hls-latency");
            try (Vitrine server = Vitrine.up(data, "--no-demo");
                    Chromium chromium = new Chromium()) {
                Api owner = server.api().liveEvent("bench");
                String url = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench");
                try (BarcodeEncoder encoder = BarcodeEncoder.publish(url, SETTLE_SECONDS + SECONDS + 60)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .until(() ->
                                    server.api("").get("/live/bench/index.m3u8").status() == 200);
                    Page page = player.play(chromium, server, "bench");
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
                    page.evaluate("() => window.vitrineProbe.reset()");
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SECONDS));
                    Map<String, Object> figures = Players.figures(page);
                    System.out.printf(
                            "%s, LL-HLS: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms; %s pictures, %s unreadable, %s stalls"
                                    + " in %d s%n",
                            player,
                            number(figures, "p50"),
                            number(figures, "p95"),
                            number(figures, "p99"),
                            figures.get("frames"),
                            figures.get("unreadable"),
                            figures.get("stalls"),
                            SECONDS);
                    if (!encoder.isAlive()) {
                        System.out.println("The publisher ended early: " + encoder.output());
                    }
                }
            } finally {
                Scratch.delete(data);
            }
        }
    }

    private static double number(Map<String, Object> figures, String name) {
        return ((Number) Objects.requireNonNull(figures.get(name))).doubleValue();
    }
}
