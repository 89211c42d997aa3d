package dev.vitrine.media.engine.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import dev.vitrine.media.engine.stream.Track;
import dev.vitrine.media.engine.worker.FakeWorker;
import dev.vitrine.media.engine.worker.WorkerCommand;
import dev.vitrine.media.engine.worker.WorkerPool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ladder with real processes whose program only copies: see {@link FakeWorker}. */
class LadderTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long INTERVAL_US = 33_000;
    private static final int GOP = 10;

    @TempDir
    Path directory;

    private final Stream source = new Stream(
            "drop",
            new EngineClock(System::nanoTime),
            InstantSource.system(),
            (delay, task) -> {},
            new StreamListener() {
                @Override
                public void changed(StreamStatus status, String why) {}

                @Override
                public void measured(StreamStatus status) {}

                @Override
                public void health(MediaHealth health) {}
            });
    private WorkerPool pool;
    private Ladder ladder;
    private @Nullable Publication publication;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        pool = new WorkerPool(new WorkerCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath,
                FakeWorker.class.getName(),
                directory.resolve("natives")));
        ladder = new Ladder(source, profile("480p", "240p"), pool, quarantine(), System::nanoTime);
    }

    @AfterEach
    void stop() {
        ladder.close();
        pool.close();
    }

    @Test
    void rungs_areThoseOfTheProfile_thatMakeThePictureSmaller() throws Exception {
        assertThat(ladder.rungs()).extracting(Rung::name).containsExactly("source", "480p", "240p");
        publish(1);
        assertThat(ladder.rungs().get(1).width()).isEqualTo(854);

        ladder.follow(profile("1080p", "240p"));
        assertThat(ladder.rungs())
                .extracting(Rung::name)
                .as("the source has 720 lines")
                .containsExactly("source", "240p");
    }

    @Test
    void rung_isEncodedWhileSomebodyWatches_withTheSourcesTimesAndSound() throws Exception {
        publish(GOP);
        assertThat(pool.size()).as("nobody watches, nothing runs").isZero();

        Reader reader = new Reader();
        ladder.rung("480p").attach(reader);
        pump(reader, 3 * GOP);

        List<Packet> pictures = reader.pictures();
        assertThat(pictures.getFirst().key()).isTrue();
        assertThat(reader.segments).hasSize(1);
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).ptsUs() - pictures.get(i - 1).ptsUs()).isEqualTo(INTERVAL_US);
        }
        assertThat(reader.packets)
                .filteredOn(packet -> packet.track() == Track.AUDIO)
                .isNotEmpty()
                .extracting(Packet::ptsUs)
                .isSorted()
                .allMatch(ptsUs -> ptsUs >= pictures.getFirst().ptsUs());

        ladder.rung("480p").detach(reader);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(pool.size())
                        .as("the ladder's worker is gone, at most the warm one stands")
                        .isLessThanOrEqualTo(1));
    }

    @Test
    void workerThatDies_isReplaced_andTheRungGoesOnAfterWhatWasShown() throws Exception {
        Reader reader = new Reader();
        ladder.rung("240p").attach(reader);
        publish(1);
        pump(reader, GOP);
        int before = reader.pictures().size();
        ladderWorkers().forEach(ProcessHandle::destroyForcibly);
        pump(reader, before + 3 * GOP);

        assertThat(reader.pictures()).extracting(Packet::ptsUs).isSorted().doesNotHaveDuplicates();
        assertThat(reader.segments).as("a new stretch of the same epoch").hasSizeBetween(2, 3);
        assertThat(reader.segments).extracting(Segment::epoch).containsOnly(1L);
    }

    @Test
    void picturesThatKillTwoWorkers_areLeftOutAndKept() throws Exception {
        Reader reader = new Reader();
        ladder.rung("240p").attach(reader);
        publish(1);
        pump(reader, GOP);
        while (sent % GOP != 0) {
            publish(1);
        }
        publish(2);
        frame(false, FakeWorker.POISON_BYTES - 4);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept()).hasSize(1));
        int before = reader.pictures().size();
        pump(reader, before + 3 * GOP);

        assertThat(Files.readString(kept().getFirst(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("ftyp", "moof");
    }

    @Test
    void rungThatTheProfileLoses_showsTheSource_andComesBack_withoutLosingItsReader() throws Exception {
        Reader reader = new Reader();
        ladder.rung("480p").attach(reader);
        publish(1);
        pump(reader, GOP);
        ladder.follow(profile("240p"));
        pump(reader, reader.pictures().size() + 3 * GOP);
        assertThat(ladder.rungs()).extracting(Rung::name).containsExactly("source", "240p");
        ladder.follow(profile("480p", "240p"));
        pump(reader, reader.pictures().size() + 3 * GOP);

        assertThat(reader.pictures()).extracting(Packet::ptsUs).isSorted().doesNotHaveDuplicates();
        assertThat(reader.segments.size()).as("each change begins a stretch").isGreaterThanOrEqualTo(3);
    }

    @Test
    void profileThatSaysAlways_encodesWithoutAViewer() throws Exception {
        MediaProfile watched = profile("240p");
        ladder.follow(
                new MediaProfile("fallback", 1_000, watched.rungs(), true, "auto", 3_000, 500, 4_000, 400, 3_000));
        publish(1);
        await().atMost(LIMIT).until(() -> pool.size() > 0);
    }

    private Quarantine quarantine() {
        return new Quarantine(directory.resolve("quarantine"));
    }

    private List<Path> kept() throws IOException {
        Path kept = directory.resolve("quarantine");
        if (!Files.exists(kept)) {
            return List.of();
        }
        try (java.util.stream.Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }

    /** The tests start no other processes. */
    private static List<ProcessHandle> ladderWorkers() {
        return ProcessHandle.current().children().toList();
    }

    private static MediaProfile profile(String... names) {
        List<MediaProfile.RungPlan> rungs = Arrays.stream(names)
                .map(name ->
                        new MediaProfile.RungPlan(name, Integer.parseInt(name.substring(0, name.length() - 1)), 500))
                .toList();
        return new MediaProfile("standard", 1_000, rungs, false, "auto", 700, 200, 2_000, 120, 1_500);
    }

    /** Publishes picture after picture until the reader has so many. */
    private void pump(Reader reader, int pictures) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            publish(1);
            ladder.watch();
            assertThat(reader.pictures()).hasSizeGreaterThanOrEqualTo(pictures);
        });
    }

    private void publish(int pictures) throws IOException {
        for (int i = 0; i < pictures; i++) {
            frame(sent % GOP == 0, 200);
        }
    }

    private Publication publishing() throws IOException {
        Publication next = source.publish(new Publisher("test", "127.0.0.1:1", Instant.EPOCH, false, false, () -> {}));
        next.configure(Samples.avc());
        next.configure(Samples.aac());
        return next;
    }

    private void frame(boolean key, int bytes) throws IOException {
        Publication to = publication;
        if (to == null) {
            to = publishing();
            publication = to;
        }
        long us = sent++ * INTERVAL_US;
        to.video(key, us, 0, Samples.frame(key, bytes), 0, System.nanoTime());
        to.audio(us, new byte[] {1, 2, 3, 4}, 0, System.nanoTime());
    }

    private static final class Reader implements PacketSubscriber {
        private final List<Segment> segments = new CopyOnWriteArrayList<>();
        private final List<Packet> packets = new CopyOnWriteArrayList<>();

        List<Packet> pictures() {
            return packets.stream()
                    .filter(packet -> packet.track() == Track.VIDEO)
                    .toList();
        }

        @Override
        public void begin(Segment segment) {
            segments.add(segment);
        }

        @Override
        public void packet(Packet packet) {
            packets.add(packet);
        }

        @Override
        public void pause() {}
    }
}
