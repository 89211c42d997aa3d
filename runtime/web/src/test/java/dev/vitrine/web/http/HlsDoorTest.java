package dev.vitrine.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.api.media.HlsRequest;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.web.TestWeb;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HlsDoorTest {
    private final TestWeb web;
    private final FakeEngine engine = new FakeEngine();
    private final Path directory;

    HlsDoorTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        web = new TestWeb(
                Files.createDirectory(directory.resolve("data")), Files.createDirectory(directory.resolve("pages")));
        web.withEvent("demo");
        web.withEngine("1", engine);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void playlist_isSentAsItIs_orCompressedOnce_withItsCaching() throws IOException {
        engine.answers.put("index.m3u8", playlist("#EXTM3U\nhls/source.m3u8\n", HlsAnswer.Caching.NONE));
        engine.answers.put("source.m3u8", playlist("#EXTM3U\n", HlsAnswer.Caching.BRIEF));

        TestWeb.Answer index = web.get("/live/demo/index.m3u8");
        assertThat(index.status()).isEqualTo(200);
        assertThat(index.text()).isEqualTo("#EXTM3U\nhls/source.m3u8\n");
        assertThat(index.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(index.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(index.header("Access-Control-Allow-Origin")).isEqualTo("*");
        TestWeb.Answer packed =
                web.get("/live/demo/hls/source.m3u8?_HLS_msn=4&_HLS_part=2", "Accept-Encoding", "gzip, br");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(packed.header("Cache-Control")).isEqualTo("public, max-age=0, s-maxage=24");
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("#EXTM3U\n");
        }
        assertThat(engine.asked.getLast().query())
                .containsEntry("_HLS_msn", "4")
                .containsEntry("_HLS_part", "2");
        assertThat(engine.asked.getLast().event()).isEqualTo("demo");
    }

    @Test
    void media_isJoined_andNeverChanges() throws IOException {
        engine.answers.put(
                "a.m4s",
                new HlsAnswer.Media("video/mp4", List.of(ByteBuffer.wrap(utf8("one")), ByteBuffer.wrap(utf8("two")))));
        Path file = Files.write(directory.resolve("old.m4s"), utf8("stored"));
        engine.answers.put("b.m4s", new HlsAnswer.Stored("video/mp4", file, 6));

        assertThat(web.get("/live/demo/hls/a.m4s").text()).isEqualTo("onetwo");
        assertThat(web.get("/live/demo/hls/b.m4s").text()).isEqualTo("stored");
        assertThat(web.get("/live/demo/hls/a.m4s").header("Cache-Control")).contains("immutable");
        TestWeb.Answer head = web.send("HEAD", "/live/demo/hls/a.m4s", "", "");
        assertThat(head.header("Content-Length")).isEqualTo("6");
        assertThat(head.text()).isEmpty();
    }

    @Test
    void whatIsNotThereYet_isHeld_andThenSent() throws Exception {
        CompletableFuture<HlsAnswer> later = new CompletableFuture<>();
        engine.answers.put("p.m4s", new HlsAnswer.Later(later, Duration.ofSeconds(30)));
        CompletableFuture<TestWeb.Answer> answer = CompletableFuture.supplyAsync(() -> web.get("/live/demo/hls/p.m4s"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> web.get("/metrics").text().contains("vitrine_hls_waiting 1"));
        later.complete(new HlsAnswer.Media("video/mp4", List.of(ByteBuffer.wrap(utf8("now")))));

        assertThat(answer.get().text()).isEqualTo("now");
    }

    @Test
    void whatNeverComes_is503() {
        engine.answers.put("p.m4s", new HlsAnswer.Later(new CompletableFuture<>(), Duration.ofMillis(50)));

        TestWeb.Answer answer = web.get("/live/demo/hls/p.m4s");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void refusals_areProblems_andUnknownEventsAre404() {
        engine.answers.put("source.m3u8", new HlsAnswer.Refused(400, "Too far ahead."));

        assertThat(web.get("/live/demo/hls/source.m3u8").status()).isEqualTo(400);
        assertThat(web.get("/live/demo/hls/nothing.m4s").status()).isEqualTo(404);
        assertThat(web.get("/live/nowhere/index.m3u8").status()).isEqualTo(404);
        assertThat(web.send("POST", "/live/demo/index.m3u8", "", "x").status()).isEqualTo(405);
        assertThat(web.get("/openapi").text()).contains("/live/{event}/index.m3u8");
    }

    private static HlsAnswer playlist(String text, HlsAnswer.Caching caching) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(utf8(text));
        }
        return new HlsAnswer.Playlist(ByteBuffer.wrap(utf8(text)), ByteBuffer.wrap(out.toByteArray()), caching);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** An engine that says what the test put there. */
    private static final class FakeEngine implements MediaEngine {
        private final Map<String, HlsAnswer> answers = new ConcurrentHashMap<>();
        private final List<HlsRequest> asked = new CopyOnWriteArrayList<>();

        @Override
        public HlsAnswer hls(HlsRequest request) {
            asked.add(request);
            return answers.getOrDefault(request.file(), new HlsAnswer.Refused(404, "Nothing."));
        }

        @Override
        public void serveRtmp(IngestConnection connection) {}

        @Override
        public void serveTs(IngestConnection connection, String streamKey) {}

        @Override
        public Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink) {
            return () -> {};
        }

        @Override
        public Optional<byte[]> thumbnail(String event) {
            return Optional.empty();
        }

        @Override
        public void startDemoSource(String event) {}

        @Override
        public Optional<StreamStatus> status(String event) {
            return Optional.empty();
        }

        @Override
        public List<Rung> rungs(String event) {
            return List.of();
        }

        @Override
        public CompletionStage<ClipFile> clip(ClipRequest request) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }
    }
}
