package dev.vitrine.media.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.hls.History.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    private static final byte[] INIT = {1, 2, 3};
    private static final byte[] OTHER_INIT = {4, 5, 6};
    private static final RecordingLimits WIDE = new RecordingLimits(Duration.ofHours(1), 1 << 20);

    @TempDir
    Path directory;

    private final ManualTime time = new ManualTime();
    private long next;

    @Test
    void parts_areThereAfterReopening() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            part(recording, 1, 2, true);
        }

        assertThat(Recording.end(directory)).isEqualTo(new Recording.End(1, 4_000_000));
        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 4)).containsExactly(0L, 1L);
            part(recording, 2, 5, true);
            assertThat(numbers(recording, 2, 5, 7)).containsExactly(2L);
        }
    }

    @Test
    void crashInTheMiddleOfAPart_losesThatPartAlone() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            part(recording, 1, 2, true);
        }
        Path index = directory.resolve("index.txt");
        String line = Files.readAllLines(index).getLast();
        Files.writeString(index, line.replace("part 1 1", "part 1 2").substring(0, 20), StandardOpenOption.APPEND);
        Files.write(directory.resolve("00001-00000002.m4s"), new byte[10]);

        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 1L);
            assertThat(directory.resolve("00001-00000002.m4s")).doesNotExist();
            part(recording, 1, 4, true);
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void crashWithinASegment_keepsEveryPartThatWasAdded() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            recording.grow(piece(1, 2, 3, true), INIT, new byte[60]);
        }
        Path file = directory.resolve("00001-00000001.m4s");
        Files.write(file, new byte[25], StandardOpenOption.APPEND);

        assertThat(Recording.end(directory)).isEqualTo(new Recording.End(1, 3_000_000));
        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 1L);
            assertThat(file)
                    .as("what no line of the index speaks of is cut off")
                    .hasSize(60);
            assertThat(recording.nextNumber()).hasValue(2);
        }
    }

    @Test
    void segmentUnderWay_canBeReadAndClipped() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            recording.grow(piece(1, 2, 3, true), INIT, new byte[60]);

            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 1L);
            assertThat(recording.segment(1).orElseThrow().bytes()).isEqualTo(60);
        }
    }

    @Test
    void gaps_areRemembered_andLeftOutOfClips() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            recording.gap(new Piece(next++, 1, 2_000_000, 6_000_000, false, true, time.millis()));
            part(recording, 1, 6, true);
        }
        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 2L);
            assertThat(recording.before(3)).extracting(Piece::gap).containsExactly(false, true, false);
            assertThat(recording.segment(1)).isEmpty();
        }
    }

    @Test
    void past_endsAtAHoleInTheNumbers() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            next += 5;
            part(recording, 1, 2, true);
            part(recording, 1, 4, true);

            assertThat(recording.before(8)).extracting(Piece::msn).containsExactly(6L, 7L);
            assertThat(recording.before(7)).extracting(Piece::msn).containsExactly(6L);
            assertThat(recording.before(9)).isEmpty();
            assertThat(recording.initFile(1).orElseThrow().bytes()).isEqualTo(INIT.length);
        }
    }

    @Test
    void flippedBitInTheIndex_isNeverBelieved() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            part(recording, 1, 2, true);
        }
        Path index = directory.resolve("index.txt");
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length - 20] ^= 1;
        Files.write(index, bytes);

        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L, 1L);
            assertThat(recording.segment(1).orElseThrow().bytes())
                    .as("the line before it still stands")
                    .isEqualTo(100);
        }
    }

    @Test
    void partWhoseFileIsShort_isLeftOut() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            part(recording, 1, 2, true);
        }
        Files.write(directory.resolve("00001-00000001.m4s"), new byte[1]);

        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(0L);
        }
    }

    @Test
    void selection_goesBackToTheKeyFrame() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            part(recording, 1, 2, true);
            part(recording, 1, 4, false);
            part(recording, 1, 6, false);
            part(recording, 1, 8, true);

            assertThat(numbers(recording, 1, 7, 8)).containsExactly(1L, 2L, 3L);
            assertThat(numbers(recording, 1, 8, 20)).containsExactly(4L);
            assertThat(numbers(recording, 1, -5, 3)).containsExactly(0L, 1L);
            assertThat(numbers(recording, 1, 10, 20)).isEmpty();
            assertThat(numbers(recording, 2, 0, 20)).isEmpty();
        }
    }

    @Test
    void selection_joinsEpochsOfTheSameConfigurationAndNoOthers() throws Exception {
        try (Recording recording = open(WIDE)) {
            segment(recording, 1, OTHER_INIT, 0, true);
            part(recording, 2, 2, true);
            part(recording, 3, 9, true);

            assertThat(numbers(recording, 3, 0, 20)).containsExactly(1L, 2L);
        }
    }

    @Test
    void retention_byBytes_deletesTheOldest() throws Exception {
        try (Recording recording = open(new RecordingLimits(Duration.ofHours(1), 350))) {
            for (int second = 0; second < 10; second += 2) {
                part(recording, second < 6 ? 1 : 2, second, true);
            }

            assertThat(numbers(recording, 2, 0, 20)).containsExactly(2L, 3L, 4L);
            part(recording, 2, 10, true);
            assertThat(directory.resolve("00001-00000000-init.mp4")).doesNotExist();
            assertThat(directory.resolve("00002-00000000-init.mp4")).exists();
        }
        assertThat(Recording.end(directory)).isEqualTo(new Recording.End(2, 12_000_000));
    }

    @Test
    void retention_byAge_deletesTheOldest_evenAfterAPauseOfTheServer() throws Exception {
        try (Recording recording = open(WIDE)) {
            part(recording, 1, 0, true);
            time.passMs(Duration.ofMinutes(40).toMillis());
            part(recording, 1, 2, true);
        }
        time.passMs(Duration.ofMinutes(40).toMillis());

        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 9)).containsExactly(1L);
        }
    }

    @Test
    void partsThatAreRead_areKept() throws Exception {
        try (Recording recording = open(new RecordingLimits(Duration.ofHours(1), 150))) {
            part(recording, 1, 0, true);
            Recording.Selection reading = recording.select(1, 0, 1_000_000).orElseThrow();
            part(recording, 1, 2, true);
            part(recording, 1, 4, true);
            assertThat(reading.file(reading.parts().getFirst())).exists();
            reading.close();
            part(recording, 1, 6, true);
            assertThat(reading.file(reading.parts().getFirst())).doesNotExist();
        }
    }

    @Test
    void index_isRewrittenWhenMostOfItIsDead() throws Exception {
        try (Recording recording = open(new RecordingLimits(Duration.ofHours(1), 300))) {
            for (int second = 0; second < 2_500; second += 2) {
                part(recording, 1, second, true);
            }
            assertThat(Files.readAllLines(directory.resolve("index.txt"))).hasSizeLessThan(1_100);
            assertThat(numbers(recording, 1, 0, 3_000)).hasSize(3);
        }
        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 3_000)).containsExactly(1247L, 1248L, 1249L);
        }
    }

    @Test
    void secondWriter_isRefused() throws Exception {
        try (Recording recording = open(WIDE)) {
            assertThat(recording).isNotNull();
            assertThatThrownBy(() -> open(WIDE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another version of the engine");
        }
    }

    @Test
    void foreignIndex_isAnEmptyRecording() throws Exception {
        Files.write(directory.resolve("index.txt"), "hello\nworld\n".getBytes(StandardCharsets.US_ASCII));
        try (Recording recording = open(WIDE)) {
            assertThat(numbers(recording, 1, 0, 100)).isEmpty();
        }
    }

    private Recording open(RecordingLimits limits) throws IOException {
        return Recording.open(directory, limits, time);
    }

    /** A whole segment of two seconds, in two parts. */
    private void part(Recording recording, long epoch, int second, boolean key) throws IOException {
        segment(recording, epoch, INIT, second, key);
    }

    private void segment(Recording recording, long epoch, byte[] init, int second, boolean key) throws IOException {
        recording.grow(piece(epoch, second, second + 1, key), init, new byte[60]);
        Piece whole = piece(epoch, second, second + 2, key);
        recording.grow(whole, init, new byte[40]);
        recording.end(whole);
        next++;
    }

    private Piece piece(long epoch, int fromSecond, int toSecond, boolean key) {
        return new Piece(next, epoch, fromSecond * 1_000_000L, toSecond * 1_000_000L, key, false, time.millis());
    }

    private static List<Long> numbers(Recording recording, long epoch, int from, int to) throws IOException {
        Optional<Recording.Selection> selection = recording.select(epoch, from * 1_000_000L, to * 1_000_000L);
        selection.ifPresent(Recording.Selection::close);
        return selection.stream()
                .flatMap(found -> found.parts().stream())
                .map(Part::number)
                .toList();
    }
}
