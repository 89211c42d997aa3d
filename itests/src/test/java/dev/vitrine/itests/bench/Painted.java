package dev.vitrine.itests.bench;

import com.microsoft.playwright.Page;
import dev.vitrine.itests.support.BarcodeEncoder;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How old the pictures are that Chromium paints: the barcode is read from each, by {@code probe.js}. */
final class Painted {
    /** A player finds its delay meanwhile. */
    static final int SETTLE_SECONDS = 8;

    private Painted() {}

    /** Our viewer page. @param path the way of playing to insist on, empty for the player's own choice */
    static Page watch(Chromium chromium, Vitrine server, String path) throws IOException {
        Page page = chromium.page(1280, 800);
        page.navigate(server.url() + "/watch/bench?path=" + path);
        page.evaluate(probe());
        page.waitForFunction("() => window.vitrineProbe.deep('vitrine-player')?.mediaTime > 0");
        page.evaluate("() => window.vitrineProbe.follow(window.vitrineProbe.deep('vitrine-player'))");
        return page;
    }

    /** An empty page with a video element {@code v} for somebody else's player. */
    static Page page(Chromium chromium, Path script) throws IOException {
        Page page = chromium.page(1280, 800);
        page.setContent("<video id=v muted autoplay width=1280 height=720></video>");
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(script));
        page.evaluate(probe());
        return page;
    }

    /** Has the probe look at the element of {@link #page} once it plays. */
    static void start(Page page) {
        page.waitForFunction("() => document.getElementById('v').currentTime > 0");
        page.evaluate("() => window.vitrineProbe.start(document.getElementById('v'))");
    }

    /** Lets the player settle, measures for so long, and closes the page. */
    static Figures measure(Page page, BarcodeEncoder encoder, int seconds) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
        page.evaluate("() => window.vitrineProbe.reset()");
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
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
                seconds,
                cushion(figures) + sync(figures));
    }

    private static String cushion(Map<String, Object> figures) {
        double cushionMs = number(figures, "cushionMs");
        return cushionMs < 0 ? "" : String.format("; cushion %.0f ms", cushionMs);
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
        try (InputStream in = Objects.requireNonNull(Painted.class.getResourceAsStream("probe.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Delays in milliseconds, and what was counted over so many seconds. */
    record Figures(
            double p50, double p95, double p99, int frames, int unreadable, int stalls, int seconds, String more) {
        @Override
        public String toString() {
            return String.format(
                    "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms; %d pictures, %d unreadable, %d stalls in %d s%s",
                    p50, p95, p99, frames, unreadable, stalls, seconds, more);
        }
    }
}
