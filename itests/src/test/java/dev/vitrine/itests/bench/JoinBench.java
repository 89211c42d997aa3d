package dev.vitrine.itests.bench;

import com.microsoft.playwright.Page;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How long a viewer waits for the first picture: 1280×720 at 30 pictures a second with sound and a key frame a second,
 * joined at any moment between two key frames. Two figures for each join: from the player's wish to play, and from the
 * beginning of the navigation to {@code /watch}, scripts and styles included, with a warm cache.
 */
@PictureBench
@Timeout(600)
class JoinBench {
    private static final int JOINS = Integer.getInteger("bench.joins", 40);
    private static final String FIRST_PICTURE = """
        () => new Promise(done => {
          const deep = root => {
            for (const element of root.querySelectorAll('*')) {
              if (element.localName === 'vitrine-player') return element;
              const inside = element.shadowRoot && deep(element.shadowRoot);
              if (inside) return inside;
            }
            return null;
          };
          const look = () => {
            const player = deep(document);
            const startupMs = player?.stats?.startupMs;
            if (startupMs === undefined) {
              requestAnimationFrame(look);
            } else {
              done([startupMs, performance.now()]);
            }
          };
          look();
        })
        """;

    @Test
    void join_toFirstPaintedFrame() throws Exception {
        Path data = Files.createTempDirectory("vitrine-join-bench");
        try (Vitrine server = Vitrine.up(data, "--no-demo");
                Chromium chromium = new Chromium()) {
            Api owner = server.api().liveEvent("bench");
            try (BarcodeEncoder encoder = BarcodeEncoder.publish(
                    "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("bench"), 500)) {
                for (String path : List.of("frames", "mse")) {
                    print(path, chromium, server);
                }
                if (!encoder.isAlive()) {
                    System.out.println("The publisher ended early: " + encoder.output());
                }
            }
        } finally {
            Scratch.delete(data);
        }
    }

    @SuppressWarnings("unchecked") // what the page returns
    private static void print(String path, Chromium chromium, Vitrine server) {
        List<Double> joins = new ArrayList<>();
        List<Double> pages = new ArrayList<>();
        Page page = chromium.page(1280, 800);
        for (int i = 0; i < JOINS + 2; i++) {
            page.navigate(server.url() + "/watch/bench?path=" + path);
            List<Number> figures = (List<Number>) page.evaluate(FIRST_PICTURE);
            if (i >= 2) { // the first ones fill the caches
                joins.add(figures.get(0).doubleValue());
                pages.add(figures.get(1).doubleValue());
            }
            page.waitForTimeout(137 * (i % 7)); // any moment between two key frames
        }
        page.context().close();
        System.out.printf(
                "first picture by %s, %d joins: from the wish to play %s; from the beginning of the page %s%n",
                path, JOINS, quantiles(joins), quantiles(pages));
        if (path.equals("frames")) {
            PictureGoal.JOIN_P95.met(quantile95(joins));
        }
    }

    private static String quantiles(List<Double> values) {
        values.sort(null);
        return String.format("p50 %.0f ms, p95 %.0f ms", values.get(values.size() / 2), quantile95(values));
    }

    private static double quantile95(List<Double> sorted) {
        return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
    }
}
