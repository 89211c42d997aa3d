package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.RtspCamera;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real encoders: keys, codecs, garbage, and what becomes of the picture. */
class PublishIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final List<String> H264 =
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac");

    /** As a phone or an editor's export has it: 10 bit, and what the brand had at hand for sound. */
    private static final List<String> HEVC = List.of(
            "-c:v",
            "libx265",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p10le",
            "-tag:v",
            "hvc1",
            "-c:a",
            "libmp3lame");

    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-publish");
        // Where pictures are forwarded to in these tests is this machine, which nobody may reach through a server else.
        Files.writeString(
                Files.createDirectories(data.resolve("policies")).resolve("outbound.yaml"),
                "trustedHosts: [127.0.0.1]\n");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    private static String stream(String event) {
        return server.api().streamState(event);
    }

    @Test
    void publish_appearsOnTheSocketWithKeyFrameFirst_andBecomesAClip() throws Exception {
        Api owner = server.api().liveEvent("camera");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("camera"));
                MediaTap tap = MediaTap.open(server, "camera")) {
            await().atMost(LIMIT).until(() -> tap.fragments() > 50);
            assertThat(encoder.isAlive()).isTrue();
            assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2");
            assertThat(stream("camera")).isEqualTo("LIVE");
            try (MediaTap late = MediaTap.open(server, "camera")) {
                await().atMost(LIMIT).until(() -> late.fragments() > 5);
                assertThat(late.firstFragmentIsKey())
                        .as("a joiner starts with a key frame")
                        .isTrue();
            }
            await().atMost(LIMIT)
                    .until(() -> server.api("").get("/live/camera/thumb.jpg").status() == 200);

            String clip =
                    owner.post("/api/v1/events/camera/clips", "lastSeconds", 2).text("id");
            await().atMost(LIMIT)
                    .until(() -> owner.get("/api/v1/events/camera/clips/" + clip)
                            .text("state")
                            .equals("ready"));
            byte[] mp4 = server.api("").get("/clips/" + clip + ".mp4").must(200).bytes();
            assertThat(Probe.streams(mp4)).contains("h264").contains("aac");
        }
    }

    @Test
    void publisherLost_keepsViewersConnected_andReturns() {
        Api owner = server.api().liveEvent("blip");
        String key = owner.streamKey("blip");
        try (MediaTap tap = MediaTap.open(server, "blip")) {
            try (Encoder first = Encoder.publish(server, key)) {
                await().atMost(LIMIT).until(() -> tap.fragments() > 20);
                first.kill();
            }
            await().atMost(LIMIT).until(() -> !stream("blip").equals("LIVE"));
            long before = tap.fragments();
            try (Encoder second = Encoder.publish(server, key)) {
                await().atMost(LIMIT).until(() -> tap.fragments() > before + 20 && second.isAlive());
            }
            assertThat(tap.closed())
                    .as("no viewer is closed by a publisher's loss")
                    .isFalse();
            assertThat(tap.timestampsAreMonotonic()).isTrue();
        }
    }

    @Test
    void restream_isTakenByAForeignServer_andByAnotherEventOfThisOne() throws Exception {
        Api owner = server.api().liveEvent("sent");
        server.api().liveEvent("taken");
        String key = owner.streamKey("taken");
        assertThat(owner.post("/api/v1/events/sent/restreams", "url", "rtmp://10.0.0.7/live/" + key)
                        .must(400)
                        .body())
                .contains("not on the public network")
                .doesNotContain(key);
        int port = freePort();
        Path taken = data.resolve("taken.mp4");
        Process foreign = new ProcessBuilder(
                        "ffmpeg",
                        "-hide_banner",
                        "-nostdin",
                        "-loglevel",
                        "error",
                        "-listen",
                        "1",
                        "-i",
                        "rtmp://127.0.0.1:" + port + "/live/their-secret-key",
                        "-t",
                        "2",
                        "-c",
                        "copy",
                        taken.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("sent"))) {
            String here = "rtmp://127.0.0.1:" + server.rtmpPort() + "/live";
            String masked = owner.post("/api/v1/events/sent/restreams", "url", here, "key", key, "label", "Here")
                    .must(201)
                    .body();
            owner.post("/api/v1/events/sent/restreams", "url", "rtmp://127.0.0.1:" + port + "/live/their-secret-key")
                    .must(201);

            await().atMost(LIMIT).until(() -> stream("taken").equals("LIVE"));
            assertThat(foreign.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Probe.streams(Files.readAllBytes(taken)))
                    .contains("h264")
                    .contains("aac");

            assertThat(encoder.isAlive()).isTrue();
            Api.Answer shown = owner.get("/api/v1/events/sent/restreams").must(200);
            assertThat(shown.list("restreams").getFirst().text("state")).isEqualTo("sending");
            assertThat(masked
                            + shown.body()
                            + owner.get("/api/v1/events/sent/log?limit=1000").body()
                            + server.output())
                    .as("answers, log and output")
                    .doesNotContain(key)
                    .doesNotContain("their-secret-key");
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void cameraThatIsAskedByRtsp_isTheEventsPicture_alsoAfterItsConnectionWasCut() throws Exception {
        Api owner = server.api().liveEvent("door");
        try (RtspCamera camera = new RtspCamera();
                MediaTap tap = MediaTap.open(server, "door")) {
            await().atMost(LIMIT).until(camera::isReady);
            owner.put("/api/v1/events/door/sources/primary", "url", camera.url("opera:p%40ss"))
                    .must(200);
            await().atMost(LIMIT).until(() -> tap.fragments() > 50);
            assertThat(stream("door")).isEqualTo("LIVE");
            assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2");
            assertThat(owner.get("/api/v1/events/door/sources").must(200).body())
                    .contains("\"state\":\"playing\"")
                    .doesNotContain("p%40ss");

            camera.cut();
            await().atMost(LIMIT).until(() -> !stream("door").equals("LIVE"));
            await().atMost(LIMIT).until(() -> stream("door").equals("LIVE"));
            long before = tap.fragments();
            await().atMost(LIMIT).until(() -> tap.fragments() > before + 50);
            assertThat(tap.timestampsAreMonotonic()).isTrue();
            assertThat(tap.closed()).as("no viewer is closed").isFalse();
            assertThat(camera.trouble()).isEmpty();
        }
    }

    @Test
    void playlist_isTheEventsPictureUntilItIsCleared() throws Exception {
        Api owner = server.api().liveEvent("channel");
        Path folder = Files.createDirectories(data.resolve("media"));
        film(folder.resolve("one.mp4"), H264);
        film(folder.resolve("two.mkv"), H264);
        film(folder.resolve("foreign.mov"), HEVC);
        assertThat(owner.put("/api/v1/events/channel/sources/primary", "files", List.of("../owner-token"))
                        .must(400)
                        .body())
                .contains("media folder");
        try (MediaTap tap = MediaTap.open(server, "channel")) {
            List<String> files = List.of("one.mp4", "gone.mp4", "two.mkv", "foreign.mov");
            owner.put("/api/v1/events/channel/sources/primary", "files", files).must(200);
            // More than one round: they follow each other, and begin again.
            await().atMost(LIMIT).until(() -> tap.fragments() > 4 * 25);
            assertThat(stream("channel")).isEqualTo("LIVE");
            assertThat(tap.timestampsAreMonotonic()).isTrue();
            assertThat(owner.get("/api/v1/events/channel/sources").must(200).body())
                    .contains("\"state\":\"playing\"")
                    .contains("gone.mp4");
            await("staff is told what is encoded anew")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(owner.get("/api/v1/events/channel/log?limit=1000")
                                    .body())
                            .contains("\\\"foreign.mov\\\" has a picture in HEVC and sound in MP3, which are"
                                    + " encoded anew"));

            Instant now = Instant.now();
            Map<String, Object> current =
                    Map.of("at", now.minus(Duration.ofHours(1)).toString(), "files", List.of("one.mp4"), "loop", true);
            String tomorrow = now.plus(Duration.ofDays(1)).toString();
            Map<String, Object> next = Map.of("at", tomorrow, "files", List.of("two.mkv"));
            assertThat(owner.put(
                                    "/api/v1/events/channel/sources/primary",
                                    "schedule",
                                    List.of(Map.of("at", "tomorrow", "files", List.of("one.mp4"))))
                            .must(400)
                            .body())
                    .contains("schedule[0].at");
            owner.put("/api/v1/events/channel/sources/primary", "schedule", List.of(current, next))
                    .must(200);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(owner.get("/api/v1/events/channel/sources")
                                    .must(200)
                                    .body())
                            .contains("Plays \\\"one.mp4\\\".")
                            .contains("\"next\":{\"at\":\"" + tomorrow));
            assertThat(tap.timestampsAreMonotonic()).isTrue();

            owner.delete("/api/v1/events/channel/sources/primary").must(200);
            await().atMost(LIMIT).until(() -> stream("channel").equals("SLATE"));
            assertThat(tap.closed()).as("no viewer is closed").isFalse();
        }
    }

    /** One second of picture and sound. */
    private static void film(Path target, List<String> codecs) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi"));
        command.addAll(List.of("-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi"));
        command.addAll(List.of("-i", "sine=frequency=440:sample_rate=48000", "-t", "1"));
        command.addAll(codecs);
        command.add(target.toString());
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void wrongKey_isRefusedBeforeAnyMedia() {
        server.api().liveEvent("locked");
        try (Encoder encoder = Encoder.publish(server, "not-the-key")) {
            await().atMost(LIMIT).until(() -> !encoder.isAlive());
            assertThat(stream("locked")).isEqualTo("OFFLINE");
        }
    }

    @Test
    void secondPublisherOnAKey_isRefused_andTheFirstGoesOn() {
        Api owner = server.api().liveEvent("double");
        String key = owner.streamKey("double");
        try (Encoder first = Encoder.publish(server, key);
                MediaTap tap = MediaTap.open(server, "double")) {
            await().atMost(LIMIT).until(() -> tap.fragments() > 20);
            try (Encoder second = Encoder.publish(server, key)) {
                await().atMost(LIMIT).until(() -> !second.isAlive());
            }
            long before = tap.fragments();
            await().atMost(LIMIT).until(() -> tap.fragments() > before + 20);
            assertThat(first.isAlive()).isTrue();
            assertThat(server.output()).contains("already publishing").doesNotContain(key);
        }
    }

    @Test
    void foreignCodec_isNamedWithWhatToSet() {
        Api owner = server.api().liveEvent("codec");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("codec"), List.of("-c:v", "flv1", "-g", "25"))) {
            await().atMost(LIMIT).until(() -> !encoder.isAlive());
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(server.output()).contains("H.264").contains("OBS"));
        }
    }

    @Test
    void garbageOnTheRtmpPort_endsThatConnectionAlone() throws IOException {
        Api owner = server.api().liveEvent("garbage");
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("garbage"));
                MediaTap tap = MediaTap.open(server, "garbage")) {
            await().atMost(LIMIT).until(() -> tap.fragments() > 10);
            long seed = System.nanoTime();
            Random random = new Random(seed);
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(noise);
                if (i % 2 == 0) {
                    noise[0] = 3; // a plausible first byte of a handshake
                }
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.rtmpPort())) {
                    OutputStream out = socket.getOutputStream();
                    out.write(noise);
                    out.flush();
                } catch (IOException e) {
                    // The server may well have hung up first.
                }
            }
            long before = tap.fragments();
            await("seed " + seed).atMost(LIMIT).until(() -> tap.fragments() > before + 20 && encoder.isAlive());
        }
    }

    /** Debian's ffprobe as a judge of files. */
    private static final class Probe {
        static String streams(byte[] file) throws IOException, InterruptedException {
            Path path = Files.createTempFile("vitrine-clip", ".mp4");
            try {
                Files.write(path, file);
                Process process = new ProcessBuilder(
                                "ffprobe",
                                "-v",
                                "error",
                                "-show_entries",
                                "stream=codec_name,nb_frames,duration",
                                "-of",
                                "compact",
                                path.toString())
                        .redirectErrorStream(true)
                        .start();
                String output =
                        new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(output).isZero();
                return output;
            } finally {
                Scratch.delete(path);
            }
        }
    }
}
