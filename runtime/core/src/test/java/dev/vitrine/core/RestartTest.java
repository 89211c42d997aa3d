package dev.vitrine.core;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.plugin;
import static dev.vitrine.core.TestHouse.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was there before a restart is there after it, from the log alone. */
class RestartTest {
    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
        moderate();
    }

    private void moderate() {
        house.withModeration(
                "1.0.0", message -> message.text().contains("hold") ? Verdict.hold("test") : Verdict.pass());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private List<String> everything() {
        Room room = house.room("demo");
        List<String> everything = new ArrayList<>();
        everything.add(room.title() + room.eventClass() + room.phase() + room.lastSeq());
        for (Channel channel : Channel.values()) {
            History history = room.latest(channel, 10_000);
            everything.add(channel + history.epoch() + history.topOffset());
            for (Publication publication : history.publications()) {
                everything.add(publication.offset() + " " + publication.record() + " "
                        + new String(publication.data(), StandardCharsets.UTF_8));
            }
        }
        everything.add(room.personalLatest(MIA.id(), 100).toString().replaceAll("\\[B@[0-9a-f]+", ""));
        house.house().chat().held("demo", 100, 0).forEach(record -> everything.add(record.toString()));
        house.house().streamKeys("demo").forEach(key -> everything.add(key.toString()));
        house.log("demo").forEach(record -> everything.add(record.toString()));
        return everything;
    }

    @Test
    void everythingIsAsItWas() {
        for (int i = 0; i < 5; i++) {
            house.said("demo", MIA, (i % 2 == 0 ? "hold " : "show ") + i);
        }
        List<LogRecord> log = house.log("demo");
        house.done("demo", "chat.remove", Body.of("seq", log.get(1).seq()));
        house.done("demo", "chat.approve", Body.of("seq", log.get(0).seq()));
        house.done("demo", "chat.deny", Body.of("seq", log.get(2).seq()));
        house.done("demo", "stream-key.create", Body.empty());
        house.done("demo", "event.phase", Body.of("to", "live", "force", true, "reason", "test"));
        List<String> before = everything();
        house.restart();
        assertThat(everything()).isEqualTo(before);
        moderate();
        clock.advance(Duration.ofSeconds(5));
        assertThat(house.said("demo", MIA, "the next")).isEqualTo(log.size() + 8);
    }

    @Test
    void aClientRecoversAcrossARestart() {
        house.said("demo", MIA, "one");
        History seen = house.room("demo").latest(Channel.CHAT, 10);
        house.said("demo", MIA, "two");
        house.restart();
        History missed = house.room("demo").since(Channel.CHAT, seen.epoch(), seen.topOffset(), 100);
        assertThat(missed.complete()).isTrue();
        assertThat(missed.publications())
                .singleElement()
                .satisfies(publication ->
                        assertThat(publication.record().body().text("text")).isEqualTo("two"));
    }

    @Test
    void aStreamThatWasLive_isOfflineAfterARestart() {
        status(StreamState.LIVE);
        Awaitility.await().until(() -> house.room("demo").stream().text("state").equals("LIVE"));
        house.restart();
        Awaitility.await().until(() -> house.room("demo").stream().text("state").equals("OFFLINE"));
        assertThat(house.room("demo").stream().text("why")).isEqualTo("the server was restarted");
    }

    private void status(StreamState state) {
        house.house()
                .streamChanged(
                        new StreamStatus(
                                "demo",
                                state,
                                clock.instant(),
                                Optional.of(new MediaTime(3, 10_000)),
                                clock.instant(),
                                1280,
                                720,
                                "avc1.42c01f",
                                "mp4a.40.2",
                                2500,
                                30,
                                1000),
                        "test");
    }

    @Test
    void aRecordBelongsToThePictureThatWasLive() {
        house.said("demo", MIA, "before the show");
        status(StreamState.LIVE);
        clock.advance(Duration.ofMillis(1_234));
        house.said("demo", MIA, "in it");
        status(StreamState.GRACE);
        clock.advance(Duration.ofMillis(5_000));
        house.said("demo", MIA, "while the last picture stands");
        status(StreamState.SLATE);
        house.said("demo", MIA, "on the slate");
        List<Optional<MediaTime>> media = house.log("demo").stream()
                .filter(record -> record.type().equals("chat.message"))
                .map(LogRecord::media)
                .toList();
        assertThat(media)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new MediaTime(3, 11_234)),
                        Optional.of(new MediaTime(3, 10_000)),
                        Optional.of(new MediaTime(3, 10_000)));
    }

    /** Counts messages by event, and shows the count. */
    private static final class Counter implements LogView, SnapshotPart {
        private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        private final Map<String, AtomicLong> last = new ConcurrentHashMap<>();

        @Override
        public Set<String> recordTypes() {
            return Set.of("chat.message");
        }

        @Override
        public void apply(LogRecord record) {
            counts.computeIfAbsent(record.event(), each -> new AtomicInteger()).incrementAndGet();
            long before = last.computeIfAbsent(record.event(), each -> new AtomicLong())
                    .getAndSet(record.seq());
            assertThat(record.seq()).isGreaterThan(before);
        }

        @Override
        public Channel channel() {
            return Channel.OVERLAY;
        }

        @Override
        public String name() {
            return "counter";
        }

        @Override
        public Body snapshot(String event) {
            return Body.of(
                    "count", counts.getOrDefault(event, new AtomicInteger()).get());
        }
    }

    private long counted(String event) {
        return TestHouse.get(house.room(event).snapshot(Channel.OVERLAY))
                .body("counter")
                .integer("count");
    }

    @Test
    void aVersionThatComesLater_hasSeenEveryRecordOnceAndInOrder_evenWhilePeopleWrite() throws Exception {
        house.withEvent("other");
        house.said("other", MIA, "elsewhere");
        Thread writer = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 2_000; i++) {
                house.said("demo", TestHouse.OWNER, "message " + i);
            }
        });
        Awaitility.await().until(() -> house.room("demo").lastSeq() > 300);
        Counter counter = new Counter();
        house.promote(plugin("counter", "1.0.0").view(counter).part(counter));
        assertThat(counted("demo")).isGreaterThan(300);
        writer.join();
        assertThat(counted("demo")).isEqualTo(2_000);
        assertThat(counted("other")).isEqualTo(1);
        assertThat(TestHouse.get(house.room("demo").snapshot(Channel.CHAT)).has("counter"))
                .isFalse();
        house.withEvent("third");
        house.said("third", MIA, "a new event feeds it too");
        assertThat(counted("third")).isEqualTo(1);
        house.restart();
        Counter after = new Counter();
        house.promote(plugin("counter", "1.0.0").view(after).part(after));
        assertThat(counted("demo")).isEqualTo(2_000);
        assertThat(after.counts.toString()).isEqualTo(counter.counts.toString());
    }

    @Test
    void aVersionThatWasDetached_isFedNoMore() {
        Counter counter = new Counter();
        var version = house.promote(plugin("counter", "1.0.0").view(counter).part(counter));
        house.said("demo", MIA, "one");
        house.house().contributions().detachViews(version);
        house.said("demo", MIA, "two");
        assertThat(counter.counts.get("demo")).hasValue(1);
        assertThat(reply(house.say("demo", MIA, "three")).text("state")).isEqualTo("shown");
    }
}
