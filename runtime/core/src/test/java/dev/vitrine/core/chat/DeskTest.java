package dev.vitrine.core.chat;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.OWNER;
import static dev.vitrine.core.TestHouse.plugin;
import static dev.vitrine.core.TestHouse.problem;
import static dev.vitrine.core.TestHouse.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static ChatFilter always(Verdict verdict) {
        return message -> verdict;
    }

    @Test
    void theGravestVerdictCounts() {
        Reason reason = new Reason("test/rule", "scam", 3, 2, 5, "v7", "Not like this.");
        Verdict[] byGravity = {
            Verdict.pass(),
            new Verdict.Modify("masked", reason),
            new Verdict.Bounce(reason),
            new Verdict.Hold(reason),
            new Verdict.Block(reason)
        };
        String[] expected = {"shown", "shown", "bounced", "held", "blocked"};
        for (int one = 0; one < byGravity.length; one++) {
            for (int other = 0; other < byGravity.length; other++) {
                house.withModeration("1.0." + one, always(byGravity[one]));
                house.promote(plugin("another", "1.0." + other).filter(always(byGravity[other])));
                var outcome = house.say("demo", OWNER, "hello");
                String got = outcome instanceof dev.vitrine.api.command.Outcome.Refused refused
                        ? refused.problem().type()
                        : reply(outcome).text("state");
                assertThat(got)
                        .as("%s with %s", byGravity[one], byGravity[other])
                        .isEqualTo(expected[Math.max(one, other)]);
            }
        }
    }

    @Test
    void aRefusal_saysRuleCategoryLevelAndSpan() {
        house.withModeration(
                "1.0.0",
                always(new Verdict.Bounce(new Reason("terms/scam-1", "scam", 3, 2, 5, "v7", "No offers here."))));
        Problem problem = problem(house.say("demo", MIA, "hello"));
        assertThat(problem.type()).isEqualTo("bounced");
        assertThat(problem.detail()).isEqualTo("No offers here.");
        assertThat(problem.extra().text("rule")).isEqualTo("terms/scam-1");
        assertThat(problem.extra().text("category")).isEqualTo("scam");
        assertThat(problem.extra().integer("level")).isEqualTo(3);
        assertThat(problem.extra().values()).containsEntry("span", java.util.List.of(2L, 5L));
        assertThat(house.log("demo")).isEmpty();
    }

    @Test
    void aModifiedMessage_showsTheOtherText_andLaterFiltersJudgeThat() {
        house.promote(plugin("a-mask", "1.0.0")
                .filter(message ->
                        new Verdict.Modify(message.text().replaceAll("[0-9]", "*"), Reason.of("mask/number"))));
        house.withModeration("1.0.0", message -> message.text().contains("7") ? Verdict.hold("test") : Verdict.pass());
        assertThat(reply(house.say("demo", MIA, "call 777")).text("state")).isEqualTo("shown");
        LogRecord record = house.log("demo").getFirst();
        assertThat(record.body().text("text")).isEqualTo("call ***");
        assertThat(record.body().flag("modified", false)).isTrue();
    }

    @Test
    void aBlockedMessage_isRecordedForStaffAlone() {
        house.withModeration("1.0.0", always(new Verdict.Block(Reason.of("test/zorble"))));
        assertThat(problem(house.say("demo", MIA, "zorble")).type()).isEqualTo("blocked");
        LogRecord record = house.log("demo").getFirst();
        assertThat(record.type()).isEqualTo("chat.blocked");
        assertThat(record.channel()).isEqualTo(Channel.MOD);
        assertThat(record.body().text("rule")).isEqualTo("test/zorble");
    }

    @Test
    void aShadowedMessage_looksSentToItsAuthor_andIsForStaffAlone() {
        house.withModeration("1.0.0", always(new Verdict.Shadow(Reason.of("test/zorble"))));
        assertThat(reply(house.say("demo", MIA, "zorble")).text("state")).isEqualTo("shown");
        LogRecord record = house.log("demo").getFirst();
        assertThat(record.type()).isEqualTo("chat.shadowed");
        assertThat(record.channel()).isEqualTo(Channel.MOD);
        assertThat(house.room("demo").readForViewers(0, 10).toString()).doesNotContain("zorble");
    }

    @Test
    void aMutedAuthor_isToldForHowLong_andNothingIsRecorded() {
        house.withModeration("1.0.0", always(new Verdict.Muted(61_000, Reason.of("sanction/7"))));
        Problem muted = problem(house.say("demo", MIA, "hello"));
        assertThat(muted.type()).isEqualTo("muted");
        assertThat(muted.extra().integer("retryAfterMs")).isEqualTo(61_000);
        house.withModeration("1.0.1", always(new Verdict.TooFast(900, Reason.of("mode/slow"))));
        Problem slow = problem(house.say("demo", MIA, "hello"));
        assertThat(slow.type()).isEqualTo("too-fast");
        assertThat(slow.status()).isEqualTo(429);
        assertThat(slow.extra().integer("retryAfterMs")).isEqualTo(900);
        assertThat(house.log("demo")).isEmpty();
    }

    @Test
    void writingTooFast_isRefusedWithWhenToTryAgain_andStaffIsExempt() {
        house.withOpenModeration();
        for (int i = 0; i < 5; i++) {
            house.said("demo", MIA, "burst " + i);
        }
        Problem problem = problem(house.say("demo", MIA, "one too many"));
        assertThat(problem.type()).isEqualTo("too-fast");
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.extra().integer("retryAfterMs")).isEqualTo(1000);
        clock.advance(Duration.ofMillis(999));
        assertThat(problem(house.say("demo", MIA, "still")).extra().integer("retryAfterMs"))
                .isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        house.said("demo", MIA, "now");
        for (int i = 0; i < 50; i++) {
            house.said("demo", OWNER, "staff " + i);
        }
    }

    @Test
    void lengthIsCountedInCodePoints() {
        house.withOpenModeration();
        house.said("demo", OWNER, "😀".repeat(500));
        Problem problem = problem(house.say("demo", OWNER, "😀".repeat(501)));
        assertThat(problem.type()).isEqualTo("too-long");
        assertThat(problem.detail()).contains("500");
        assertThat(problem(house.say("demo", OWNER, "x".repeat(1_000_000))).type())
                .isEqualTo("too-long");
    }

    @Test
    void nothing_isBounced() {
        house.withOpenModeration();
        for (String nothing : new String[] {"", "   ", "\n\t", "\u0000\u0001", "\u202E\u2066"}) {
            assertThat(problem(house.say("demo", OWNER, nothing)).type()).isEqualTo("bounced");
        }
    }

    @Test
    void anAnswerToNothing_isBounced() {
        house.withOpenModeration();
        long seq = house.said("demo", MIA, "question");
        assertThat(reply(TestHouse.get(house.house().chat().send("demo", MIA, "answer", Optional.of(seq))))
                        .text("state"))
                .isEqualTo("shown");
        assertThat(problem(TestHouse.get(house.house().chat().send("demo", MIA, "answer", Optional.of(99L))))
                        .type())
                .isEqualTo("bounced");
    }

    @Test
    void anEventThatIsOver_takesNoChat() {
        house.withOpenModeration();
        house.done("demo", "event.phase", Body.of("to", "ended", "force", true, "reason", "over"));
        Problem problem = problem(house.say("demo", MIA, "hello?"));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("ended");
    }

    @Test
    void theServersOwnLog_takesNoChat() {
        house.withOpenModeration();
        assertThat(problem(house.say("_house", OWNER, "hello")).status()).isEqualTo(404);
    }

    @Test
    void aFullQueueOfWaitingMessages_refusesMore() {
        house.done("_house", "policy.put", Body.of("name", "moderation", "yaml", """
            failMode: hold
            requires: [chat-moderation]
            maxLength: 500
            heldMax: 2
            rate: {perSecond: 1.0, burst: 5}
            """));
        house.withModeration("1.0.0", always(Verdict.hold("test")));
        house.said("demo", MIA, "one");
        house.said("demo", MIA, "two");
        assertThat(problem(house.say("demo", MIA, "three")).type()).isEqualTo("overloaded");
    }

    @Test
    void cleaning_keepsWhatPeopleWrite() {
        assertThat(Cleaning.clean("  a\n\n b\tc  ")).isEqualTo("a b c");
        assertThat(Cleaning.clean("👨‍👩‍👧 ok")).isEqualTo("👨‍👩‍👧 ok");
        assertThat(Cleaning.clean("می‌خواهم")).isEqualTo("می‌خواهم");
        assertThat(Cleaning.clean("a\u202Eb\u200Fc\uD800d\u00ADe")).isEqualTo("abcde");
    }
}
