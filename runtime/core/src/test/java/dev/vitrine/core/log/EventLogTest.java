package dev.vitrine.core.log;

import static dev.vitrine.core.log.Acks.bytes;
import static dev.vitrine.core.log.Acks.fill;
import static dev.vitrine.core.log.Acks.readFilled;
import static dev.vitrine.core.log.Acks.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final LogOptions SMALL = LogOptions.defaults().withSegmentBytes(1000);

    @TempDir
    Path dir;

    @Test
    void open_anEmptyDirectory_createsALogWithoutRecords() throws Exception {
        try (EventLog log = EventLog.open(dir.resolve("a/b"), LogOptions.defaults())) {
            assertThat(log.opened()).isEqualTo(new OpenReport(true, 1, 0, 0));
            assertThat(log.lastSeq()).isZero();
            assertThat(log.durableSeq()).isZero();
            assertThat(log.state()).isEqualTo(new LogState.Ready());
            assertThat(log.read(0, 10, 1000)).isEmpty();
            assertThat(log.verify().whole()).isTrue();
        }
    }

    @Test
    void append_givesNumbersFromOne_andAcknowledgesInOrder() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            Acks acks = new Acks();
            List<Long> given = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                given.add(log.append(bytes("x"), acks));
            }
            acks.awaitDurable(1000);

            assertThat(given).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
            assertThat(acks.durable()).isEqualTo(given);
            assertThat(log.lastSeq()).isEqualTo(1000);
            assertThat(log.durableSeq()).isEqualTo(1000);
        }
    }

    @Test
    void acknowledgedRecord_isReadableInsideItsOwnCompletion() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            List<Boolean> seen = new ArrayList<>();
            Acks acks = new Acks();
            log.append(bytes("x"), new Completion() {
                @Override
                public void durable(long seq) {
                    seen.add(log.durableSeq() >= seq);
                    acks.durable(seq);
                }

                @Override
                public void failed(long seq, LogUnavailable why) {}
            });
            acks.awaitDurable(1);
            assertThat(seen).containsExactly(true);
        }
    }

    @Test
    void reopen_findsEveryRecordOverManySegments() throws Exception {
        String id;
        try (EventLog log = EventLog.open(dir, SMALL)) {
            fill(log, 300);
            id = log.id();
        }
        try (EventLog log = EventLog.open(dir, SMALL)) {
            assertThat(log.id()).isEqualTo(id);
            assertThat(log.lastSeq()).isEqualTo(300);
            assertThat(log.opened().segments()).isGreaterThan(5);
            assertThat(log.opened().cutBytes()).isZero();
            assertThat(readFilled(log)).hasSize(300);
            fill(log, 50);
            assertThat(readFilled(log)).hasSize(350);
            assertThat(log.verify().records()).isEqualTo(350);
            assertThat(log.verify().whole()).isTrue();
        }
    }

    @Test
    void read_afterAnySequenceNumber_startsRightBehindIt() throws Exception {
        try (EventLog log = EventLog.open(dir, SMALL)) {
            fill(log, 200);
            for (int after = 0; after <= 201; after++) {
                List<LogEntry> entries = log.read(after, 7, Integer.MAX_VALUE);
                assertThat(entries).as("after %d", after).hasSize(Math.clamp(200 - after, 0, 7));
                for (int i = 0; i < entries.size(); i++) {
                    assertThat(text(entries.get(i))).isEqualTo("r" + (after + 1 + i));
                }
            }
        }
    }

    @Test
    void read_stopsAtTheByteBound_butReturnsAtLeastOne() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            Acks acks = new Acks();
            log.append(new byte[500], acks);
            log.append(new byte[500], acks);
            log.append(new byte[500], acks);
            acks.awaitDurable(3);

            assertThat(log.read(0, 10, 1)).hasSize(1);
            assertThat(log.read(0, 10, 1000)).hasSize(2);
            assertThat(log.read(0, 10, 1499)).hasSize(2);
            assertThat(log.read(0, 10, 1500)).hasSize(3);
        }
    }

    @Test
    void read_onAnInterruptedThread_harmsNothing() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            fill(log, 10);
            Thread.currentThread().interrupt();
            assertThat(readFilled(log)).hasSize(10);
            log.append(bytes("r11"), Completion.IGNORED);
            assertThat(Thread.interrupted()).isTrue();
            await().until(() -> log.durableSeq() == 11);
            assertThat(readFilled(log)).hasSize(11);
        }
    }

    @Test
    void replay_handsOverEveryRecordAfterANumber() throws Exception {
        try (EventLog log = EventLog.open(dir, SMALL)) {
            fill(log, 120);
            List<Long> seen = new ArrayList<>();
            log.replay(37, (seq, payload) -> seen.add(seq));
            assertThat(seen).isEqualTo(LongStream.rangeClosed(38, 120).boxed().toList());
        }
    }

    @Test
    void emptyAndLargePayloads_comeBackAsTheyWere() throws Exception {
        LogOptions options = LogOptions.defaults();
        byte[] large = new byte[options.maxRecordBytes()];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        try (EventLog log = EventLog.open(dir, options.withSegmentBytes(10_000))) {
            Acks acks = new Acks();
            log.append(new byte[0], acks);
            log.append(large, acks);
            log.append(new byte[] {7}, acks);
            acks.awaitDurable(3);
            List<LogEntry> entries = log.read(0, 10, Integer.MAX_VALUE);
            assertThat(entries.get(0).payload()).isEmpty();
            assertThat(entries.get(1).payload()).isEqualTo(large);
            assertThat(entries.get(2).payload()).containsExactly(7);
        }
    }

    @Test
    void append_aPayloadThatIsTooLarge_isRefusedWithTheBound() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            assertThatThrownBy(() -> log.append(new byte[(1 << 20) + 1], Completion.IGNORED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1048576");
            assertThat(log.lastSeq()).isZero();
        }
    }

    @Test
    void close_writesWhatIsQueued_andRefusesWhatComesLater() throws Exception {
        Acks acks = new Acks();
        EventLog log = EventLog.open(dir, SMALL);
        for (int i = 1; i <= 200; i++) {
            log.append(bytes("r" + i), acks);
        }
        log.close();
        log.close();

        assertThat(acks.durable()).hasSize(200);
        assertThat(log.state()).isEqualTo(new LogState.Closed());
        assertThatThrownBy(() -> log.append(bytes("x"), acks))
                .isInstanceOfSatisfying(
                        LogUnavailable.class, e -> assertThat(e.reason()).isEqualTo(LogUnavailable.Reason.CLOSED));
        assertThatThrownBy(() -> log.read(0, 1, 1)).isInstanceOf(LogUnavailable.class);
        try (EventLog again = EventLog.open(dir, SMALL)) {
            assertThat(readFilled(again)).hasSize(200);
        }
    }

    @Test
    void open_aLogThatIsOpen_saysSo_andLeavesTheFirstAlone() throws Exception {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            assertThatThrownBy(() -> EventLog.open(dir, LogOptions.defaults()))
                    .isInstanceOf(LogInUse.class)
                    .hasMessageContaining(dir.toRealPath().toString())
                    .hasMessageContaining("already open");
            fill(log, 3);
        }
        EventLog.open(dir, LogOptions.defaults()).close();
    }

    @Test
    void open_whereAFileIsInTheWay_saysWhatToDo() throws Exception {
        Path file = Files.writeString(dir.resolve("taken"), "x");
        assertThatThrownBy(() -> EventLog.open(file, LogOptions.defaults()))
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("then start again");
    }

    @Test
    void twoLogs_haveDifferentIds() throws Exception {
        try (EventLog one = EventLog.open(dir.resolve("1"), LogOptions.defaults());
                EventLog two = EventLog.open(dir.resolve("2"), LogOptions.defaults())) {
            assertThat(one.id()).matches("[0-9a-f]{16}\\.1").isNotEqualTo(two.id());
        }
    }

    @Test
    void segmentOfAnotherLog_isNotTakenForOurs() throws Exception {
        for (String name : List.of("1", "2")) {
            try (EventLog log = EventLog.open(dir.resolve(name), SMALL)) {
                fill(log, 60);
            }
        }
        Path last;
        try (Stream<Path> files = Files.list(dir.resolve("2"))) {
            last = files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .reduce((a, b) -> b)
                    .orElseThrow();
        }
        Files.copy(
                last, dir.resolve("1").resolve(last.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (EventLog log = EventLog.open(dir.resolve("1"), SMALL)) {
            assertThat(log.state())
                    .isInstanceOfSatisfying(
                            LogState.Damaged.class,
                            damaged -> assertThat(damaged.damage().what()).contains("another log"));
        }
    }

    @Test
    void idleLog_hasNoThread() throws IOException, LogException {
        try (EventLog log = EventLog.open(dir, LogOptions.defaults())) {
            assertThat(writers()).isZero();
            fill(log, 1);
            await("the writer to end").until(() -> writers() == 0);
            fill(log, 1);
            assertThat(log.durableSeq()).isEqualTo(2);
        }
    }

    private long writers() {
        String name = "log " + dir.getFileName();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }
}
