package dev.vitrine.web.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.web.TestWeb;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Handshake;
import dev.vitrine.web.socket.RawSocket;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaDoorTest {
    private final TestWeb web;
    private final FakeEngine engine = new FakeEngine();

    MediaDoorTest(@TempDir Path directory) throws IOException {
        web = new TestWeb(
                Files.createDirectory(directory.resolve("data")), Files.createDirectory(directory.resolve("pages")));
        web.withEvent("demo");
        web.withEngine("1", engine);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private RawSocket watch() throws IOException {
        RawSocket socket = new RawSocket(web.port(), "/live/demo/ws?format=fmp4", "websocket");
        assertThat(socket.status()).isEqualTo(101);
        return socket;
    }

    @Test
    void joiner_getsConfigurationAndEverythingSinceTheKeyFrame_atOnce() throws IOException {
        try (RawSocket first = watch()) {
            await().until(() -> engine.sinks.size() == 1);
            engine.config("A").init("a").media("old", true).media("key", true).media("delta", false);
            assertThat(first.read().text()).contains("\"A\"");
            assertThat(first.read().text()).isEqualTo("a");
            assertThat(first.readUntil("delta")).isEqualTo("delta");
            try (RawSocket late = watch()) {
                RawSocket.Frame config = late.read();
                assertThat(config.opcode()).isEqualTo(1);
                assertThat(config.text()).contains("\"A\"");
                RawSocket.Frame init = late.read();
                assertThat(init.opcode()).isEqualTo(2);
                assertThat(init.text()).isEqualTo("a");
                assertThat(late.read().text()).isEqualTo("key");
                assertThat(late.read().text()).isEqualTo("delta");
                engine.media("live", false);
                assertThat(late.read().text()).isEqualTo("live");
            }
            assertThat(engine.sinks).as("one subscription for all viewers").hasSize(1);
        }
        assertThat(web.get("/metrics").text()).contains("vitrine_media_ingest_to_write_seconds_count{format=\"fmp4\"}");
    }

    @Test
    void busyFeed_joinsSmallMessages_andSendsTheLastOneToEverybodyAllTheSame() throws IOException {
        List<RawSocket> viewers = new ArrayList<>();
        try {
            for (int i = 0; i < MediaFeed.BUSY_VIEWERS; i++) {
                viewers.add(watch());
            }
            await().until(() -> web.web().sockets() == MediaFeed.BUSY_VIEWERS && engine.sinks.size() == 1);
            String picture = "key" + "x".repeat(MediaFeed.SMALL_BYTES);
            engine.config("A").init("a").media("sound 1", false).media(picture, true);
            engine.media("sound 2", false).media("sound 3", false);
            for (RawSocket viewer : viewers) {
                assertThat(viewer.readUntil("key")).isEqualTo(picture);
                assertThat(viewer.read().text()).isEqualTo("sound 2");
                assertThat(viewer.read().text()).isEqualTo("sound 3");
            }
        } finally {
            for (RawSocket viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void discontinuity_isAnnouncedInItsPlace() throws IOException {
        try (RawSocket viewer = watch()) {
            await().until(() -> engine.sinks.size() == 1);
            engine.config("A").init("a").media("k1", true);
            viewer.readUntil("k1");
            engine.media("d1", false).config("B").init("b").media("k2", true);
            for (String expected : List.of("d1", "{\"mime\":\"B\"}", "b", "k2")) {
                assertThat(viewer.read().text()).isEqualTo(expected);
            }
        }
    }

    @Test
    void newEngine_takesOver_withoutClosingAViewer() throws IOException {
        try (RawSocket viewer = watch()) {
            await().until(() -> engine.sinks.size() == 1);
            engine.config("A").init("a").media("k1", true);
            viewer.readUntil("k1");
            FakeEngine next = new FakeEngine();
            web.withEngine("2", next);
            await().until(() -> next.sinks.size() == 1);
            engine.media("still the old one", false);
            viewer.readUntil("still the old one");
            next.config("B").init("b").media("k2", true);
            assertThat(viewer.read().text()).contains("\"B\"");
            assertThat(viewer.readUntil("k2")).isEqualTo("k2");
            await().until(() -> engine.sinks.isEmpty());
        }
    }

    @Test
    void viewerThatFallsBehind_jumpsToAKeyFrame_andTheOthersGoOn() throws IOException {
        String filler = "x".repeat(200_000);
        try (RawSocket healthy = watch();
                RawSocket lagging = new RawSocket(web.port(), 4096, "/live/demo/ws?format=fmp4", "websocket")) {
            await().until(() -> web.web().sockets() == 2 && engine.sinks.size() == 1);
            engine.config("A").init("a");
            int read = 0;
            for (int i = 0; i < 400; i++) {
                engine.media("unit" + i + filler, i % 50 == 0);
                assertThat(healthy.readUntil("unit" + i + "x")).isNotEmpty();
                if (i % 10 == 9) {
                    // A tenth of the picture: slow, yet no reader that has stopped.
                    lagging.read();
                    read++;
                }
            }
            engine.media("last", true);
            assertThat(healthy.readUntil("last")).isEqualTo("last");
            for (RawSocket.Frame frame = lagging.read(); !frame.text().equals("last"); frame = lagging.read()) {
                read++;
            }
            assertThat(read).as("units that the laggard skipped were not sent").isLessThan(380);
        }
    }

    private MediaViewer viewer(MediaDoor door) {
        Handshake handshake = new Handshake("/live/demo/ws", Map.of("format", "fmp4"), Optional.empty(), "127.0.0.1");
        return (MediaViewer) door.open(handshake).orElseThrow();
    }

    /** Guards: a feed was forgotten between a viewer's handshake and its joining, and that viewer saw nothing, ever. */
    @Test
    void feedThatIsForgottenWhileAViewerComes_isNotTheOneItSitsAt() throws Exception {
        MediaDoor door = new MediaDoor(
                web.house().rooms(), web.house().contributions(), new WebMetrics(new PrometheusRegistry()));
        try (door) {
            MediaViewer earlier = viewer(door);
            earlier.sit();
            MediaViewer late = viewer(door);
            earlier.closed();
            door.forget(-1);
            await("nobody watches").until(engine.sinks::isEmpty);
            long before = late.sit().end();
            engine.config("A").init("a").media("key", true);
            assertThat(late.sit().end()).isEqualTo(before + 3);
            late.closed();

            AtomicBoolean over = new AtomicBoolean();
            Thread forgetting = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    door.forget(-1);
                }
            });
            for (int round = 0; round < 300; round++) {
                MediaViewer viewer = viewer(door);
                MediaFeed feed = viewer.sit();
                long units = feed.end();
                engine.media("unit", true);
                assertThat(feed.end()).as("round %d", round).isEqualTo(units + 1);
                viewer.closed();
            }
            over.set(true);
            forgetting.join();
        }
    }

    @Test
    void unknownEventOrFormat_is404() throws IOException {
        try (RawSocket event = new RawSocket(web.port(), "/live/nowhere/ws?format=fmp4", "websocket");
                RawSocket format = new RawSocket(web.port(), "/live/demo/ws?format=theora", "websocket")) {
            assertThat(event.status()).isEqualTo(404);
            assertThat(format.status()).isEqualTo(404);
        }
    }

    @Test
    void rung_isPassedOn_andEachHasItsOwnSubscription() throws IOException {
        try (RawSocket source = watch();
                RawSocket small = new RawSocket(web.port(), "/live/demo/ws?format=fmp4&rung=480p", "websocket")) {
            assertThat(small.status()).isEqualTo(101);
            await().until(() -> engine.sinks.size() == 2);
            assertThat(engine.subscribed).containsExactlyInAnyOrder(Rung.SOURCE, "480p");
            assertThat(source.status()).isEqualTo(101);
        }
    }

    @Test
    void unknownRung_is404_andTheRefusalNamesTheRungs() throws IOException {
        try (RawSocket unknown = new RawSocket(web.port(), "/live/demo/ws?format=fmp4&rung=9000p", "websocket")) {
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.body()).contains("it has: source, 480p");
        }
        assertThat(engine.sinks).isEmpty();
    }

    @Test
    void thumbnail_comesFromTheEngine() {
        assertThat(web.get("/live/demo/thumb.jpg").header("Content-Type")).isEqualTo("image/jpeg");
    }

    /** An engine whose stream is what the test says. */
    private static final class FakeEngine implements MediaEngine {
        private final List<MediaSink> sinks = new CopyOnWriteArrayList<>();
        private final List<String> subscribed = new CopyOnWriteArrayList<>();
        private long pts;

        FakeEngine config(String name) {
            return send(MediaUnit.Kind.CONFIG, false, "{\"mime\":\"" + name + "\"}");
        }

        FakeEngine init(String name) {
            return send(MediaUnit.Kind.INIT, false, name);
        }

        FakeEngine media(String name, boolean key) {
            pts += 33_000;
            return send(MediaUnit.Kind.MEDIA, key, name);
        }

        private FakeEngine send(MediaUnit.Kind kind, boolean key, String payload) {
            MediaUnit unit = new MediaUnit(kind, key, pts, System.nanoTime(), ByteBuffer.wrap(payload.getBytes(UTF_8)));
            sinks.forEach(sink -> sink.accept(unit));
            return this;
        }

        @Override
        public void serveRtmp(IngestConnection connection) {}

        @Override
        public void serveTs(IngestConnection connection, String streamKey) {}

        @Override
        public Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink) {
            subscribed.add(rung);
            sinks.add(sink);
            return () -> sinks.remove(sink);
        }

        @Override
        public Optional<byte[]> thumbnail(String event) {
            return Optional.of(new byte[] {(byte) 0xFF, (byte) 0xD8});
        }

        @Override
        public void startDemoSource(String event) {}

        @Override
        public Optional<StreamStatus> status(String event) {
            return Optional.empty();
        }

        @Override
        public List<Rung> rungs(String event) {
            return List.of(
                    new Rung(Rung.SOURCE, 1280, 720, 30, 2_500, "avc1.42c01f", ""),
                    new Rung("480p", 854, 480, 30, 1_000, "avc1.42c01e", ""));
        }

        @Override
        public CompletionStage<ClipFile> clip(ClipRequest request) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }
    }
}
