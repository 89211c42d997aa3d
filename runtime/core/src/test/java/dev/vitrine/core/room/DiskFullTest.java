package dev.vitrine.core.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.log.FlakyDisk;
import dev.vitrine.core.people.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk fails under a room: who asked is told, views stay right, and nothing is lost, doubled or reordered. */
class DiskFullTest {
    private final FlakyDisk disk = new FlakyDisk();
    private final ExecutorService lanes = Lane.newThreads();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<LogRecord> applied = new ConcurrentLinkedQueue<>();
    private final Queue<LogRecord> heard = new ConcurrentLinkedQueue<>();
    private EventRoom room;

    @BeforeEach
    void open() throws Exception {
        ContributionRegistry none = new ContributionRegistry(new ViewFeeds());
        RoomSetting setting =
                new RoomSetting(new FakeClock(), lanes, background, none::routing, applied::add, Seal.NONE);
        room = EventRoom.over(disk.open(), "demo", "Demo", "webinar", setting);
        room.listen((from, channel, publication) -> heard.add(publication.record()));
    }

    @AfterEach
    void close() {
        disk.mend();
        room.close();
        lanes.shutdown();
        background.shutdown();
    }

    /** Appends on the lane. The future has the problem, or none once it is durable. */
    private CompletableFuture<Optional<Problem>> append(int number) {
        CompletableFuture<Optional<Problem>> end = new CompletableFuture<>();
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            drafts.add(Draft.asap("test.record", Channel.OVERLAY, Body.of("number", number, "part", i)));
        }
        boolean offered = room.offer(() -> {
            try {
                room.append(drafts, Actor.HOUSE, Optional.empty(), new Stored() {
                    @Override
                    public void durable() {
                        end.complete(Optional.empty());
                    }

                    @Override
                    public void open(Problem problem) {
                        end.complete(Optional.of(problem));
                    }
                });
            } catch (NotStored e) {
                end.complete(Optional.of(e.problem()));
            }
        });
        assertThat(offered).isTrue();
        return end;
    }

    @Test
    void aDiskThatBreaks_isToldToWhoAsked_andEverythingIsThereOnceWhenItIsMended() {
        assertThat(TestHouse.get(append(0))).isEmpty();
        disk.breakDown();
        List<CompletableFuture<Optional<Problem>>> open = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            open.add(append(i));
        }
        for (CompletableFuture<Optional<Problem>> each : open) {
            assertThat(TestHouse.get(each)).hasValueSatisfying(problem -> {
                assertThat(problem.status()).isEqualTo(507);
                assertThat(problem.type()).isEqualTo("not-stored");
            });
        }
        assertThat(heard).hasSize(2);
        assertThat(room.latest(Channel.OVERLAY, 100).publications()).hasSize(2);
        disk.mend();
        await().untilAsserted(() -> assertThat(TestHouse.get(append(99))).isEmpty());
        List<LogRecord> log = room.read(0, 1_000);
        assertThat(log.stream().map(LogRecord::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(log).isEqualTo(List.copyOf(applied)).isEqualTo(List.copyOf(heard));
        assertThat(log.stream().map(record -> record.body().toString()).distinct())
                .as("nothing twice")
                .hasSameSizeAs(log);
    }

    @Test
    void aFullDisk_refuses_andGoesOnWhenThereIsSpace() {
        assertThat(TestHouse.get(append(0))).isEmpty();
        disk.fillUp();
        await().untilAsserted(() -> assertThat(TestHouse.get(append(1))).isPresent());
        Problem problem = TestHouse.get(append(2)).orElseThrow();
        assertThat(problem.status()).isEqualTo(507);
        // Whoever only watches notices nothing.
        assertThat(TestHouse.get(room.snapshot(Channel.STREAM)).text("title")).isEqualTo("Demo");
        disk.mend();
        await().untilAsserted(() -> assertThat(TestHouse.get(append(3))).isEmpty());
        assertThat(room.read(0, 1_000)).isEqualTo(List.copyOf(applied)).isEqualTo(List.copyOf(heard));
    }
}
