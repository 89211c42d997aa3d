package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.Attributes;
import dev.vitrine.itests.support.hls.HlsClient;
import dev.vitrine.itests.support.hls.HlsClient.Answer;
import dev.vitrine.itests.support.hls.MediaPlaylist;
import dev.vitrine.itests.support.hls.MediaPlaylist.Part;
import dev.vitrine.itests.support.hls.MediaPlaylist.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules of low-latency HLS for a server (draft-pantos-hls-rfc8216bis-22; numbers in brackets are its sections),
 * each against the real server while ffmpeg publishes. Most look at one minute of playlist that is followed by blocking
 * reloads; how long things take is never asserted.
 */
class HlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final double MILLISECOND = 0.001;
    private static Path data = Path.of("");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init")
    private static Encoder encoder;

    @SuppressWarnings("NullAway.Init")
    private static HlsClient client;

    /**
     * Every version of the playlist for long enough that segments leave it and a delta update has something to skip.
     */
    private static List<MediaPlaylist> versions = List.of();

    @BeforeAll
    static void followForAWhile() throws Exception {
        data = Files.createTempDirectory("vitrine-hls");
        server = Vitrine.up(data, "--no-demo");
        Api owner = server.api().liveEvent("show");
        encoder = Encoder.publish(server, owner.streamKey("show"));
        client = client("show");
        versions = client.follow(Duration.ofSeconds(36));
    }

    @AfterAll
    static void stop() {
        encoder.close();
        server.close();
        Scratch.delete(data);
    }

    private static HlsClient client(String event) {
        String index = server.url() + "/live/" + event + "/index.m3u8";
        HlsClient of = new HlsClient(HTTP, index);
        await().atMost(LIMIT).until(() -> of.reload("").status() == 200);
        return new HlsClient(
                HTTP, of.resolve(mediaPlaylist(of.reload("").text())).toString());
    }

    private static String mediaPlaylist(String multivariant) {
        return multivariant
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    // ---- 1: server control (4.4.3.8)

    @Test
    void serverControl_offersBlockingAndDeltas_withHoldBacksAsLongAsTheRulesAsk() {
        for (MediaPlaylist playlist : versions) {
            Attributes control = playlist.control();
            assertThat(control.yes("CAN-BLOCK-RELOAD")).isTrue();
            assertThat(control.number("PART-HOLD-BACK")).isGreaterThanOrEqualTo(3 * playlist.partTarget() - 1e-9);
            assertThat(control.number("HOLD-BACK")).isGreaterThanOrEqualTo(3.0 * playlist.targetDuration());
            assertThat(control.number("CAN-SKIP-UNTIL")).isGreaterThanOrEqualTo(6.0 * playlist.targetDuration());
            assertThat(control).isEqualTo(versions.getFirst().control());
        }
    }

    // ---- 2: lengths of parts and segments (4.4.4.9, 6.2.1)

    @Test
    void parts_areAtMostPartTarget_andAtLeast85PercentOfItButForTheLastOfASegment() {
        for (MediaPlaylist playlist : versions) {
            assertThat(playlist.partTarget()).isEqualTo(versions.getFirst().partTarget());
            List<List<Part>> groups = new ArrayList<>();
            playlist.segments().forEach(segment -> groups.add(segment.parts()));
            groups.add(playlist.openParts());
            for (List<Part> parts : groups) {
                for (int i = 0; i < parts.size(); i++) {
                    Part part = parts.get(i);
                    assertThat(part.duration()).as(part.uri()).isLessThanOrEqualTo(playlist.partTarget());
                    boolean last = i == parts.size() - 1 && parts != playlist.openParts();
                    if (!last && !part.independent()) {
                        assertThat(part.duration()).as(part.uri()).isGreaterThanOrEqualTo(0.85 * playlist.partTarget());
                    }
                }
            }
        }
    }

    @Test
    void segments_roundToAtMostTheTargetDuration_whichNeverChanges() {
        for (MediaPlaylist playlist : versions) {
            assertThat(playlist.targetDuration()).isEqualTo(versions.getFirst().targetDuration());
            for (Segment segment : playlist.segments()) {
                assertThat(Math.round(segment.duration())).isLessThanOrEqualTo(playlist.targetDuration());
            }
        }
    }

    // ---- 3: blocking reload (6.2.5.2)

    @Test
    void blockedReload_bringsTheVersionThatHasThePart() {
        for (int i = 1; i < versions.size(); i++) {
            MediaPlaylist before = versions.get(i - 1);
            MediaPlaylist after = versions.get(i);
            boolean next = after.lastMsn() > before.lastMsn()
                    || after.lastMsn() == before.lastMsn() && after.lastPart() > before.lastPart();
            assertThat(next)
                    .as("something new:\n" + before.text() + "\n" + after.text())
                    .isTrue();
        }
    }

    @Test
    void blockedReload_forAWholeSegment_waitsUntilItIsComplete() {
        MediaPlaylist now = client.now();
        MediaPlaylist then = client.reload("_HLS_msn=" + now.lastMsn()).playlist();

        assertThat(then.segments().getLast().msn()).isGreaterThanOrEqualTo(now.lastMsn());
    }

    @Test
    void blockedReload_pastTheLastPart_meansTheFirstPartOfTheNextSegment() {
        MediaPlaylist now = client.now();
        long complete = now.segments().getLast().msn();
        MediaPlaylist then = client.reload("_HLS_msn=" + complete + "&_HLS_part="
                        + now.segments().getLast().parts().size())
                .playlist();

        assertThat(then.lastMsn()).isGreaterThan(complete);
    }

    @Test
    void blockedReload_ofTheDistantPast_bringsTheWholePlaylist() {
        assertThat(client.reload("_HLS_msn=0&_HLS_part=0").playlist().segments())
                .isNotEmpty();
    }

    @Test
    void blockedReload_tooFarAhead_orMalformed_is400() {
        long last = client.now().lastMsn();
        for (String query : List.of(
                "_HLS_msn=" + (last + 8),
                "_HLS_msn=" + last + "&_HLS_part=500",
                "_HLS_part=1",
                "_HLS_msn=",
                "_HLS_msn=-1",
                "_HLS_msn=1e3",
                "_HLS_msn=99999999999999999999",
                "_HLS_msn=" + last + "&_HLS_part=x")) {
            assertThat(client.reload(query).status()).as(query).isEqualTo(400);
        }
    }

    // ---- 4: delta updates (6.2.5.1)

    @Test
    void delta_leavesOutWhatIsOlderThanTheSkipBoundary_andAddsUpToTheWhole() {
        for (String skip : List.of("YES", "v2")) {
            MediaPlaylist before = client.now();
            Answer whole = client.after(before, "");
            Answer part = client.get(URI.create(whole.response().uri() + "&_HLS_skip=" + skip));
            MediaPlaylist full = whole.playlist();
            MediaPlaylist delta = part.playlist();

            assertThat(delta.version()).isGreaterThanOrEqualTo(9);
            assertThat(delta.skipped()).isPositive();
            assertThat(full.skipped()).isZero();
            Map<String, Segment> known = new HashMap<>();
            full.segments().forEach(segment -> known.put(segment.uri(), segment));
            double behind = delta.duration();
            assertThat(behind).isGreaterThanOrEqualTo(delta.control().number("CAN-SKIP-UNTIL"));
            for (Segment segment : delta.segments()) {
                Segment same = known.get(segment.uri());
                if (same != null) {
                    assertThat(segment.msn()).as(segment.uri()).isEqualTo(same.msn());
                    assertThat(segment.duration()).isEqualTo(same.duration());
                    assertThat(segment.date()).isEqualTo(same.date());
                }
            }
            assertThat(delta.mediaSequence()).isGreaterThanOrEqualTo(full.mediaSequence());
        }
    }

    // ---- 5: preload hints (4.4.5.3, 6.2.6)

    @Test
    void hint_isThereInEachVersion_oncePerType_andBecomesAPart() {
        Map<String, Integer> listedAt = new HashMap<>();
        for (int i = 0; i < versions.size(); i++) {
            MediaPlaylist playlist = versions.get(i);
            int version = i;
            playlist.parts().forEach(part -> listedAt.putIfAbsent(part.uri(), version));
            assertThat(playlist.hints().stream().map(hint -> hint.values().get("TYPE")))
                    .doesNotHaveDuplicates()
                    .contains("PART");
            assertThat(playlist.parts()).extracting(Part::uri).doesNotContain(playlist.hintedPart());
        }
        for (int i = 0; i + 2 < versions.size(); i++) {
            assertThat(listedAt)
                    .as("what version " + i + " hints")
                    .containsKey(versions.get(i).hintedPart());
        }
    }

    @Test
    void hintedPart_isHeldAndSentWhole_andWhatNobodyHintedIs404() throws Exception {
        MediaPlaylist now = client.now();
        CompletableFuture<Answer> held = client.held(now.hintedPart());
        Answer part = held.get(60, TimeUnit.SECONDS);

        assertThat(part.status()).isEqualTo(200);
        assertThat(part.bytes()).isEqualTo(client.media(now.hintedPart()).bytes());
        assertThat(client.now().parts()).extracting(Part::uri).contains(now.hintedPart());
        assertThat(client.media("source.p1.m4s").status()).isEqualTo(404);
        assertThat(client.media("nothing").status()).isEqualTo(404);
    }

    // ---- 6: rendition reports (4.4.5.4)

    @Test
    void everyOtherRendition_isReported_withItsLastSegmentAndPart() {
        String index = new HlsClient(HTTP, server.url() + "/live/show/index.m3u8")
                .reload("")
                .text();
        List<String> playlists =
                index.lines().filter(line -> !line.startsWith("#")).toList();
        for (MediaPlaylist playlist : versions) {
            assertThat(playlist.reports()).hasSize(playlists.size() - 1);
            for (Attributes report : playlist.reports()) {
                assertThat(report.number("LAST-MSN")).isCloseTo(playlist.lastMsn(), within(1.0));
                assertThat(report.has("LAST-PART")).isTrue();
            }
        }
    }

    // ---- 7: parts near the live edge alone, dates, and segments that are their parts (6.2.2, 4.4.4.6)

    @Test
    void parts_areListedForThreeTargetDurations_andNotForLonger() {
        MediaPlaylist last = versions.getLast();
        double behind = last.duration();
        for (Segment segment : last.segments()) {
            behind -= segment.duration();
            if (behind > 3.0 * last.targetDuration()) {
                assertThat(segment.parts()).as(segment.uri()).isEmpty();
            } else if (behind + segment.duration() < 3.0 * last.targetDuration()) {
                assertThat(segment.parts()).as(segment.uri()).isNotEmpty();
            }
        }
    }

    @Test
    void segment_isItsPartsJoined_andItsPartsAddUpToItsDuration() {
        MediaPlaylist now = client.now();
        for (Segment segment :
                now.segments().subList(now.segments().size() - 3, now.segments().size())) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            segment.parts()
                    .forEach(part -> joined.writeBytes(client.media(part.uri()).bytes()));
            assertThat(client.media(segment.uri()).bytes()).isEqualTo(joined.toByteArray());
            assertThat(segment.parts().stream().mapToDouble(Part::duration).sum())
                    .isCloseTo(segment.duration(), within(0.04));
        }
    }

    @Test
    void programDateTime_growsWithTheSegments_andIsNearTheWallClock() {
        MediaPlaylist last = versions.getLast();
        List<Segment> segments = last.segments();
        for (int i = 1; i < segments.size(); i++) {
            Instant before = segments.get(i - 1).date().orElseThrow();
            Instant now = segments.get(i).date().orElseThrow();
            assertThat(Duration.between(before, now).toNanos() / 1e9)
                    .isCloseTo(segments.get(i - 1).duration(), within(2 * MILLISECOND));
        }
        assertThat(Duration.between(segments.getLast().date().orElseThrow(), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void playlist_onlyGrowsAtTheEndAndShrinksAtTheFront() {
        Map<Long, Segment> seen = new HashMap<>();
        long first = 0;
        long discontinuity = 0;
        for (MediaPlaylist playlist : versions) {
            assertThat(playlist.mediaSequence()).isGreaterThanOrEqualTo(first);
            assertThat(playlist.discontinuitySequence()).isGreaterThanOrEqualTo(discontinuity);
            first = playlist.mediaSequence();
            discontinuity = playlist.discontinuitySequence();
            for (Segment segment : playlist.segments()) {
                Segment known = seen.putIfAbsent(segment.msn(), segment);
                if (known != null) {
                    assertThat(segment.uri()).isEqualTo(known.uri());
                    assertThat(segment.duration()).isEqualTo(known.duration());
                    assertThat(segment.date()).isEqualTo(known.date());
                    assertThat(segment.map()).isEqualTo(known.map());
                }
            }
        }
        assertThat(versions.getLast().mediaSequence())
                .as("segments have left")
                .isGreaterThan(versions.getFirst().mediaSequence());
        assertThat(versions.getLast().duration())
                .isGreaterThanOrEqualTo(3.0 * versions.getLast().targetDuration());
        long gone = versions.getLast().mediaSequence() - 1;
        assertThat(client.media(Optional.ofNullable(seen.get(gone))
                                .orElseThrow()
                                .uri())
                        .status())
                .as("a segment that has just left can still be had")
                .isIn(200, 404);
    }

    // ---- 9: caching, compression, origins

    @Test
    void headers_letCachesKeepWhatNeverChanges_andNothingElse() {
        MediaPlaylist now = client.now();
        assertThat(client.reload("").header("Cache-Control")).isEqualTo("no-cache");
        assertThat(client.reload("").header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(client.after(now, "").header("Cache-Control")).contains("s-maxage=24");
        String part = now.segments().getLast().parts().getFirst().uri();
        assertThat(client.media(part).header("Cache-Control")).contains("max-age=", "immutable");
        assertThat(client.media(part).header("Content-Type")).isEqualTo("video/mp4");
        assertThat(client.media(part).header("Access-Control-Allow-Origin")).isEqualTo("*");
        Answer packed = client.get(client.resolve("source.m3u8"), "Accept-Encoding", "gzip");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.header("Vary")).contains("Accept-Encoding");
        assertThat(packed.playlist().segments()).isNotEmpty();
        assertThat(packed.bytes().length).isLessThan(packed.text().length() / 3);
    }

    // ---- the multivariant playlist (4.4.6.2)

    @Test
    void multivariant_namesCodecsSizeRateAndBandwidth_asTheyAre() {
        String text = new HlsClient(HTTP, server.url() + "/live/show/index.m3u8")
                .reload("")
                .text();
        List<Attributes> variants = text.lines()
                .filter(line -> line.startsWith("#EXT-X-STREAM-INF:"))
                .map(line -> Attributes.parse(line.substring(line.indexOf(':') + 1)))
                .toList();
        Attributes source = variants.getFirst();
        assertThat(source.quoted("CODECS")).contains("avc1.").contains("mp4a.40.2");
        assertThat(source.values()).containsEntry("RESOLUTION", "640x360");
        assertThat(source.number("FRAME-RATE")).isCloseTo(25, within(0.5));
        double peak = 0;
        for (Segment segment : client.now().segments()) {
            Answer media = client.media(segment.uri());
            if (media.status() == 200) {
                peak = Math.max(peak, media.bytes().length * 8 / segment.duration());
            }
        }
        assertThat(source.number("BANDWIDTH")).isGreaterThanOrEqualTo(peak * 0.95);
    }

    // ---- others' players as judges

    @Test
    void ffprobe_readsItAsAPlainPlaylist() throws Exception {
        Process probe = new ProcessBuilder(
                        "ffprobe",
                        "-v",
                        "error",
                        "-read_intervals",
                        "%+3",
                        "-count_packets",
                        "-show_entries",
                        "stream=codec_name,nb_read_packets",
                        "-of",
                        "compact",
                        server.url() + "/live/show/index.m3u8")
                .redirectErrorStream(true)
                .start();
        String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(probe.waitFor()).as(output).isZero();
        assertThat(output).contains("h264").contains("aac");
    }

    // ---- 10: breaks, gaps and offers

    @Test
    void publisherThatComesBack_isADiscontinuityWithAMapAndADate_andWhatIsMissingIsAGap() {
        Api owner = server.api().liveEvent("blip");
        String key = owner.streamKey("blip");
        MediaPlaylist before;
        HlsClient blip;
        try (Encoder first = Encoder.publish(server, key)) {
            blip = client("blip");
            before = blip.now();
            first.kill();
        }
        HlsClient of = blip;
        await().atMost(LIMIT).until(() -> of.now().segments().stream().anyMatch(Segment::gap));
        try (Encoder second = Encoder.publish(server, key)) {
            await().atMost(LIMIT)
                    .until(() -> of.now().segments().stream().anyMatch(Segment::discontinuity) && second.isAlive());
            MediaPlaylist after = of.now();
            List<Segment> segments = after.segments();
            int at = 0;
            while (!segments.get(at).discontinuity()) {
                at++;
            }
            Segment back = segments.get(at);
            Segment lost = segments.get(at - 1);
            assertThat(lost.gap()).isTrue();
            assertThat(of.media(lost.uri()).status()).isEqualTo(404);
            assertThat(back.map()).isNotEqualTo(segments.getFirst().map());
            assertThat(of.media(back.map().orElseThrow()).status()).isEqualTo(200);
            assertThat(after.mediaSequence()).isGreaterThanOrEqualTo(before.mediaSequence());
            assertThat(after.discontinuitySequence()).isEqualTo(before.discontinuitySequence());
            assertThat(Duration.between(lost.date().orElseThrow(), back.date().orElseThrow())
                                    .toNanos()
                            / 1e9)
                    .as("dates go on over the gap")
                    .isCloseTo(lost.duration(), within(1.0));
        }
    }

    @Test
    void offer_isADateRangeFromItsPicture() {
        Api owner = server.api();
        owner.post(
                        "/api/v1/events/show/products",
                        "id",
                        "lamp",
                        "title",
                        "Moon lamp",
                        "price",
                        Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        10)
                .must(201);
        String cue = owner.post("/api/v1/events/show/cues", "type", "offer", "product", "lamp", "seconds", 30)
                .must(201)
                .text("cue");
        await().atMost(LIMIT).until(() -> !client.now().dates().isEmpty());
        MediaPlaylist playlist = client.now();
        Attributes range = playlist.dates().getFirst();

        assertThat(range.quoted("ID")).isEqualTo("cue-" + cue);
        assertThat(range.quoted("X-DEV-VITRINE-PRODUCT")).isEqualTo("lamp");
        assertThat(range.number("PLANNED-DURATION")).isPositive();
        Instant from = Instant.parse(range.quoted("START-DATE"));
        assertThat(from).isAfter(playlist.segments().getFirst().date().orElseThrow());
        assertThat(Duration.between(from, Instant.now())).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void eventWithoutAPicture_is404_andAnEventThatIsNot_too() throws IOException {
        server.api().liveEvent("dark");
        assertThat(server.api("").get("/live/dark/index.m3u8").status()).isEqualTo(404);
        assertThat(server.api("").get("/live/nowhere/index.m3u8").status()).isEqualTo(404);
    }
}
