package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.StreamState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real encoder that speaks Enhanced RTMP, and a real decoder that plays what viewers would get. */
class EnhancedRtmpTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EngineFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new EngineFixture(directory);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void hevcAndOpus_arriveWhole() throws Exception {
        publish("-i", sample(FlvFile.HEVC_OPUS), "-c", "copy");

        assertThat(config()).contains("hvc1.1.6.L30.90,opus");
        assertThat(played()).contains("hevc,160,90,45").contains("opus,7");
    }

    @Test
    void av1AndOpus_encodedOnTheSpot_arriveWhole() throws Exception {
        publish(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=160x90:rate=30:duration=2",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000:duration=2",
                "-c:v",
                "libaom-av1",
                "-cpu-used",
                "8",
                "-usage",
                "realtime",
                "-g",
                "30",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "libopus",
                "-b:a",
                "32k");

        assertThat(config()).contains("av01.0.00M.08,opus");
        assertThat(played()).contains("av1,160,90,60").contains("opus,1");
    }

    @Test
    void h264AndAac_arriveWhole_asBefore() throws Exception {
        publish(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=160x90:rate=30:duration=2",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000:duration=2",
                "-c:v",
                "libopenh264",
                "-g",
                "30",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac");

        assertThat(config()).contains("avc1.").contains("mp4a.40.2");
        assertThat(played()).contains("h264,160,90,60").contains("aac,9");
    }

    @Test
    void vp9_isTurnedAwayByName() throws Exception {
        try (Ffmpeg.Run encoder = Ffmpeg.start(
                directory,
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=160x90:rate=30:duration=20",
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "realtime",
                "-cpu-used",
                "8",
                "-f",
                "flv",
                address())) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(fixture.host.changes())
                            .anyMatch(change ->
                                    change.why().startsWith("The video is VP9; H.264, HEVC or AV1 is needed.")));
            encoder.await();
        }
    }

    private void publish(String... input) throws Exception {
        String[] arguments = new String[input.length + 6];
        arguments[0] = "-loglevel";
        arguments[1] = "warning";
        arguments[2] = "-re";
        System.arraycopy(input, 0, arguments, 3, input.length);
        arguments[input.length + 3] = "-f";
        arguments[input.length + 4] = "flv";
        arguments[input.length + 5] = address();
        try (Ffmpeg.Run encoder = Ffmpeg.start(directory, arguments)) {
            assertThat(encoder.await()).as(encoder.said()).isZero();
        }
        await().atMost(LIMIT)
                .until(() -> fixture.engine
                        .status("drop")
                        .filter(status -> status.state() != StreamState.LIVE)
                        .isPresent());
        assertThat(fixture.port.complaints()).isEmpty();
    }

    private String played() throws Exception {
        Path file = Files.write(directory.resolve("viewer.mp4"), fixture.file());
        return Ffmpeg.streams(directory, file);
    }

    private String config() {
        return fixture.units.stream()
                .filter(unit -> unit.kind() == MediaUnit.Kind.CONFIG)
                .map(unit -> StandardCharsets.UTF_8
                        .decode(unit.payload().duplicate())
                        .toString())
                .findFirst()
                .orElse("");
    }

    private String address() {
        return "rtmp://127.0.0.1:" + fixture.port.port() + "/live/key-of-drop";
    }

    private static String sample(String resource) throws Exception {
        return Path.of(Objects.requireNonNull(FlvFile.class.getResource(resource))
                        .toURI())
                .toString();
    }
}
