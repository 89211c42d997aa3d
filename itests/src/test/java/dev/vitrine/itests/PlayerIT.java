package dev.vitrine.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.CaptionedFilm;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.Films;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.Players;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The player in Chromium: which way it plays, how it gets over trouble, and what hands and assistive tools find. */
@Timeout(240)
class PlayerIT {
    /** {@code window.player()} is the page's player, {@code window.painted} the media times of what it showed. */
    private static final String LOOK = """
        window.player = () => {
          const deep = root => {
            for (const element of root.querySelectorAll('*')) {
              if (element.localName === 'vitrine-player') return element;
              const inside = element.shadowRoot && deep(element.shadowRoot);
              if (inside) return inside;
            }
            return null;
          };
          const player = deep(document);
          if (player && !window.painted) {
            window.painted = [];
            player.clock.onFrame(({ ptsMs }) => window.painted.push(ptsMs));
          }
          return player;
        };
        """;

    /** {@code window.pitch()} is what is heard: by the decoder that fills the canvas path's speaker, or the element. */
    private static final String PITCH = """
        window.heard = 0;
        const Decoder = window.AudioDecoder;
        window.AudioDecoder = class extends Decoder {
          constructor(init) {
            super({
              error: init.error,
              output: data => {
                const wave = new Float32Array(data.numberOfFrames);
                data.copyTo(wave, { planeIndex: 0, format: 'f32-planar' });
                let rises = 0;
                wave.forEach((value, i) => { rises += i > 0 && wave[i - 1] < 0 && value >= 0; });
                window.heard = rises * data.sampleRate / data.numberOfFrames;
                init.output(data);
              },
            });
          }
        };
        window.pitch = () => {
          const player = window.player();
          if (player.stats.kind === 'frames') return window.heard;
          if (!window.analyser) { // of the element, whatever it plays and wherever it leaps
            window.context = new AudioContext();
            window.analyser = window.context.createAnalyser();
            window.analyser.fftSize = 4096;
            window.context.createMediaElementSource(player.media).connect(window.analyser);
            window.analyser.connect(window.context.destination);
          }
          const bins = new Float32Array(window.analyser.frequencyBinCount);
          window.analyser.getFloatFrequencyData(bins);
          return bins.indexOf(Math.max(...bins)) * window.context.sampleRate / window.analyser.fftSize;
        };
        """;

    /** Whether two pictures that are painted one after the other differ. */
    private static final String MOVES = """
        async () => {
          const { player } = window;
          const look = () => {
            const canvas = document.createElement('canvas');
            canvas.width = 64;
            canvas.height = 36;
            const pen = canvas.getContext('2d');
            pen.drawImage(player().picture, 0, 0, 64, 36);
            return [...pen.getImageData(0, 0, 64, 36).data];
          };
          const before = look();
          const from = window.painted.length;
          while (window.painted.length < from + 5) await new Promise(requestAnimationFrame);
          return look().some((value, i) => Math.abs(value - before[i]) > 8);
        }
        """;

    private static Path data = Path.of("");
    private static Path films = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-player");
        films = Files.createDirectory(data.resolve("films"));
        server = Vitrine.up(data, "--no-demo", "--srt", "0");
        chromium = new Chromium();
    }

    @AfterEach
    void photograph(TestInfo test) {
        chromium.photograph(test.getTestMethod().orElseThrow().getName());
        chromium.closePages();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
        Scratch.delete(data);
    }

    /** @param before what a script does to the browser before the page is there */
    private static Page watch(String event, int width, int height, String before) {
        Page page = chromium.page(width, height);
        page.addInitScript(LOOK + before);
        page.navigate(server.url() + "/watch/" + event);
        return page;
    }

    private static void plays(Page page, String kind) {
        page.waitForFunction(
                "kind => window.player()?.stats?.kind === kind && window.painted.length > 25",
                kind,
                new Page.WaitForFunctionOptions().setTimeout(60_000));
    }

    private static void goesOn(Page page) {
        double now = ((Number) page.evaluate("() => window.player().mediaTime")).doubleValue();
        page.waitForFunction(
                "from => window.player().mediaTime > from + 1000",
                now,
                new Page.WaitForFunctionOptions().setTimeout(60_000));
    }

    @Test
    void browserThatCanDecode_isGivenFrames_andSoundKeepsStep() {
        Api owner = server.api().liveEvent("best");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("best"))) {
            Page page = watch("best", 1280, 800, "");
            plays(page, "frames");
            page.waitForFunction("() => window.player().stats.syncMs !== undefined");
            page.waitForFunction(
                    "() => Math.abs(window.player().stats.syncMs) <= 125",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(60_000));
            paintsInOrder(page, "pictures come in order");
            assertThat(encoder.isAlive()).isTrue();

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Body qoe = owner.get("/api/v1/events/best/qoe").must(200).json();
                assertThat(qoe.body("paths").optionalInteger("frames")).contains(1L);
                assertThat(qoe.body("startupMs").integer("p50")).isPositive();
            });
        }
    }

    @Test
    void publisherWithBFrames_isShownInOrder() {
        Api owner = server.api().liveEvent("bframes");
        List<String> options = List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "25");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("bframes"), options)) {
            Page page = watch("bframes", 640, 480, "");
            plays(page, "frames");
            goesOn(page);
            goesOn(page);
            paintsInOrder(page, "pictures come in order");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void browserWithoutWebCodecs_playsByMse_saysSo_andKeepsInHandWhatTheProfileWants() {
        Api owner = server.api().liveEvent("mse");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("mse"))) {
            Page page = watch("mse", 1280, 800, "delete window.VideoDecoder;");
            plays(page, "mse");
            page.keyboard().press("?");
            assertThat(page.getByText("MSE · WebSocket")).isVisible();
            owner.post("/api/v1/events/mse/profile", "profile", "fallback").must(200);
            waitFor(page, "() => window.player().stats.cushionMs >= 400");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void connectionThatLetsNoSocketThrough_playsByLowLatencyHls_andSaysWhy() {
        Api owner = server.api().liveEvent("hls");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("hls"))) {
            Page page = watch("hls", 1280, 800, """
                const Socket = window.WebSocket;
                window.WebSocket = class extends Socket {
                  constructor(url, protocols) {
                    super(String(url).replace('/live/', '/blocked/'), protocols);
                  }
                };
                """);
            plays(page, "ll-hls");
            page.keyboard().press("?");
            assertThat(page.getByText("LL-HLS · hls.js")).isVisible();
            assertThat(page.getByText("lets no socket through")).isVisible();
            goesOn(page);
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void decoderThatBreaks_goesOnAtTheNextKeyFrame() {
        Api owner = server.api().liveEvent("broken");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("broken"))) {
            Page page = watch("broken", 640, 480, """
                const Decoder = window.VideoDecoder;
                window.broken = 0;
                window.VideoDecoder = class extends Decoder {
                  constructor(init) {
                    let frames = 0;
                    super({
                      error: init.error,
                      output: frame => {
                        init.output(frame);
                        if (++frames === 40 && window.broken++ === 0) {
                          init.error(new DOMException('made to fail', 'EncodingError'));
                        }
                      },
                    });
                  }
                };
                """);
            plays(page, "frames");
            page.waitForFunction("() => window.broken > 0");
            goesOn(page);
            goesOn(page);
            assertThat(page.evaluate("() => window.player().stats.kind")).isEqualTo("frames");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void decoderThatKeepsBreaking_isLeftForMse() {
        Api owner = server.api().liveEvent("hopeless");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("hopeless"))) {
            Page page = watch("hopeless", 640, 480, """
                window.VideoDecoder.prototype.decode = () => {
                  throw new DOMException('made to fail', 'EncodingError');
                };
                """);
            plays(page, "mse");
            assertThat(String.valueOf(page.evaluate("() => window.player().stats.why")))
                    .contains("WebCodecs")
                    .contains("EncodingError");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void publisherThatComesBack_isSeenAgain_inTheSamePlayer() {
        Api owner = server.api().liveEvent("again");
        String key = owner.streamKey("again");
        Page page;
        try (Encoder encoder = Encoder.publish(server, key)) {
            page = watch("again", 640, 480, "");
            plays(page, "frames");
            assertThat(encoder.isAlive()).isTrue();
            encoder.kill();
        }
        try (Encoder encoder = Encoder.publish(server, key)) {
            goesOn(page);
            goesOn(page);
            paintsInOrder(page, "media time runs on over the gap");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void keyboardAlone_doesEverything() {
        Api owner = server.api().liveEvent("keys");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("keys"))) {
            Page page = watch("keys", 1280, 800, "");
            plays(page, "frames");
            Locator pause = button(page, "Pause");
            Locator play = button(page, "Play");

            page.keyboard().press("k");
            assertThat(play).isVisible();
            double standing = ((Number) page.evaluate("() => window.player().mediaTime")).doubleValue();
            page.keyboard().press(" ");
            assertThat(pause).isVisible();
            page.waitForFunction("from => window.player().mediaTime > from + 500", standing);

            Locator sound = page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Picture controls"));
            page.keyboard().press("m");
            assertThat(sound.getByRole(AriaRole.BUTTON, name("Sound on"))).isVisible();
            page.keyboard().press("m");
            assertThat(sound.getByRole(AriaRole.BUTTON, name("Sound off"))).isVisible();

            page.keyboard().press("?");
            assertThat(page.getByText("Why this one")).isVisible();
            assertThat(Axe.violations(page)).isEmpty();
            page.keyboard().press("?");
            assertThat(page.getByText("Why this one")).isHidden();

            page.keyboard().press("f");
            page.waitForFunction("() => window.player().getRootNode().fullscreenElement === window.player()");
            page.keyboard().press("f");
            page.waitForFunction("() => document.fullscreenElement === null");

            for (String kind : List.of("frames", "mse")) {
                page.evaluate("kind => { window.player().path = kind; }", kind);
                plays(page, kind);
                // A browser that is slow to begin takes the press for too long ago, and wants another.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(100))
                        .pollInSameThread()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofSeconds(8))
                        .until(() -> floats(page) || pressed(page, "i"));
                goesOn(page);
                page.keyboard().press("i");
                page.waitForFunction("() => !window.player().media.matches(':picture-in-picture')");
                goesOn(page);
            }
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    @Test
    void captionsOfThePublisher_areReadByEveryWayOfPlaying_onARungToo_andByOtherPlayers() throws Exception {
        Path film = CaptionedFilm.write(films, List.of("The moon lamp is back", "Only forty are left"));
        Api owner = server.api().liveEvent("captions");
        try (Encoder encoder = Encoder.publishFilm(server, owner.streamKey("captions"), film)) {
            Page page = watch("captions", 1280, 800, "");
            plays(page, "frames");
            Locator captions = button(page, "Captions");
            assertThat(captions).isVisible();
            assertThat(captions).hasAttribute("aria-pressed", "false");
            page.keyboard().press("c");
            assertThat(captions).hasAttribute("aria-pressed", "true");
            reads(page, "frames", "source");
            assertThat(Axe.violations(page)).isEmpty();

            page.evaluate("() => window.player().useQuality('240p')");
            reads(page, "frames", "240p");
            page.evaluate("() => window.player().useQuality('auto')");
            page.evaluate("() => { window.player().path = 'mse'; }");
            reads(page, "mse", "");
            page.evaluate("() => { window.player().path = 'll-hls'; }");
            reads(page, "ll-hls", "source");
            page.evaluate("() => { window.painted.length = 0; window.player().useQuality('240p'); }");
            reads(page, "ll-hls", "240p");
            paintsInOrder(page, "hls.js changes over without going back");
            page.close();

            // hls.js 1.7.4 by itself forgets at each part what it has read of a caption, and never gives its own text
            // tracks the cues of a buffer that holds sound and picture; whoever asks for segments and cues gets them.
            Page other = chromium.page(640, 480);
            other.setContent("<video id=v muted autoplay></video>");
            other.addScriptTag(new Page.AddScriptTagOptions().setPath(Players.HLS_JS.path()));
            other.evaluate("""
                url => {
                  const hls = new Hls({ lowLatencyMode: false, renderTextTracksNatively: false });
                  window.read = [];
                  hls.on('hlsCuesParsed', (_, { cues, closedCaptions }) =>
                    window.read.push(...cues.map(({ text }) => `${closedCaptions?.instreamId}: ${text}`)));
                  hls.loadSource(url);
                  hls.attachMedia(document.getElementById('v'));
                }
                """, server.url() + "/live/captions/index.m3u8");
            other.waitForFunction(
                    "() => window.read.includes('CC1: The moon lamp is back')",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(60_000));
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
        }
    }

    @Test
    void viewerGoesBack_seesWhatWas_andIsBackAtTheLivePictureByOneKey() {
        Api owner = server.api().liveEvent("back");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("back"))) {
            Page page = watch("back", 1280, 800, "");
            plays(page, "frames");
            waitFor(page, "() => window.player().mediaTime - window.painted[0] > 8000");
            page.evaluate("() => { window.left = window.player().mediaTime; }");
            button(page, "Back 10 seconds").click();
            waitFor(page, "() => window.player().stats.kind === 'hls' && window.player().mediaTime > 0");
            waitFor(page, "() => window.left - window.player().mediaTime > 4000");
            assertThat((Boolean) page.evaluate(MOVES)).as("what was moves").isTrue();
            goesOn(page);
            Locator moment = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Moment of the show"));
            assertThat(moment).isVisible();
            assertThat(Axe.violations(page)).isEmpty();
            chromium.photograph("player-rewound");
            moment.press("Home");
            waitFor(page, "() => window.player().mediaTime - window.painted[0] < 4000");
            goesOn(page);

            page.keyboard().press("k");
            assertThat(button(page, "Play")).isVisible();
            page.keyboard().press("l");
            plays(page, "frames");
            assertThat(button(page, "Pause")).isVisible();
            waitFor(page, "() => window.player().mediaTime > window.left");
            assertThat(moment).isHidden();
            goesOn(page);
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
        }
    }

    private static void paintsInOrder(Page page, String what) {
        assertThat((Boolean) page.evaluate("() => window.painted.every((at, i, all) => i === 0 || at > all[i - 1])"))
                .as(what)
                .isTrue();
    }

    private static boolean floats(Page page) {
        return (Boolean) page.evaluate("() => window.player().media.matches(':picture-in-picture')");
    }

    /** Never what is waited for: it is looked at again. */
    private static boolean pressed(Page page, String key) {
        page.keyboard().press(key);
        return false;
    }

    private static void waitFor(Page page, String what) {
        page.waitForFunction(what, null, new Page.WaitForFunctionOptions().setTimeout(60_000));
    }

    /** A person reads both sentences over the picture, one after the other. */
    private static void reads(Page page, String kind, String rung) {
        page.waitForFunction(
                "([kind, rung]) => window.player()?.stats?.kind === kind"
                        + " && (rung === '' || window.player().stats.rung === rung)",
                List.of(kind, rung),
                new Page.WaitForFunctionOptions().setTimeout(60_000));
        Locator.WaitForOptions soon = new Locator.WaitForOptions().setTimeout(60_000);
        page.getByText("The moon lamp is back").waitFor(soon);
        page.getByText("Only forty are left").waitFor(soon);
    }

    @Test
    void languagesOfThePublisher_areChosenFromAMenu_andHeard_byEveryWayOfPlaying() throws Exception {
        Api owner = server.api().liveEvent("languages");
        String address = "srt://127.0.0.1:" + srtPort() + "?streamid=" + owner.streamKey("languages");
        try (Encoder encoder = Encoder.loop(List.of("ffmpeg"), Films.twoLanguages(films), "mpegts", address)) {
            Page page = watch("languages", 1280, 800, PITCH);
            plays(page, "frames");
            hears(page, 440);
            Locator audio = button(page, "Audio");
            audio.press("Enter");
            Locator german = page.getByRole(AriaRole.MENUITEMRADIO, new Page.GetByRoleOptions().setName("German"));
            Locator english = page.getByRole(AriaRole.MENUITEMRADIO, new Page.GetByRoleOptions().setName("English"));
            assertThat(german).isFocused();
            assertThat(german).isChecked();
            assertThat(Axe.violations(page)).isEmpty();
            page.keyboard().press("ArrowDown");
            assertThat(english).isFocused();
            page.keyboard().press("Enter");
            hears(page, 880);
            paintsInOrder(page, "the picture goes on");

            page.evaluate("() => { window.player().path = 'mse'; }");
            plays(page, "mse");
            hears(page, 880); // remembered
            page.evaluate("() => window.player().useAudio('0')");
            hears(page, 440);

            page.evaluate("() => { window.player().path = 'll-hls'; }");
            plays(page, "ll-hls");
            assertThat(audio).isVisible(); // it knows what sounds there are
            hears(page, 440);
            page.evaluate("() => window.player().useAudio('1')");
            hears(page, 880);
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
        }
    }

    @Test
    void av1AndOpus_overEnhancedRtmp_areSeenAndHeard_byWebCodecsAndByMse() throws Exception {
        Api owner = server.api().liveEvent("av1");
        String address = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + owner.streamKey("av1");
        try (Encoder encoder = Encoder.loop(Films.newest(), Films.av1AndOpus(films), "flv", address)) {
            Page page = watch("av1", 1280, 800, PITCH);
            for (String kind : List.of("frames", "mse")) {
                page.evaluate("kind => { window.player().path = kind; }", kind);
                plays(page, kind);
                goesOn(page);
                assertThat(String.valueOf(page.evaluate("() => window.player().stats.mime")))
                        .contains("av01.0.", "opus");
                assertThat((Boolean) page.evaluate(MOVES))
                        .as("moves by " + kind)
                        .isTrue();
                hears(page, 440);
            }
            button(page, "Audio").click();
            page.getByRole(AriaRole.MENUITEMRADIO, new Page.GetByRoleOptions().setName("Sound 2"))
                    .click();
            hears(page, 880);
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
        }
    }

    @Test
    void hevcWhereThereIsNoDecoder_isShownInTheServersH264_orSaidPlainly() throws Exception {
        Api owner = server.api();
        owner.liveEvent("hevc");
        owner.liveEvent("small");
        String address = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/";
        Path film = Films.hevc(films, "640x360");
        Path smallerThanAnyRung = Films.hevc(films, "320x180");
        try (Encoder encoder = Encoder.loop(Films.newest(), film, "flv", address + owner.streamKey("hevc"));
                Encoder small =
                        Encoder.loop(Films.newest(), smallerThanAnyRung, "flv", address + owner.streamKey("small"))) {
            Page page = watch("hevc", 1280, 800, "");
            plays(page, "frames");
            goesOn(page);
            assertThat(page.evaluate("() => window.player().stats.rung")).isEqualTo("240p");
            page.keyboard().press("?");
            assertThat(page.getByText("The show is sent in HEVC (H.265), which this browser cannot decode"))
                    .isVisible();
            page.close();

            Page alone = watch("small", 1280, 800, "");
            assertThat(alone.getByText("The show is sent in HEVC (H.265), and this browser has no decoder for it."))
                    .isVisible();
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
            assertThat(small.isAlive()).as(small.output()).isTrue();
        }
    }

    private static void hears(Page page, int hertz) {
        try {
            page.waitForFunction(
                    "hertz => Math.abs(window.pitch() - hertz) < 60",
                    hertz,
                    new Page.WaitForFunctionOptions().setTimeout(60_000));
        } catch (TimeoutError late) {
            throw new AssertionError(
                    "hears " + page.evaluate("() => window.pitch()") + " Hz, not " + hertz + "; "
                            + page.evaluate("() => JSON.stringify(window.player().stats)"),
                    late);
        }
    }

    private static int srtPort() {
        Matcher port = Pattern.compile("srt://127\\.0\\.0\\.1:(\\d+)").matcher(server.output());
        assertThat(port.find()).as(server.output()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    @Test
    void offer_staysInSightInFullScreen() {
        Api owner = server.api().liveEvent("full");
        owner.post(
                        "/api/v1/events/full/products",
                        "id",
                        "lamp",
                        "title",
                        "Moon lamp",
                        "price",
                        java.util.Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        5)
                .must(201);
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("full"))) {
            Page page = watch("full", 1280, 800, "");
            plays(page, "frames");
            page.keyboard().press("f");
            page.waitForFunction("() => window.player().getRootNode().fullscreenElement === window.player()");
            owner.post("/api/v1/events/full/cues", "type", "offer", "product", "lamp", "seconds", 60)
                    .must(201);
            assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Offer")))
                    .containsText("Moon lamp");
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator.GetByRoleOptions name(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }
}
