package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HlsPullTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String THERE = "https://there/live/";
    private static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private EngineFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new EngineFixture(directory.resolve("here"));
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void anotherEnginesLiveStream_isPlayedFromItsPlaylist() throws Exception {
        try (EngineFixture origin = new EngineFixture(directory.resolve("there"));
                RtmpClient encoder = origin.publisher()) {
            for (int round = 0; round < 4; round++) {
                for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
                    encoder.send(new FlvFile.Tag(tag.type(), tag.timestamp() + round * 2_000, tag.payload()));
                }
            }
            fixture.host.web(url -> answer(origin, url));
            fixture.engine.pull("drop", List.of(source("index.m3u8")));

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(media())
                            .as(fixture.host.links().toString())
                            .isGreaterThan(60));
            assertThat(fixture.engine.status("drop").orElseThrow())
                    .satisfies(status -> assertThat(status.videoCodec()).startsWith("avc1."))
                    .satisfies(status -> assertThat(status.audioCodec()).isEqualTo("mp4a.40.2"));
            fixture.engine.pull("drop", List.of());
        }
    }

    @Test
    void foreignFragments_inStretchesOfAFile_withTheirSoundApart_arePlayedToTheEnd() throws Exception {
        ffmpeg(
                "-hls_segment_type",
                "fmp4",
                "-hls_flags",
                "single_file",
                "-var_stream_map",
                "v:0,agroup:sound a:0,agroup:sound,default:yes",
                "%v.m3u8");
        assertThat(Files.readString(folder().resolve("0.m3u8"))).contains("#EXT-X-MAP", "#EXT-X-BYTERANGE");
        Files.writeString(
                folder().resolve("index.m3u8"),
                "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"one\",DEFAULT=YES,URI=\"1.m3u8\"\n"
                        + "#EXT-X-STREAM-INF:BANDWIDTH=9000000,CODECS=\"dvh1.05.06,ec-3\"\ngone.m3u8\n"
                        + "#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS=\"avc1.4d400b,mp4a.40.2\",AUDIO=\"sound\"\n"
                        + "0.m3u8\n");

        playedToTheEnd("index.m3u8");
        assertThat(fixture.host.changes().getFirst().status().audioCodec()).isEqualTo("mp4a.40.2");
    }

    @Test
    void encryptedSegments_areDecryptedWithTheKeyThatIsFetched() throws Exception {
        Files.write(Files.createDirectories(folder()).resolve("one.key"), KEY);
        Path info = directory.resolve("key-info");
        Files.writeString(info, "one.key\n" + folder().resolve("one.key") + "\n000102030405060708090a0b0c0d0e0f\n");
        ffmpeg("-hls_segment_type", "mpegts", "-hls_key_info_file", info.toString(), "index.m3u8");
        assertThat(Files.readString(folder().resolve("index.m3u8"))).contains("METHOD=AES-128");

        playedToTheEnd("index.m3u8");
        assertThat(fetched.stream().filter(url -> url.endsWith("one.key"))).hasSize(1);
    }

    private void playedToTheEnd(String playlist) {
        fixture.host.web(url -> {
            fetched.add(url);
            Path file = folder().resolve(url.substring(THERE.length()));
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        });
        fixture.engine.pull("drop", List.of(source(playlist)));
        await().atMost(LIMIT)
                .until(() -> fixture.engine.links("drop").stream()
                        .anyMatch(link -> link.state() == State.ENDED || link.state() == State.WAITING));
        assertThat(fixture.host.links())
                .as(fixture.host.links().toString())
                .extracting(MediaLink::state)
                .containsExactly(State.PLAYING, State.ENDED);
        assertThat(media())
                .as("60 pictures and 94 frames of sound, less some at both ends")
                .isBetween(130L, 160L);
        assertThat(fixture.host.changes().getFirst().status().videoCodec()).startsWith("avc1.");
    }

    private long media() {
        return fixture.units.stream()
                .filter(unit -> unit.kind() == MediaUnit.Kind.MEDIA)
                .count();
    }

    private Path folder() {
        return directory.resolve("web");
    }

    private void ffmpeg(String... options) throws Exception {
        Files.createDirectories(folder());
        Path film = directory.resolve("film.flv");
        try (InputStream sample = Objects.requireNonNull(HlsPullTest.class.getResourceAsStream(FlvFile.SAMPLE))) {
            Files.copy(sample, film);
        }
        List<String> command = new ArrayList<>(List.of(
                "-v",
                "error",
                "-i",
                film.toString(),
                "-map",
                "0:v",
                "-map",
                "0:a",
                "-c",
                "copy",
                "-f",
                "hls",
                "-hls_time",
                "0.5",
                "-hls_playlist_type",
                "vod"));
        command.addAll(List.of(options));
        command.set(command.size() - 1, folder().resolve(command.getLast()).toString());
        try (Ffmpeg.Run run = Ffmpeg.start(directory, command.toArray(String[]::new))) {
            assertThat(run.await()).as(run.said()).isZero();
        }
    }

    private static Optional<byte[]> answer(EngineFixture origin, String url) throws IOException {
        HlsAnswer answer = origin.engine.hls(new HlsRequest("drop", url.substring(url.lastIndexOf('/') + 1), Map.of()));
        if (answer instanceof HlsAnswer.Later later) {
            answer = later.stage().toCompletableFuture().join();
        }
        return switch (answer) {
            case HlsAnswer.Playlist playlist -> Optional.of(bytes(List.of(playlist.text())));
            case HlsAnswer.Media media -> Optional.of(bytes(media.bytes()));
            case HlsAnswer.Stored stored -> {
                try (InputStream in = Files.newInputStream(stored.path())) {
                    yield Optional.of(in.readNBytes((int) stored.length()));
                }
            }
            default -> Optional.empty();
        };
    }

    private static byte[] bytes(List<ByteBuffer> buffers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static PullSource source(String playlist) {
        return new PullSource("primary", false, "https://there/…", THERE + playlist, List.of(), false);
    }
}
