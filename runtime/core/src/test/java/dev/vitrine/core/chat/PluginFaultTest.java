package dev.vitrine.core.chat;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.plugin;
import static dev.vitrine.core.TestHouse.problem;
import static dev.vitrine.core.TestHouse.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.contribution.BadPlugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin does its worst; nobody sees an unjudged message, and everything else goes on. */
class PluginFaultTest {
    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private final BadPlugins bad = new BadPlugins();
    private TestHouse house;

    /** A filter with what it does wrong. */
    record Fault(String name, java.util.function.Function<BadPlugins, ChatFilter> filter) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault("throws", bad -> message -> {
                    throw new IllegalStateException("broken");
                }),
                new Fault("throws an error", bad -> message -> {
                    throw new StackOverflowError();
                }),
                new Fault("hangs", bad -> message -> {
                    bad.hangPolitely();
                    return Verdict.pass();
                }),
                new Fault("hangs and is deaf", bad -> message -> {
                    bad.hangDeaf();
                    return Verdict.pass();
                }),
                new Fault("spins", bad -> message -> {
                    bad.spin();
                    return Verdict.pass();
                }));
    }

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
    }

    @AfterEach
    void close() {
        bad.close();
        house.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFilterThatFails_holdsTheMessage(Fault fault) {
        house.withModeration("1.0.0", fault.filter().apply(bad));
        for (int i = 0; i < 15; i++) {
            Actor author = TestHouse.viewer("v-" + i, "V" + i);
            Body reply = reply(house.say("demo", author, "message " + i));
            assertThat(reply.text("state")).isEqualTo("held");
            assertThat(reply.body("reason").text("rule")).isEqualTo("plugin-unavailable");
        }
        assertThat(house.room("demo").latest(Channel.CHAT, 100).publications()).isEmpty();
        assertThat(house.house().chat().held("demo", 100, 0)).hasSize(15);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFilterThatFails_doesNotHinderAHealthyOneFromBlocking(Fault fault) {
        house.promote(plugin("another", "1.0.0").filter(fault.filter().apply(bad)));
        house.withModeration("1.0.0", message -> new Verdict.Block(Reason.of("test/zorble")));
        Problem problem = problem(house.say("demo", MIA, "zorble"));
        assertThat(problem.type()).isEqualTo("blocked");
        assertThat(problem.extra().text("rule")).isEqualTo("test/zorble");
    }

    @Test
    void withoutTheRequiredPlugin_everyMessageIsHeld() {
        house.promote(plugin("another", "1.0.0").filter(message -> Verdict.pass()));
        assertThat(reply(house.say("demo", MIA, "hello")).text("state")).isEqualTo("held");
        assertThat(reply(house.say("demo", TestHouse.OWNER, "staff too")).text("state"))
                .isEqualTo("held");
    }

    @Test
    void aRequiredPluginWithoutAFilter_isAsGoodAsNone() {
        house.promote(plugin("chat-moderation", "1.0.0"));
        assertThat(reply(house.say("demo", MIA, "hello")).text("state")).isEqualTo("held");
    }

    private static CommandHandler handler(java.util.function.Supplier<Outcome> work) {
        return new CommandHandler() {
            @Override
            public List<CommandType> commands() {
                return List.of(new CommandType("test.do", "public", ChangeClass.SHOW, "Test", Body.empty()));
            }

            @Override
            public Outcome handle(Command command, Moment moment) {
                return work.get();
            }
        };
    }

    private Outcome submit() {
        return house.submit(Command.of("demo", "test.do", MIA, Body.empty()));
    }

    @Test
    void aHandlerThatThrows_is503_andNothingIsAppended() {
        house.withOpenModeration();
        house.promote(plugin("test", "1.0.0").handler(handler(() -> {
            throw new IllegalStateException("broken");
        })));
        long before = house.room("demo").lastSeq();
        Problem problem = problem(submit());
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).contains("\"test\" 1.0.0").contains("broken");
        assertThat(house.room("demo").lastSeq()).isEqualTo(before);
        house.said("demo", MIA, "the room goes on");
    }

    @Test
    void aHandlerThatIsLate_is503_evenIfItAnswersInTheEnd() {
        house.withOpenModeration();
        house.promote(plugin("test", "1.0.0").handler(handler(() -> {
            try {
                bad.hangPolitely();
            } catch (IllegalStateException e) {
                // It heeds the interrupt, and answers all the same.
            }
            return Outcome.done(Draft.asap("test.done", Channel.OVERLAY, Body.empty()), Body.empty());
        })));
        long before = house.room("demo").lastSeq();
        assertThat(problem(submit()).status()).isEqualTo(503);
        assertThat(house.room("demo").lastSeq()).isEqualTo(before);
    }

    @Test
    void aHandlerThatNeverReturns_costsItsCallAlone() {
        house.withOpenModeration();
        house.promote(plugin("test", "1.0.0").handler(handler(() -> {
            bad.spin();
            return Outcome.done(Draft.asap("test.done", Channel.OVERLAY, Body.empty()), Body.empty());
        })));
        assertThat(problem(submit()).status()).isEqualTo(503);
        long seq = house.said("demo", MIA, "the room goes on");
        // Left alone from now on, so that the room is not held up again.
        assertThat(problem(submit()).type()).isEqualTo("plugin-unavailable");
        bad.close();
        house.said("demo", MIA, "also when the lost thread comes back");
        assertThat(house.log("demo").stream().map(LogRecord::type)).doesNotContain("test.done");
        assertThat(house.room("demo").lastSeq()).isEqualTo(seq + 1);
    }

    @Test
    void aViewThatNeverReturns_losesNothingForTheOthers() {
        house.withOpenModeration();
        house.promote(plugin("bad", "1.0.0").view(view(record -> bad.spin())));
        List<Long> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        house.promote(plugin("good", "1.0.0").view(view(record -> seen.add(record.seq()))));
        var first = house.house().chat().send("demo", MIA, "one", java.util.Optional.empty());
        var second = house.house().chat().send("demo", MIA, "two", java.util.Optional.empty());
        long one = reply(TestHouse.get(first)).integer("seq");
        long two = reply(TestHouse.get(second)).integer("seq");
        await().untilAsserted(() -> assertThat(seen).containsExactly(one, two));
    }

    @Test
    void aViewThatThrows_leavesTheRecord() {
        house.withOpenModeration();
        house.promote(plugin("bad", "1.0.0").view(view(record -> {
            throw new IllegalStateException("broken");
        })));
        for (int i = 0; i < 30; i++) {
            clock.advance(Duration.ofSeconds(2));
            house.said("demo", MIA, "message " + i);
        }
        assertThat(house.room("demo").latest(Channel.CHAT, 100).publications()).hasSize(30);
    }

    private static LogView view(java.util.function.Consumer<LogRecord> work) {
        return new LogView() {
            @Override
            public Set<String> recordTypes() {
                return Set.of("chat.message");
            }

            @Override
            public void apply(LogRecord record) {
                work.accept(record);
            }
        };
    }

    @Test
    void aPluginMayNotWriteChat() {
        house.withOpenModeration();
        house.promote(plugin("test", "1.0.0")
                .handler(handler(() -> Outcome.done(
                        Draft.asap("chat.message", Channel.CHAT, Body.of("text", "unjudged")), Body.empty()))));
        assertThat(problem(submit()).detail()).contains("chat.message");
        assertThat(house.room("demo").latest(Channel.CHAT, 100).publications()).isEmpty();
    }

    @Test
    void aGuardThatFails_freezesPluginsAndConfiguration_andChatGoesOn() {
        house.withOpenModeration();
        house.promote(plugin("guard", "1.0.0").guard((event, now) -> {
            throw new IllegalStateException("broken");
        }));
        Problem problem = house.refused(Command.of("demo", "stream-key.create", TestHouse.OWNER, Body.empty()));
        assertThat(problem.status()).isEqualTo(423);
        assertThat(problem.detail()).contains("\"guard\", which does not answer");
        house.said("demo", MIA, "chat goes on");
    }
}
