package dev.vitrine.core.chat;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was held or removed reaches no viewer, by whichever way they ask. */
class WithheldTextTest {
    private static final String SECRET = "zorblefax";

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
                "1.0.0", message -> message.text().contains("hold") ? Verdict.hold("test/held") : Verdict.pass());
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** Everything a viewer can ask for, as text. */
    private String everythingAViewerSees() {
        Room room = house.room("demo");
        StringBuilder seen = new StringBuilder();
        for (Channel channel : Channel.values()) {
            if (!channel.staffOnly()) {
                History latest = room.latest(channel, 10_000);
                History since = room.since(channel, latest.epoch(), 0, 10_000);
                assertThat(since.complete()).isTrue();
                Stream.of(latest, since)
                        .flatMap(history -> history.publications().stream())
                        .forEach(publication -> {
                            seen.append(new String(publication.data(), StandardCharsets.UTF_8));
                            seen.append(publication.record());
                        });
                seen.append(TestHouse.get(room.snapshot(channel)));
            }
        }
        seen.append(room.readForViewers(0, 10_000));
        return seen.toString();
    }

    private List<String> chatTypes() {
        return house.room("demo").latest(Channel.CHAT, 100).publications().stream()
                .map(publication -> publication.record().type())
                .toList();
    }

    @Test
    void aHeldMessage_reachesNobodyUntilItIsApproved() {
        Body reply = reply(house.say("demo", MIA, "hold " + SECRET));
        assertThat(reply.text("state")).isEqualTo("held");
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        house.restart();
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        assertThat(house.house().chat().held("demo", 10, 0)).hasSize(1);
        house.done("demo", "chat.approve", Body.of("seq", reply.integer("seq")));
        assertThat(everythingAViewerSees()).contains(SECRET);
        assertThat(house.house().chat().held("demo", 10, 0)).isEmpty();
    }

    @Test
    void aDeniedMessage_staysHidden() {
        long seq = house.said("demo", MIA, "hold " + SECRET);
        house.done("demo", "chat.deny", Body.of("seq", seq));
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        assertThat(TestHouse.problem(house.submit("demo", "chat.approve", Body.of("seq", seq)))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aDenial_canBeTakenBackForADay_alsoAfterARestart_butNotTwice() {
        long early = house.said("demo", MIA, "hold this");
        long seq = house.said("demo", MIA, "hold " + SECRET);
        house.done("demo", "chat.deny", Body.of("seq", early));
        clock.advance(Duration.ofHours(1));
        house.done("demo", "chat.deny", Body.of("seq", seq));
        clock.advance(Duration.ofMinutes(23 * 60 + 30));
        house.restart();
        moderate();
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        assertThat(TestHouse.problem(house.submit("demo", "chat.approve", Body.of("seq", early, "undo", true)))
                        .status())
                .isEqualTo(409);
        house.done("demo", "chat.approve", Body.of("seq", seq, "undo", true));
        assertThat(everythingAViewerSees()).contains(SECRET);
        assertThat(TestHouse.problem(house.submit("demo", "chat.approve", Body.of("seq", seq, "undo", true)))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aRemovedMessage_leavesATombstoneInItsPlace_forEveryLaterJoiner() {
        long seq = house.said("demo", MIA, SECRET);
        house.said("demo", MIA, "another");
        assertThat(everythingAViewerSees()).contains(SECRET);
        house.done("demo", "chat.remove", Body.of("seq", seq, "reason", "off topic"));
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        assertThat(chatTypes()).containsExactly("core.tombstone", "chat.message", "chat.removed");
        Publication tombstone =
                house.room("demo").latest(Channel.CHAT, 100).publications().getFirst();
        assertThat(tombstone.offset()).isEqualTo(1);
        assertThat(tombstone.record().seq()).isEqualTo(seq);
        // Staff reads what was said, for evidence.
        assertThat(house.log("demo").toString()).contains(SECRET);
        house.restart();
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        assertThat(chatTypes()).containsExactly("core.tombstone", "chat.message", "chat.removed");
    }

    @Test
    void aRestoredMessage_isBack_andCanBeRemovedAgain() {
        long seq = house.said("demo", MIA, SECRET);
        house.done("demo", "chat.remove", Body.of("seq", seq));
        house.done("demo", "chat.restore", Body.of("seq", seq));
        assertThat(chatTypes()).containsExactly("core.tombstone", "chat.removed", "chat.restored");
        assertThat(everythingAViewerSees()).contains(SECRET);
        moderate();
        house.done("demo", "chat.remove", Body.of("seq", seq));
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        house.restart();
        assertThat(everythingAViewerSees()).doesNotContain(SECRET);
        house.done("demo", "chat.restore", Body.of("seq", seq));
        assertThat(everythingAViewerSees()).contains(SECRET);
    }

    @Test
    void removingTwice_isOneRemoval() {
        long seq = house.said("demo", MIA, SECRET);
        house.done("demo", "chat.remove", Body.of("seq", seq));
        long last = house.room("demo").lastSeq();
        house.done("demo", "chat.remove", Body.of("seq", seq));
        assertThat(house.room("demo").lastSeq()).isEqualTo(last);
    }

    @Test
    void onlyMessages_canBeRemoved() {
        long seq = house.said("demo", MIA, SECRET);
        house.done("demo", "chat.remove", Body.of("seq", seq));
        assertThat(TestHouse.problem(house.submit("demo", "chat.remove", Body.of("seq", seq + 1)))
                        .status())
                .isEqualTo(404);
        assertThat(TestHouse.problem(house.submit("demo", "chat.remove", Body.of("seq", 999)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aViewerMayNotModerate() {
        long seq = house.said("demo", MIA, SECRET);
        assertThat(house.refused(dev.vitrine.api.command.Command.of("demo", "chat.remove", MIA, Body.of("seq", seq)))
                        .status())
                .isEqualTo(403);
    }
}
