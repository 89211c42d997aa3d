package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtsp.RtspStage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtspPullTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private EngineFixture fixture;
    private RtspStage stage;

    @BeforeEach
    void start() throws IOException {
        fixture = new EngineFixture(directory);
        stage = new RtspStage();
        fixture.host.network(url -> {
            dialled.add(url);
            return SocketOutbound.to(stage.port());
        });
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        fixture.close();
    }

    @Test
    void rtspSource_behindAPassword_isTheEventsPicture_andItsSecretsAreNowhere() {
        fixture.engine.pull("drop", List.of(source("opera%20tor:p%40ss%3Aw%2Frd@", "guarded?token=secret")));
        stage.play();
        await().atMost(LIMIT)
                .until(() -> fixture.units.size() > 100
                        && link().startsWith("Gets rtsp://there:8554/….")
                        && state() == State.PLAYING);

        assertThat(fixture.engine.status("drop").orElseThrow())
                .satisfies(status -> assertThat(status.videoCodec()).startsWith("avc1."))
                .satisfies(status -> assertThat(status.audioCodec()).isEqualTo("mp4a.40.2"));
        assertThat(dialled).containsExactly("rtsp://there:8554/");
        assertThat(stage.requests()).noneMatch(line -> line.contains("tor") || line.contains("ss"));
        assertThat(fixture.host.links() + "" + fixture.host.changes()).doesNotContain("p%40ss", "p@ss", "secret");
    }

    @Test
    void rtspSource_ofHevcAndOpus_isPlayed_alsoWhereTheServerLeadsOnTo() {
        fixture.engine.pull("drop", List.of(source("", "hevc")));
        stage.play();
        await().atMost(LIMIT).until(() -> fixture.units.size() > 80);
        assertThat(fixture.engine.status("drop").orElseThrow())
                .satisfies(status -> assertThat(status.videoCodec()).startsWith("hvc1."))
                .satisfies(status -> assertThat(status.audioCodec()).isEqualTo("opus"));

        fixture.engine.pull("drop", List.of(source("", "moved")));
        stage.play();
        await().atMost(LIMIT)
                .until(() ->
                        fixture.engine.status("drop").orElseThrow().videoCodec().startsWith("avc1."));
    }

    @Test
    void rtspSource_thatCannotBePlayed_isRefusedInASentence() {
        Map<String, String> sentences = Map.of(
                "gone", "has no such stream (404)",
                "udp", "switch on RTP over RTSP (TCP)",
                "jpeg", "picture is JPEG, and H.264 and HEVC are taken",
                "guarded", "write them into the address: rtsp://USER:PASSWORD@HOST/PATH");
        sentences.forEach((path, sentence) -> {
            fixture.engine.pull("drop", List.of(source("", path)));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(link()).contains(sentence));
        });
        fixture.engine.pull("drop", List.of(source("operator:wrong@", "guarded")));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(link()).contains("does not accept the user name and password"));
        assertThat(fixture.engine.status("drop")).isEmpty();
    }

    @Test
    void rtspSource_withSoundThatNobodyPlays_isPlayedWithoutAndSaysSo() {
        fixture.engine.pull("drop", List.of(source("", "mute")));
        stage.play();
        await().atMost(LIMIT).until(() -> fixture.units.size() > 50);
        assertThat(link()).contains("Its sound, G.711 (PCMU), is left out: AAC");
        assertThat(fixture.engine.status("drop").orElseThrow().audioCodec()).isEmpty();
    }

    private String link() {
        return fixture.engine.links("drop").stream()
                .map(link -> link.why())
                .findFirst()
                .orElse("");
    }

    private State state() {
        return fixture.engine.links("drop").getFirst().state();
    }

    private static PullSource source(String who, String path) {
        return new PullSource(
                "primary", false, "rtsp://there:8554/…", "rtsp://" + who + "there:8554/" + path, List.of(), false);
    }
}
