package dev.vitrine.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions come and go while eight people write: no message is lost and none passes unjudged. */
class SwapUnderLoadTest {
    private static final int WRITERS = 8;
    private static final int SWAPS = 20;

    @TempDir
    Path data;

    @Test
    void swapsLoseNothingAndLetNothingPass() throws Exception {
        FakeClock clock = new FakeClock();
        try (TestHouse house = new TestHouse(data, clock).withEvent("demo")) {
            InService current = version(house, 0);
            ConcurrentLinkedQueue<Long> acknowledged = new ConcurrentLinkedQueue<>();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                Actor actor = new Actor(Actor.Kind.STAFF, "s-" + w, "S" + w, Set.of("moderator"));
                writers.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; !over.get(); i++) {
                        acknowledged.add(house.said("demo", actor, "call 0" + i));
                    }
                }));
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                int before = acknowledged.size();
                Awaitility.await().until(() -> acknowledged.size() > before + 50);
                InService next = version(house, swap);
                GuardedCalls old = (GuardedCalls) current.calls();
                house.house().contributions().detachViews(current);
                Awaitility.await().until(() -> old.inFlight() == 0);
                old.retire();
                current = next;
            }
            over.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            List<LogRecord> log = house.log("demo");
            assertThat(log.stream().map(LogRecord::seq)).containsExactlyInAnyOrderElementsOf(acknowledged);
            assertThat(log).allSatisfy(record -> {
                boolean judged = record.type().equals("chat.held")
                        || record.body().text("text").startsWith("judged by 1.0.");
                assertThat(judged).as("%s", record).isTrue();
            });
            long held = log.stream()
                    .filter(record -> record.type().equals("chat.held"))
                    .count();
            System.getLogger("figures")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} swaps, {1} messages, {2} held, 0 lost, 0 unjudged",
                            SWAPS,
                            log.size(),
                            held);
        }
    }

    private static InService version(TestHouse house, int number) {
        String version = "1.0." + number;
        return house.withModeration(
                version, message -> new Verdict.Modify("judged by " + version + ": " + message.text(), reason()));
    }

    private static Reason reason() {
        return Reason.of("test/judged");
    }
}
