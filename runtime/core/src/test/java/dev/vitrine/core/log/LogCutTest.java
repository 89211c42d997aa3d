package dev.vitrine.core.log;

import static dev.vitrine.core.log.Acks.fill;
import static dev.vitrine.core.log.Acks.readFilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCutTest {
    private static final LogOptions SMALL = LogOptions.defaults().withSegmentBytes(400);
    private static final int RECORDS = 40;

    @TempDir
    Path dir;

    @Test
    void cut_atAnyDamage_keepsWhatIsBefore_andTheLogGoesOnUnderAnotherId() throws Exception {
        MemoryStorage whole = filled();
        String id;
        try (EventLog log = open(whole.afterKill())) {
            id = log.id();
        }
        for (String file : segments(whole)) {
            for (int at = 0; at < whole.get(file).length; at += 7) {
                MemoryStorage storage = whole.afterKill();
                storage.get(file)[at] ^= 2;
                String where = "%s, byte %d".formatted(file, at);

                CutReport report = LogCut.cut(storage);

                Damage damage = report.damage().orElseThrow();
                assertThat(damage.file()).as(where).isEqualTo(file);
                assertThat(report.lastSeq()).as(where).isEqualTo(damage.seq() - 1);
                assertThat(report.kept()).as(where).contains(file + ".damaged-1");
                assertThat(storage.list()).as(where).containsAll(report.kept());
                try (EventLog log = open(storage)) {
                    assertThat(log.state()).as(where).isEqualTo(new LogState.Ready());
                    assertThat(log.id()).as(where).isNotEqualTo(id);
                    assertThat(readFilled(log)).as(where).hasSize((int) report.lastSeq());
                    fill(log, 5);
                    assertThat(log.verify().whole()).as(where).isTrue();
                }
                assertThat(LogCut.cut(storage).damage()).as(where).isEqualTo(Optional.empty());
            }
        }
    }

    @Test
    void powerLoss_duringACut_losesNothingBeforeTheDamage_andTheCutCanBeMadeAgain() throws Exception {
        MemoryStorage damaged = filled();
        String file = segments(damaged).get(2);
        int at = SegmentHeader.BYTES + 60;
        damaged.get(file)[at] ^= 2;
        long before = LogCut.cut(damaged.afterKill()).lastSeq();
        for (int operations = 1; operations < 40; operations++) {
            for (int how = 0; how < 20; how++) {
                Random random = new Random(operations * 100L + how);
                MemoryStorage storage = damaged.afterKill();
                storage.powerFailsAfter(operations, random);
                try {
                    LogCut.cut(storage);
                } catch (MemoryStorage.PowerLoss e) {
                    storage = storage.afterPowerLoss(random);
                }
                storage.powerFailsAfter(Long.MAX_VALUE, random);
                LogCut.cut(storage);
                try (EventLog log = open(storage)) {
                    assertThat(log.state())
                            .as("power lost after %d operations, %d", operations, how)
                            .isEqualTo(new LogState.Ready());
                    assertThat(readFilled(log)).hasSize((int) before);
                }
            }
        }
    }

    @Test
    void cutAtDamage_ofARealDirectory_helpsAsTheSentenceSays() throws Exception {
        try (EventLog log = EventLog.open(dir, SMALL)) {
            fill(log, RECORDS);
            assertThatThrownBy(() -> EventLog.cutAtDamage(dir)).isInstanceOf(LogInUse.class);
        }
        Path file = dir.resolve(Segment.fileName(1));
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1;
        Files.write(file, bytes);

        VerifyReport verified = EventLog.verify(dir);
        assertThat(verified.whole()).isFalse();
        CutReport cut = EventLog.cutAtDamage(dir);

        assertThat(cut.damage()).isEqualTo(verified.damage());
        assertThat(EventLog.verify(dir).whole()).isTrue();
        assertThat(EventLog.verify(dir).records()).isEqualTo(cut.lastSeq()).isPositive();
        assertThat(dir.resolve(Segment.fileName(1) + ".damaged-1")).hasBinaryContent(bytes);
    }

    @Test
    void verify_ofALogThatIsBeingWritten_changesNothing_andFindsNothingWrong() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults().withSegmentBytes(5_000))) {
            Acks acks = new Acks();
            int appended = 0;
            for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 50; i++) {
                    log.append(Acks.bytes("r" + (++appended)), acks);
                }
                VerifyReport report = EventLog.verify(dir);
                assertThat(report.damage()).as("round %d", round).isEqualTo(Optional.empty());
            }
            acks.awaitDurable(appended);
            assertThat(EventLog.verify(dir).records()).isEqualTo(appended);
            assertThat(readFilled(log)).hasSize(appended);
        }
    }

    @Test
    void verify_whereThereIsNoLog_saysSo() {
        assertThatThrownBy(() -> EventLog.verify(dir))
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContaining("no log");
        assertThat(dir).isEmptyDirectory();
        assertThatThrownBy(() -> EventLog.verify(dir.resolve("nowhere"))).isInstanceOf(LogUnavailable.class);
    }

    private static MemoryStorage filled() throws LogException {
        MemoryStorage storage = new MemoryStorage();
        try (EventLog log = open(storage)) {
            fill(log, RECORDS);
        }
        return storage;
    }

    private static List<String> segments(MemoryStorage storage) {
        return storage.list().stream().filter(LogOpener::isSegment).toList();
    }

    private static EventLog open(MemoryStorage storage) throws LogUnavailable {
        return EventLog.open(storage, SMALL, Thread.ofVirtual().factory());
    }
}
