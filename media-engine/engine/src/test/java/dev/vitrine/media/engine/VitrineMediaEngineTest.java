package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaException;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.media.engine.mp4.BoxDump;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitrineMediaEngineTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

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
    void clip_ofWhatHasJustBeenSent_holdsTheRecordedParts() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> fixture.units.size() > 100);
            Path target = directory.resolve("clip.mp4");

            ClipFile clip = fixture.engine
                    .clip(new ClipRequest("drop", 1, 0, 60_000, target))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            assertThat(clip.path()).isEqualTo(target);
            assertThat(clip.bytes()).isEqualTo(Files.size(target));
            String dump = BoxDump.of(Files.readAllBytes(target));
            assertThat(dump).startsWith("ftyp").contains("track=2");
            assertThat(Pattern.compile("track=1\n.*\n.*samples=6 ")
                            .matcher(dump)
                            .results())
                    .as("ten parts of six pictures")
                    .hasSize(10);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".")))
                    .as("no draft is left behind")
                    .isEmpty();
        }
    }

    @Test
    void clip_ofATimeThatIsNotRecorded_failsWithASentenceAndLeavesNoFile() {
        Path target = directory.resolve("clip.mp4");

        assertThat(fixture.engine
                        .clip(new ClipRequest("drop", 4, 1_000, 2_000, target))
                        .toCompletableFuture())
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(MediaException.class)
                .withMessage("Event \"drop\" has no recording from 1000 to 2000 ms of epoch 4.");
        assertThat(target).doesNotExist();
    }

    @Test
    void thumbnail_isMadeOfTheNewestKeyFrameOnce() throws Exception {
        assertThat(fixture.engine.thumbnail("drop")).isEmpty();
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> fixture.units.size() > 100);

            byte[] first = fixture.engine.thumbnail("drop").orElseThrow();
            byte[] second = fixture.engine.thumbnail("drop").orElseThrow();

            assertThat(new String(first, StandardCharsets.US_ASCII)).matches("picture of \\d+ bytes");
            assertThat(second).isSameAs(first);
        }
    }

    @Test
    void demo_publishesByItself_andComesBackWhenItsWorkerDies() throws Exception {
        fixture.engine.startDemoSource("drop");
        fixture.engine.startDemoSource("drop");
        await().atMost(LIMIT).until(() -> fixture.units.size() > 20);
        long pid = demoWorker();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().atMost(LIMIT)
                .until(() -> configurations().size() == 2
                        && fixture.engine.status("drop").orElseThrow().state() == StreamState.LIVE);
        assertThat(fixture.host.changes())
                .extracting(change -> change.status().state())
                .startsWith(StreamState.LIVE, StreamState.GRACE);
    }

    @Test
    void publisher_onTheDemosEvent_takesOver() throws Exception {
        fixture.engine.startDemoSource("drop");
        await().atMost(LIMIT).until(() -> fixture.units.size() > 20);
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> fixture.engine.status("drop").orElseThrow().width() == 160);
        }
        await().atMost(LIMIT)
                .until(() -> fixture.engine.status("drop").orElseThrow().width() == 1280);
    }

    @Test
    void restart_goesOnWithTheNextEpochAfterTheLastPicture() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> fixture.units.size() > 100);
        }
        long lastUs = fixture.units.getLast().ptsUs();
        fixture.close();
        fixture = new EngineFixture(directory);
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> fixture.units.size() > 100);
        }

        assertThat(configurations()).singleElement().asString().contains("\"epoch\":2,");
        assertThat(fixture.units.getFirst().ptsUs()).isGreaterThan(lastUs);
    }

    private List<String> configurations() {
        return fixture.units.stream()
                .filter(unit -> unit.kind() == MediaUnit.Kind.CONFIG)
                .map(unit -> StandardCharsets.UTF_8
                        .decode(unit.payload().duplicate())
                        .toString())
                .toList();
    }

    /** The demonstration's worker is the first that was started. */
    private static long demoWorker() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .min(java.util.Comparator.comparing(
                        child -> child.info().startInstant().orElseThrow()))
                .orElseThrow()
                .pid();
    }

    private static void sendSample(RtmpClient client) throws IOException {
        for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
            client.send(tag);
        }
    }
}
