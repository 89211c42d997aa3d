package dev.vitrine.core.log;

import static dev.vitrine.core.log.Acks.bytes;
import static dev.vitrine.core.log.Acks.fill;
import static dev.vitrine.core.log.Acks.readFilled;
import static dev.vitrine.core.log.Acks.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Files that are not as they were written: cut where nobody was told, named where somebody was, never served. */
class DamageTest {
    private static final LogOptions SMALL = LogOptions.defaults().withSegmentBytes(400);
    private static final int RECORDS = 40;

    @Test
    void bitFlip_inAnyByteOfAnySegment_isFound_named_andNeverServed() throws Exception {
        MemoryStorage whole = filled(SMALL, RECORDS);
        for (String file : segments(whole)) {
            for (int at = 0; at < whole.get(file).length; at++) {
                MemoryStorage flipped = whole.afterKill();
                flipped.get(file)[at] ^= (byte) (1 << (at % 8));
                String where = "%s, byte %d".formatted(file, at);
                try (EventLog log = open(flipped, SMALL)) {
                    VerifyReport report = log.verify();
                    assertThat(report.whole()).as(where).isFalse();
                    Damage damage = report.damage().orElseThrow();
                    assertThat(damage.file()).as(where).isEqualTo(file);
                    assertThat(damage.offset()).as(where).isLessThanOrEqualTo(at);
                    assertThat(report.records()).as(where).isEqualTo(damage.seq() - 1);
                    assertServesOnlyWhatIsBefore(log, damage, where);
                }
            }
        }
    }

    @Test
    void bitFlip_inTheMark_harmsNothing() throws Exception {
        MemoryStorage whole = filled(SMALL, RECORDS);
        for (int at = 0; at < whole.get(DurableMark.FILE).length; at++) {
            MemoryStorage flipped = whole.afterKill();
            flipped.get(DurableMark.FILE)[at] ^= 1;
            try (EventLog log = open(flipped, SMALL)) {
                assertThat(log.state()).as("byte %d", at).isEqualTo(new LogState.Ready());
                assertThat(readFilled(log)).hasSize(RECORDS);
            }
        }
    }

    @Test
    void acknowledgedTailThatIsGone_isDamage_notATornTail() throws Exception {
        MemoryStorage whole = filled(LogOptions.defaults(), 10);
        String file = segments(whole).getLast();
        int size = whole.get(file).length;
        for (int length = SegmentHeader.BYTES; length < size; length++) {
            MemoryStorage cut = whole.afterKill();
            cut.put(file, Arrays.copyOf(whole.get(file), length));
            try (EventLog log = open(cut, LogOptions.defaults())) {
                String where = "%d of %d bytes left".formatted(length, size);
                assertThat(log.state()).as(where).isInstanceOf(LogState.Damaged.class);
                assertServesOnlyWhatIsBefore(log, ((LogState.Damaged) log.state()).damage(), where);
                assertThatThrownBy(() -> log.append(bytes("x"), Completion.IGNORED))
                        .isInstanceOfSatisfying(LogUnavailable.class, e -> {
                            assertThat(e.reason()).isEqualTo(LogUnavailable.Reason.DAMAGED);
                            assertThat(e.getMessage()).contains(file, "acknowledged", "backup");
                        });
            }
        }
    }

    @Property(tries = 200)
    void tornTail_atAnyByteOfTheUnacknowledgedBatch_isCut_andTheLogGoesOn(
            @ForAll @IntRange(min = 0, max = 12) int acknowledged, @ForAll @IntRange(min = 1, max = 4) int torn)
            throws Exception {
        MemoryStorage storage = filled(LogOptions.defaults(), acknowledged);
        String file = segments(storage).getLast();
        byte[] before = storage.get(file);
        appendUnforced(storage, torn);
        byte[] all = storage.get(file);
        for (int length = before.length; length <= all.length; length++) {
            MemoryStorage left = storage.afterKill();
            left.put(file, Arrays.copyOf(all, length));
            int whole;
            try (EventLog log = open(left, LogOptions.defaults())) {
                assertThat(log.state()).as("%d bytes", length).isEqualTo(new LogState.Ready());
                whole = (int) log.lastSeq();
                assertThat(whole).isBetween(acknowledged, acknowledged + torn);
                assertThat(log.opened().cutBytes()).isEqualTo(length - frameEnd(all, whole));
                fill(log, 3);
            }
            try (EventLog log = open(left, LogOptions.defaults())) {
                assertThat(readFilled(log)).hasSize(whole + 3);
                assertThat(log.verify().whole()).isTrue();
                assertThat(log.opened().cutBytes()).isZero();
            }
        }
    }

    @Test
    void batchWrittenInPartAndOutOfOrder_isATornTail() throws Exception {
        // Guards: a power loss that kept a batch's second sector and lost its first must not look like damage.
        MemoryStorage storage = filled(LogOptions.defaults(), 5);
        String file = segments(storage).getLast();
        int forced = storage.get(file).length;
        appendUnforced(storage, 4);
        byte[] bytes = storage.get(file);
        Arrays.fill(bytes, forced, forced + 20, (byte) 0);
        try (EventLog log = open(storage, LogOptions.defaults())) {
            assertThat(log.state()).isEqualTo(new LogState.Ready());
            assertThat(log.lastSeq()).isEqualTo(5);
            assertThat(log.opened().cutBytes()).isEqualTo(bytes.length - forced);
        }
    }

    @Test
    void bitFlip_withoutAMark_isStillFoundByTheLaterBatchesBehindIt() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        try (EventLog log = open(storage, LogOptions.defaults())) {
            for (int i = 0; i < 6; i++) {
                fill(log, 1);
            }
        }
        storage.delete(DurableMark.FILE);
        String file = segments(storage).getLast();
        int lastFrame = frameEnd(storage.get(file), 5);
        for (int at = SegmentHeader.BYTES; at < lastFrame; at++) {
            MemoryStorage flipped = storage.afterKill();
            flipped.get(file)[at] ^= 0x40;
            try (EventLog log = open(flipped, LogOptions.defaults())) {
                assertThat(log.state())
                        .as("byte %d", at)
                        .isInstanceOfSatisfying(
                                LogState.Damaged.class,
                                damaged -> assertThat(damaged.damage().what()).contains("later records follow"));
            }
        }
    }

    @Test
    void missingFiles_areNamed() throws Exception {
        MemoryStorage whole = filled(SMALL, RECORDS);
        List<String> files = segments(whole);
        assertThat(files).hasSizeGreaterThan(3);
        for (String file : files) {
            MemoryStorage less = whole.afterKill();
            less.delete(file);
            try (EventLog log = open(less, SMALL)) {
                Damage damage = log.verify().damage().orElseThrow();
                assertThat(damage.seq()).as("without %s", file).isEqualTo(Long.parseLong(file.substring(0, 20)));
                assertServesOnlyWhatIsBefore(log, damage, "without " + file);
            }
        }
        MemoryStorage none = whole.afterKill();
        for (String file : files) {
            none.delete(file);
        }
        try (EventLog log = open(none, SMALL)) {
            assertThat(log.state())
                    .isInstanceOfSatisfying(
                            LogState.Damaged.class,
                            damaged -> assertThat(damaged.damage().sentence())
                                    .contains("records up to 40 were acknowledged"));
        }
    }

    @Test
    void replay_thatMeetsDamage_stopsTheLogThere() throws Exception {
        MemoryStorage storage = filled(SMALL, RECORDS);
        storage.get(segments(storage).get(1))[SegmentHeader.BYTES + 50] ^= 1;
        try (EventLog log = open(storage, SMALL)) {
            assertThat(log.state()).isEqualTo(new LogState.Ready());
            List<Long> seen = new ArrayList<>();
            assertThatThrownBy(() -> log.replay(0, (seq, payload) -> seen.add(seq)))
                    .isInstanceOf(LogDamaged.class);

            assertThat(log.state()).isInstanceOf(LogState.Damaged.class);
            assertThat(log.lastSeq()).isEqualTo(seen.size()).isEqualTo(log.durableSeq());
            assertThatThrownBy(() -> log.append(bytes("x"), Completion.IGNORED)).isInstanceOf(LogUnavailable.class);
            assertThatThrownBy(log::recover).isInstanceOf(LogUnavailable.class);
        }
    }

    @Test
    void damageFoundByARead_underARunningShow_doesNotStopIt() throws Exception {
        MemoryStorage storage = filled(SMALL, RECORDS);
        try (EventLog log = open(storage, SMALL)) {
            fill(log, 1);
            storage.get(segments(storage).get(1))[SegmentHeader.BYTES + 50] ^= 1;
            assertThatThrownBy(() -> readAll(log)).isInstanceOf(LogDamaged.class);
            assertThatThrownBy(() -> log.replay(0, (seq, payload) -> {})).isInstanceOf(LogDamaged.class);
            fill(log, 1);
            assertThat(log.durableSeq()).isEqualTo(RECORDS + 2);
        }
    }

    @Test
    void leftoverOfAnUnfinishedSegment_isRemoved() throws Exception {
        MemoryStorage storage = filled(SMALL, RECORDS);
        storage.put(Segment.fileName(41) + LogOpener.UNFINISHED_SUFFIX, new byte[13]);
        try (EventLog log = open(storage, SMALL)) {
            assertThat(readFilled(log)).hasSize(RECORDS);
        }
        assertThat(storage.list()).noneMatch(name -> name.endsWith(LogOpener.UNFINISHED_SUFFIX));
    }

    private static void assertServesOnlyWhatIsBefore(EventLog log, Damage damage, String where) throws LogException {
        List<String> served = new ArrayList<>();
        assertThatThrownBy(() -> {
                    List<LogEntry> entries;
                    do {
                        entries = log.read(served.size(), 3, Integer.MAX_VALUE);
                        entries.forEach(entry -> served.add(text(entry)));
                    } while (!entries.isEmpty());
                })
                .as(where)
                .isInstanceOfSatisfying(
                        LogDamaged.class, e -> assertThat(e.damage().seq()).isEqualTo(damage.seq()));
        for (int i = 0; i < served.size(); i++) {
            assertThat(served.get(i)).as(where).isEqualTo("r" + (i + 1));
        }
        assertThat(served).as(where).hasSize((int) damage.seq() - 1);
    }

    private static void readAll(EventLog log) throws LogException {
        long seq = 0;
        for (List<LogEntry> entries = log.read(0, 10, 10_000); !entries.isEmpty(); ) {
            seq += entries.size();
            entries = log.read(seq, 10, 10_000);
        }
    }

    private static MemoryStorage filled(LogOptions options, int records) throws LogException {
        MemoryStorage storage = new MemoryStorage();
        try (EventLog log = open(storage, options)) {
            fill(log, records);
        }
        return storage;
    }

    /** Writes one batch as the log does, and dies before the force. */
    private static void appendUnforced(MemoryStorage storage, int records) throws Exception {
        LogOpener.Found found = LogOpener.open(storage);
        StoredFile file = storage.write(found.last().file());
        Chain chain = new Chain(found.chain());
        long at = found.end();
        for (int i = 0; i < records; i++) {
            long seq = found.lastSeq() + 1 + i;
            byte[] payload = bytes("r" + seq);
            byte[] frame = new byte[(int) Frame.bytes(payload.length)];
            Frame.encode(frame, 0, seq, i, payload, chain);
            file.write(frame, 0, frame.length, at);
            at += frame.length;
        }
    }

    private static int frameEnd(byte[] segment, int frames) {
        int at = SegmentHeader.BYTES;
        for (int i = 0; i < frames; i++) {
            at += (int) Frame.bytes(Frame.payloadBytes(segment, at));
        }
        return at;
    }

    private static List<String> segments(MemoryStorage storage) {
        return storage.list().stream()
                .filter(name -> name.endsWith(Segment.SUFFIX))
                .toList();
    }

    private static EventLog open(MemoryStorage storage, LogOptions options) throws LogUnavailable {
        return EventLog.open(storage, options, Thread.ofVirtual().factory());
    }
}
