package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import dev.vitrine.media.engine.rtmp.RtmpStage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EngineFixture fixture;
    private RtmpStage stage;

    @BeforeEach
    void start() throws IOException {
        fixture = new EngineFixture(directory);
        stage = new RtmpStage();
        fixture.host.network(url -> SocketOutbound.to(stage.port()));
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        fixture.close();
    }

    @Test
    void rtmpSource_isTheEventsPicture_andComesBackAfterACut() throws Exception {
        fixture.engine.pull("drop", List.of(rtmp("primary", RtmpStage.NAME)));
        stage.play();
        await().atMost(LIMIT).until(() -> fixture.units.size() > 100 && state("primary") == State.PLAYING);
        assertThat(streamState()).isEqualTo(StreamState.LIVE);

        stage.cut();
        await().atMost(LIMIT).until(() -> stage.calls() > 1);
        await().atMost(LIMIT).until(() -> {
            stage.play(); // the one who was cut off takes a round with it
            return state("primary") == State.PLAYING && streamState() == StreamState.LIVE;
        });
        await().atMost(LIMIT).until(() -> fixture.host.links().size() == 3);

        assertThat(fixture.host.changes())
                .extracting(change -> change.status().state())
                .as("a cut is a state like that of any publisher")
                .contains(StreamState.LIVE, StreamState.GRACE);
        assertThat(fixture.host.links())
                .extracting(MediaLink::state)
                .containsExactly(State.PLAYING, State.WAITING, State.PLAYING);

        fixture.engine.pull("drop", List.of());
        await().atMost(LIMIT).until(() -> fixture.engine.links("drop").isEmpty() && streamState() == StreamState.SLATE);
        assertThat(fixture.host.links().getLast().state()).isEqualTo(State.ENDED);
    }

    @Test
    void rtmpSourceThatDoesNotExist_isNamedOnceWithoutItsSecretName_andTriedAgain() {
        fixture.engine.pull("drop", List.of(rtmp("primary", "no-such-stream")));
        await().atMost(LIMIT).until(() -> stage.calls() >= 3);

        assertThat(fixture.host.links()).singleElement().satisfies(link -> {
            assertThat(link.state()).isEqualTo(State.WAITING);
            assertThat(link.why())
                    .contains("NetStream.Play.StreamNotFound")
                    .contains("check the address")
                    .doesNotContain("no-such-stream");
        });
        assertThat(fixture.engine.status("drop")).isEmpty();
    }

    @Test
    void srtSource_isTheEventsPicture_andComesBackAfterACut() throws Exception {
        byte[] sample = sample();
        try (TsPort there = new TsPort(caller -> {
            caller.out().write(sample);
            caller.in().read(); // until it is cut
        })) {
            fixture.host.network(url -> SocketOutbound.to(there.port()));
            fixture.engine.pull("drop", List.of(srt()));
            await().atMost(LIMIT).until(() -> state("primary") == State.PLAYING && fixture.units.size() > 20);
            assertThat(streamState()).isEqualTo(StreamState.LIVE);

            there.cut();
            await().atMost(LIMIT).until(() -> there.calls() > 1 && state("primary") == State.PLAYING);
        }
        assertThat(fixture.host.links())
                .extracting(MediaLink::state)
                .startsWith(State.PLAYING, State.WAITING, State.PLAYING);
        assertThat(fixture.host.links())
                .allSatisfy(link -> assertThat(link.toString()).doesNotContain("secret-id"));
    }

    @Test
    void srtSourceThatHangsUp_orIsNotThere_isNamedOnce_andTriedAgain() throws Exception {
        try (TsPort there = new TsPort(caller -> {})) {
            fixture.host.network(url -> SocketOutbound.to(there.port()));
            fixture.engine.pull("drop", List.of(srt()));
            await().atMost(LIMIT).until(() -> there.calls() >= 3);
        }
        assertThat(fixture.host.links()).singleElement().satisfies(link -> {
            assertThat(link.state()).isEqualTo(State.WAITING);
            assertThat(link.why()).contains("hung up").contains("stream id");
        });
        assertThat(fixture.engine.status("drop")).isEmpty();
    }

    @Test
    void source_whileSomebodyPublishes_waitsForItsTurn() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            send(client, 0);
            await().atMost(LIMIT).until(() -> streamState() == StreamState.LIVE);
            fixture.engine.pull("drop", List.of(rtmp("primary", RtmpStage.NAME)));
            stage.play();
            await().atMost(LIMIT).until(() -> {
                send(client, stage.calls() + 1);
                return state("primary") == State.WAITING;
            });
            assertThat(fixture.host.links().getFirst().why()).contains("already publishing event \"drop\"");
            assertThat(streamState()).isEqualTo(StreamState.LIVE);
        }
        await().atMost(LIMIT).until(() -> {
            stage.play();
            return state("primary") == State.PLAYING;
        });
    }

    @Test
    void backupSource_takesOverWhenThePublisherIsLost() throws Exception {
        Files.writeString(
                Files.createDirectories(directory.resolve("recordings")).resolve("loop.mp4"), "film");
        fixture.engine.pull("drop", List.of(files("backup", true, "loop.mp4")));
        try (RtmpClient client = fixture.publisher()) {
            send(client, 0);
            await().atMost(LIMIT).until(() -> {
                send(client, fixture.units.size());
                return state("backup") == State.PLAYING && streamState() == StreamState.LIVE;
            });
        }
        await().atMost(LIMIT).until(() -> streamState() == StreamState.BACKUP);
        assertThat(fixture.engine.status("drop").orElseThrow().width()).isEqualTo(1280);
    }

    @Test
    void playlist_playsWithoutABreak_leavesOutWhatIsMissing_andEnds() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("recordings"));
        Files.writeString(folder.resolve("one.mp4"), "film");
        Files.writeString(folder.resolve("two.mp4"), "film");
        PullSource playlist =
                new PullSource("primary", false, "the playlist", "", List.of("one.mp4", "gone.mp4", "two.mp4"), false);
        fixture.engine.pull("drop", List.of(playlist));

        await().atMost(LIMIT).until(() -> state("primary") == State.ENDED);

        assertThat(fixture.units)
                .filteredOn(unit -> unit.kind() == MediaUnit.Kind.MEDIA)
                .as("half a second of each, 100 pictures a second")
                .hasSizeGreaterThanOrEqualTo(100);
        assertThat(fixture.units)
                .filteredOn(unit -> unit.kind() == MediaUnit.Kind.INIT)
                .as("one stretch for both files, and the slate's")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(fixture.host.links()).extracting(MediaLink::state).containsExactly(State.PLAYING, State.ENDED);
        assertThat(fixture.host.links().getFirst().why())
                .contains("\"one.mp4\"")
                .contains("There is no file \"gone.mp4\"");
    }

    @Test
    void foreignFile_isRemarkedOn_andThatIsNewsOnce() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("recordings"));
        Files.writeString(folder.resolve("one.mp4"), "film");
        Files.writeString(folder.resolve("two.webm"), "film");
        List<String> names = List.of("one.mp4", "two.webm", "one.mp4", "two.webm");
        fixture.engine.pull("drop", List.of(new PullSource("primary", false, "the playlist", "", names, false)));

        await().atMost(LIMIT).until(() -> state("primary") == State.ENDED);

        assertThat(fixture.host.links())
                .extracting(MediaLink::why)
                .containsExactly(
                        "Plays \"one.mp4\".",
                        "Plays \"two.webm\". It is encoded anew.",
                        "the playlist has been played to its end.");
    }

    @Test
    void hlsSource_isPlayedToItsEnd_fromItsBestVariant() throws Exception {
        byte[] ts = sample();
        int half = ts.length / 2 / 188 * 188;
        fixture.host.web(Map.of(
                "https://there/master.m3u8",
                text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\nlow.m3u8\n"
                        + "#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=900000\nbest/media.m3u8\n"),
                "https://there/best/media.m3u8",
                text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.4,\none.ts\n#EXTINF:0.4,\ntwo.ts\n#EXT-X-ENDLIST\n"),
                "https://there/best/one.ts",
                Arrays.copyOf(ts, half),
                "https://there/best/two.ts",
                Arrays.copyOfRange(ts, half, ts.length)));
        fixture.engine.pull("drop", List.of(hls("https://there/master.m3u8")));

        await().atMost(LIMIT).until(() -> state("primary") == State.ENDED);

        assertThat(fixture.host.links()).extracting(MediaLink::state).containsExactly(State.PLAYING, State.ENDED);
        assertThat(fixture.units)
                .filteredOn(unit -> unit.kind() == MediaUnit.Kind.MEDIA)
                .hasSizeGreaterThan(40);
        assertThat(fixture.host.changes().getFirst().status().videoCodec()).startsWith("avc1.");
    }

    @Test
    void hlsSource_thatIsNone_isNamed() {
        fixture.host.web(Map.of(
                "https://there/page",
                text("<html>"),
                "https://there/fmp4.m3u8",
                text("#EXTM3U\n#EXT-X-MAP:URI=\"page\"\n#EXTINF:1,\npage\n"),
                "https://there/drm.m3u8",
                text("#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\"\n#EXTINF:1,\npage\n"),
                "https://there/empty.m3u8",
                text("#EXTM3U\n#EXT-X-ENDLIST\n")));
        Map<String, String> sentences = Map.of(
                "https://there/gone.m3u8", "answers 404",
                "https://there/page", "no HLS playlist",
                "https://there/fmp4.m3u8", "without a \"moov\"",
                "https://there/drm.m3u8", "is protected (SAMPLE-AES)",
                "https://there/empty.m3u8", "no segment");
        sentences.forEach((url, sentence) -> {
            fixture.engine.pull("drop", List.of(hls(url)));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(fixture.engine.links("drop"))
                            .singleElement()
                            .satisfies(link -> assertThat(link.why()).contains(sentence)));
        });
        assertThat(fixture.engine.status("drop")).isEmpty();
    }

    @Test
    void files_thatCannotBePlayed_areNamed() throws Exception {
        Files.writeString(
                Files.createDirectories(directory.resolve("recordings")).resolve("broken.mp4"), "?");
        fixture.engine.pull("drop", List.of(files("primary", false, "broken.mp4"), files("backup", true, "gone.mp4")));
        await().atMost(LIMIT).until(() -> fixture.host.links().size() == 2);
        assertThat(fixture.host.links())
                .extracting(MediaLink::why)
                .containsExactlyInAnyOrder("\"broken.mp4\" is no film.", "There is no file \"gone.mp4\".");
    }

    private State state(String id) {
        return fixture.engine.links("drop").stream()
                .filter(link -> link.id().equals(id))
                .map(MediaLink::state)
                .findFirst()
                .orElse(State.IDLE);
    }

    private StreamState streamState() {
        return fixture.engine.status("drop").map(status -> status.state()).orElse(StreamState.OFFLINE);
    }

    private static PullSource rtmp(String id, String stream) {
        return new PullSource(id, false, "rtmp://there/live/…", "rtmp://there/live/" + stream, List.of(), false);
    }

    private static PullSource srt() {
        return new PullSource(
                "primary", false, "srt://there:9000", "srt://there:9000?streamid=secret-id", List.of(), false);
    }

    private static byte[] sample() throws IOException {
        try (InputStream sample = Objects.requireNonNull(PullTest.class.getResourceAsStream("/sample.ts"))) {
            return sample.readAllBytes();
        }
    }

    private static PullSource hls(String url) {
        return new PullSource("primary", false, "https://there/…", url, List.of(), false);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static PullSource files(String id, boolean backup, String file) {
        return new PullSource(id, backup, "\"" + file + "\"", "", List.of(file), true);
    }

    private static void send(RtmpClient client, int round) throws IOException {
        for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
            client.send(new FlvFile.Tag(tag.type(), tag.timestamp() + round * 2_000, tag.payload()));
        }
    }
}
