package dev.vitrine.core.log;

import static dev.vitrine.core.log.Acks.bytes;
import static dev.vitrine.core.log.Acks.fill;
import static dev.vitrine.core.log.Acks.readFilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.core.log.LogUnavailable.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that run full, fail or stall: nothing acknowledged is lost, nothing blocks, and the log goes on afterwards. */
class DiskFailureTest {
    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @ValueSource(ints = {1_500, 3_000, 5_000, 5_040, 5_080, 5_100, 7_777})
    void diskFull_refusesWithWhatNext_losesNothing_andGoesOnWhenThereIsSpace(int capacity) throws Exception {
        LogOptions options = LogOptions.defaults().withSegmentBytes(1_500);
        int acknowledged;
        try (EventLog log = open(options)) {
            storage.capacity(capacity);
            Acks acks = new Acks();
            int appended = appendUntilRefused(log, acks);
            acks.awaitEnds(appended);
            acknowledged = acks.durable().size();

            assertThat(acks.durable())
                    .isEqualTo(LongStream.rangeClosed(1, acknowledged).boxed().toList());
            assertThat(acks.failed())
                    .isEqualTo(LongStream.rangeClosed(acknowledged + 1, appended)
                            .boxed()
                            .toList());
            assertThat(acks.whys()).allSatisfy(why -> {
                assertThat(why.reason()).isEqualTo(Reason.DISK_FULL);
                assertThat(why.code()).isEqualTo("disk-full");
                assertThat(why.getMessage())
                        .contains("No space left", "Records up to " + acknowledged, "free some space");
            });
            assertThat(log.state()).isInstanceOf(LogState.Failed.class);
            assertThat(log.lastSeq()).isEqualTo(acknowledged);
            assertThat(readFilled(log)).hasSize(acknowledged);

            storage.capacity(0);
            assertThatThrownBy(log::recover)
                    .isInstanceOfSatisfying(
                            LogUnavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL));

            storage.capacity(Long.MAX_VALUE);
            log.recover();
            assertThat(log.state()).isEqualTo(new LogState.Ready());
            fill(log, 30);
            assertThat(readFilled(log)).hasSize(acknowledged + 30);
            assertThat(log.verify().whole()).isTrue();
        }
        try (EventLog log = open(options)) {
            assertThat(readFilled(log)).hasSize(acknowledged + 30);
            assertThat(log.verify().whole()).isTrue();
        }
    }

    @Test
    void failedForce_failsWhatWaits_andRecoverStartsANewSegment() throws Exception {
        try (EventLog log = open(LogOptions.defaults())) {
            fill(log, 10);
            storage.failForces(new IOException("Input/output error"));
            Acks acks = new Acks();
            log.append(bytes("lost"), acks);
            acks.awaitEnds(1);

            assertThat(acks.failed()).containsExactly(11L);
            assertThatThrownBy(() -> log.append(bytes("x"), acks)).isInstanceOfSatisfying(LogUnavailable.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.DISK_ERROR);
                assertThat(e.getMessage()).contains("Input/output error", "look at the disk");
            });
            assertThatThrownBy(log::recover).isInstanceOf(LogUnavailable.class);

            storage.failForces(null);
            log.recover();
            fill(log, 5);
            assertThat(readFilled(log)).hasSize(15);
        }
        assertThat(storage.list()).contains(Segment.fileName(11));
    }

    @Test
    void killAfterAFailure_losesNothingAcknowledged() throws Exception {
        EventLog log = open(LogOptions.defaults());
        fill(log, 10);
        storage.failForces(new IOException("Input/output error"));
        Acks acks = new Acks();
        log.append(bytes("r11"), acks);
        acks.awaitEnds(1);
        MemoryStorage left = storage.afterKill();
        storage.failForces(null);
        log.close();
        try (EventLog again = open(left, LogOptions.defaults())) {
            assertThat(readFilled(again)).hasSizeBetween(10, 11);
        }
    }

    @Test
    void recover_ofAReadyLog_doesNothing() throws Exception {
        try (EventLog log = open(LogOptions.defaults())) {
            fill(log, 3);
            log.recover();
            fill(log, 3);
            assertThat(log.opened().segments()).isEqualTo(1);
            assertThat(readFilled(log)).hasSize(6);
        }
    }

    @Test
    void emptyLog_thatFailed_goesOnFromRecordOne() throws Exception {
        try (EventLog log = open(LogOptions.defaults())) {
            storage.failForces(new IOException("Input/output error"));
            Acks acks = new Acks();
            for (int i = 0; i < 2_000; i++) {
                try {
                    log.append(new byte[100], acks);
                } catch (LogUnavailable e) {
                    break;
                }
            }
            await().until(() -> log.state() instanceof LogState.Failed);
            storage.failForces(null);
            log.recover();
            fill(log, 2_000);
            // Guards: places learnt from frames that were taken back pointed into the middle of later ones.
            assertThat(log.read(1_500, 1, 1).getFirst().seq()).isEqualTo(1_501);
            assertThat(readFilled(log)).hasSize(2_000);
        }
    }

    @Test
    void append_whenTooManyRecordsWait_isRefusedAtOnce_andTakenAgainLater() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        try (EventLog log = open(LogOptions.defaults().withQueue(50, 1 << 20))) {
            storage.stallForces(disk);
            Acks acks = new Acks();
            for (int i = 1; i <= 50; i++) {
                assertThat(log.append(bytes("r" + i), acks)).isEqualTo(i);
            }
            assertThatThrownBy(() -> log.append(bytes("x"), acks))
                    .isInstanceOf(LogFull.class)
                    .hasMessageContaining("50 records")
                    .hasMessageContaining("try again");
            assertThat(acks.durable()).isEmpty();
            assertThat(log.durableSeq()).isZero();
            assertThat(log.read(0, 10, 1_000))
                    .as("what is not on disk is not served")
                    .isEmpty();

            disk.countDown();
            acks.awaitDurable(50);
            fill(log, 10);
            assertThat(readFilled(log)).hasSize(60);
        }
    }

    @Test
    void append_whenTooManyBytesWait_isRefused_butALoneLargeRecordIsTaken() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        try (EventLog log = open(LogOptions.defaults().withQueue(1_000, 1_000))) {
            storage.stallForces(disk);
            Acks acks = new Acks();
            log.append(new byte[5_000], acks);
            assertThatThrownBy(() -> log.append(new byte[1], acks)).isInstanceOf(LogFull.class);
            disk.countDown();
            acks.awaitDurable(1);
        }
    }

    @Test
    void completionThatThrows_harmsNobodyElse() throws Exception {
        try (EventLog log = open(LogOptions.defaults())) {
            CountDownLatch disk = new CountDownLatch(1);
            storage.stallForces(disk);
            Acks acks = new Acks();
            log.append(bytes("r1"), acks);
            log.append(bytes("r2"), new Completion() {
                @Override
                public void durable(long seq) {
                    throw new IllegalStateException("thrown on purpose by a test");
                }

                @Override
                public void failed(long seq, LogUnavailable why) {}
            });
            log.append(bytes("r3"), acks);
            disk.countDown();
            acks.awaitDurable(2);
            assertThat(acks.durable()).isEqualTo(List.of(1L, 3L));
            fill(log, 1);
            assertThat(readFilled(log)).hasSize(4);
        }
    }

    @Test
    void close_ofAFailedLog_letsGoOfTheDirectory() throws Exception {
        EventLog log = open(LogOptions.defaults());
        storage.failForces(new IOException("Input/output error"));
        Acks acks = new Acks();
        log.append(bytes("x"), acks);
        acks.awaitEnds(1);
        log.close();
        assertThat(storage.closed()).isTrue();
        assertThat(log.state()).isEqualTo(new LogState.Closed());
    }

    @Test
    void open_onAFullDisk_saysSo() {
        storage.capacity(0);
        assertThatThrownBy(() -> open(LogOptions.defaults())).isInstanceOfSatisfying(LogUnavailable.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.DISK_FULL);
            assertThat(e.getMessage()).contains("free some space", "start again");
        });
        assertThat(storage.closed()).isTrue();
    }

    private static int appendUntilRefused(EventLog log, Acks acks) {
        int appended = 0;
        while (true) {
            try {
                log.append(bytes("r" + (appended + 1)), acks);
                appended++;
            } catch (LogFull e) {
                Thread.yield();
            } catch (LogUnavailable e) {
                return appended;
            }
        }
    }

    private EventLog open(LogOptions options) throws LogUnavailable {
        return open(storage, options);
    }

    private static EventLog open(MemoryStorage storage, LogOptions options) throws LogUnavailable {
        return EventLog.open(storage, options, Thread.ofVirtual().factory());
    }
}
