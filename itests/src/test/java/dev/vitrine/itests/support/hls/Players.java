package dev.vitrine.itests.support.hls;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Other people's players on a page of their own, in the versions that {@code itests/players} pins. They play the source
 * and not a rung, so that what is measured is the way there.
 */
public enum Players {
    /**
     * hls.js with our settings: low latency, and a seek to its own live position when it is further behind, since it
     * never gets there alone; a stall does not move that position by a second, as it would by default.
     */
    HLS_JS("hls.js/dist/hls.js", """
        url => {
          const video = document.getElementById('v');
          const hls = new Hls({
            lowLatencyMode: true,
            backBufferLength: 8,
            maxLiveSyncPlaybackRate: 1.1,
            liveSyncOnStallIncrease: 0.05,
          });
          window.player = { parts: 0, fatal: [], hls };
          hls.on(Hls.Events.ERROR, (_, error) => error.fatal && window.player.fatal.push(error.details));
          hls.on(Hls.Events.MANIFEST_PARSED, () => { hls.currentLevel = hls.levels.length - 1; });
          hls.on(Hls.Events.FRAG_LOADED, (_, loaded) => loaded.part && window.player.parts++);
          setInterval(() => {
            const live = hls.liveSyncPosition;
            if (live && !video.paused && !video.seeking && live - video.currentTime > 0.12) video.currentTime = live;
          }, 3000);
          hls.loadSource(url);
          hls.attachMedia(video);
          video.play();
        }
        """),

    /**
     * shaka-player with low latency on. It looks for captions in segments when it starts, and fails (5.2.12) when it
     * chooses the one under way, which has no address yet: there are none, so it need not look.
     */
    SHAKA("shaka-player/dist/shaka-player.compiled.js", """
        url => {
          const video = document.getElementById('v');
          shaka.polyfill.installAll();
          const player = new shaka.Player();
          window.player = { parts: 0, fatal: [], shaka: player };
          player.addEventListener('error', event =>
            event.detail.severity === 2 && window.player.fatal.push(String(event.detail.code)));
          player.getNetworkingEngine().registerRequestFilter((_, request) => {
            if (/\\.p\\d+\\.m4s/.test(request.uris[0])) window.player.parts++;
          });
          player.attach(video).then(() => {
            player.configure({
                  streaming: { lowLatencyMode: true },
                  abr: { enabled: false, defaultBandwidthEstimate: 1e9 },
                  manifest: { hls: { disableClosedCaptionsDetection: true } },
                });
            return player.load(url);
          }).then(() => video.play(), error => window.player.fatal.push(String(error.code || error)));
        }
        """);

    private static final String STATE = """
        () => {
          const { currentTime, readyState, buffered } = document.getElementById('v');
          const ranges = [...Array(buffered.length).keys()].map(i => [buffered.start(i), buffered.end(i)]);
          const { fatal, parts } = window.player;
          return JSON.stringify({ currentTime, readyState, ranges, fatal, parts });
        }
        """;

    private final String script;
    private final String start;

    Players(String script, String start) {
        this.script = script;
        this.start = start;
    }

    /** Plays an event's HLS; the barcode probe runs on its picture. */
    public Page play(Chromium chromium, Vitrine server, String event) throws IOException, InterruptedException {
        Page page = chromium.page(1280, 800);
        page.setContent("<video id=v muted autoplay width=1280 height=720></video>");
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(path()));
        page.evaluate(probe());
        page.evaluate(start, server.url() + "/live/" + event + "/index.m3u8");
        try {
            page.waitForFunction(
                    "() => document.getElementById('v').currentTime > 0",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(60_000));
        } catch (TimeoutError stuck) {
            throw new AssertionError(this + " does not play: " + page.evaluate(STATE), stuck);
        }
        page.evaluate("() => window.vitrineProbe.start(document.getElementById('v'))");
        return page;
    }

    /** The player's script, installed if it is not yet. */
    public Path path() throws IOException, InterruptedException {
        return installed().resolve(script);
    }

    /** How many parts the player has loaded. */
    public static int parts(Page page) {
        return ((Number) Objects.requireNonNull(page.evaluate("() => window.player.parts"))).intValue();
    }

    /** What ended the player, if anything did. */
    @SuppressWarnings("unchecked") // what the page returns
    public static List<String> fatal(Page page) {
        return (List<String>) Objects.requireNonNull(page.evaluate("() => window.player.fatal"));
    }

    /** The probe's figures. */
    @SuppressWarnings("unchecked") // what the page returns
    public static Map<String, Object> figures(Page page) {
        return (Map<String, Object>) Objects.requireNonNull(page.evaluate("() => window.vitrineProbe.figures()"));
    }

    private static String probe() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Players.class.getResourceAsStream("/dev/vitrine/itests/bench/probe.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Installs what {@code players/package-lock.json} says, once per build directory. */
    private static synchronized Path installed() throws IOException, InterruptedException {
        Path from = Vitrine.ROOT.resolve("itests/players");
        Path to = Vitrine.ROOT.resolve("itests/target/players");
        Path modules = to.resolve("node_modules");
        Path lock = to.resolve("package-lock.json");
        boolean fresh = Files.exists(modules)
                && Files.exists(lock)
                && Files.mismatch(lock, from.resolve("package-lock.json")) < 0;
        if (!fresh) {
            Files.createDirectories(to);
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts")
                    .directory(to.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (npm.waitFor() != 0) {
                throw new IllegalStateException("npm could not install the players:\n" + output);
            }
        }
        return modules;
    }
}
