package dev.vitrine.plugin.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.testkit.Leaks;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceTest {
    private static final String EVENT = "/api/v1/events/{event}";
    private static final Actor ADA = TestHouse.viewer("v-ada");
    private static final Actor BEN = TestHouse.viewer("v-ben");

    private final TestHouse house = new TestHouse(Path.of("target"));
    private Audience plugin = house.start("audience", Audience::new);

    private Outcome by(Actor actor, String type, Object... fields) {
        return house.submit(Command.of("show", type, actor, Body.of(fields)));
    }

    private static Body done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).reply();
    }

    private static String refused(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).problem().type();
    }

    private long lastSeq(String type) {
        return house.log("show", type).getLast().seq();
    }

    private long poll(Object... more) {
        Body body = Body.of("question", "Which one next?", "options", List.of("Brass", "Steel", "Oak"));
        for (int i = 0; i < more.length; i += 2) {
            body = body.with((String) more[i], more[i + 1]);
        }
        done(house.staff("show", "audience.poll", body));
        return lastSeq(Records.POLL);
    }

    private Object votes() {
        return Optional.ofNullable(plugin.snapshot("show").body("poll").values().get("votes"))
                .orElseThrow();
    }

    private LogRecord say(String text) {
        return house.append(
                "show",
                ADA,
                Draft.asap(
                        "chat.message",
                        Channel.CHAT,
                        Body.of("author", Body.of("id", ADA.id(), "name", "Ada", "staff", false), "text", text)));
    }

    private Body ask(String template) {
        return ((Reply.Json) house.ask("GET " + EVENT + template, Map.of("event", "show"), Body.empty())).body();
    }

    // polls

    @Test
    void vote_changed_countsOnceForTheLastChoice() {
        long poll = poll();
        done(by(ADA, "audience.vote", "poll", poll, "option", 0));
        done(by(BEN, "audience.vote", "poll", poll, "option", 0));
        done(by(ADA, "audience.vote", "poll", String.valueOf(poll), "option", 2));

        assertThat(votes()).isEqualTo(List.of(1L, 0L, 1L));
    }

    @Test
    void votes_many_areToldAtMostFourTimesASecond() {
        long poll = poll();
        for (int viewer = 0; viewer < 400; viewer++) {
            done(by(TestHouse.viewer("v-" + viewer), "audience.vote", "poll", poll, "option", viewer % 3));
            house.time().advance(Duration.ofMillis(5));
        }
        house.time().advance(Duration.ofSeconds(1));

        assertThat(house.log("show", Records.POLL_RESULT)).hasSizeBetween(1, 4 * 2 + 1);
        assertThat(house.log("show", Records.POLL_RESULT)
                        .getLast()
                        .body()
                        .values()
                        .get("votes"))
                .isEqualTo(List.of(134L, 133L, 133L));
    }

    @Test
    void vote_whoVotedWhat_reachesNoChannel() {
        long poll = poll();
        done(by(ADA, "audience.vote", "poll", poll, "option", 1));

        assertThat(house.log("show", Records.VOTED)).allMatch(record -> record.channel() == Channel.NONE);
    }

    @Test
    void poll_whoseTimeIsOver_isEndedOnceAndTakesNoVote() {
        long poll = poll("seconds", 30);
        done(by(ADA, "audience.vote", "poll", poll, "option", 1));
        house.time().advance(Duration.ofSeconds(29));
        assertThat(house.log("show", Records.POLL_ENDED)).isEmpty();
        house.time().advance(Duration.ofSeconds(5));

        assertThat(house.log("show", Records.POLL_ENDED)).hasSize(1);
        assertThat(refused(by(BEN, "audience.vote", "poll", poll, "option", 1))).isEqualTo("poll-closed");
        assertThat(votes()).isEqualTo(List.of(0L, 1L, 0L));
    }

    @Test
    void poll_timerLate_isOverByTheClockAllTheSame() {
        long poll = poll("seconds", 30);
        house.time().stall(Duration.ofSeconds(31));

        assertThat(refused(by(ADA, "audience.vote", "poll", poll, "option", 1))).isEqualTo("poll-closed");
        assertThat(plugin.snapshot("show").body("poll").flag("open", true)).isFalse();
    }

    @Test
    void poll_second_whileOneIsOpen_isRefused() {
        long poll = poll();
        assertThat(refused(house.staff(
                        "show", "audience.poll", Body.of("question", "And?", "options", List.of("Yes", "No")))))
                .isEqualTo("poll-open");
        done(house.staff("show", "audience.poll-end", Body.of("poll", poll)));
        poll();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 1000})
    void vote_forNoOption_isABadRequest(int option) {
        assertThat(refused(by(ADA, "audience.vote", "poll", poll(), "option", option)))
                .isEqualTo("bad-request");
    }

    @Property(tries = 60)
    void votes_anyOrder_sumToTheVotersAndSurviveARestart(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 44) Integer> moves) {
        TestHouse own = new TestHouse(Path.of("target"));
        own.start("audience", Audience::new);
        own.done("show", "audience.poll", Polls.OPEN.example().with("options", List.of("a", "b", "c")));
        Map<String, Integer> expected = new HashMap<>();
        for (int move : moves) {
            String user = "v-" + move / 3;
            expected.put(user, move % 3);
            own.submit(Command.of(
                    "show", "audience.vote", TestHouse.viewer(user), Body.of("poll", 1, "option", move % 3)));
            own.time().advance(Duration.ofMillis(100));
        }
        List<Long> sums = List.of(0, 1, 2).stream()
                .map(option -> expected.values().stream().filter(option::equals).count())
                .toList();

        Audience restarted = own.start("audience", Audience::new);

        assertThat(restarted.snapshot("show").body("poll").values().get("votes"))
                .isEqualTo(sums);
    }

    // questions

    @Test
    void question_untilStaffLetsItIn_isForStaffAlone() {
        done(by(ADA, "audience.question", "text", "Is it dimmable?"));
        long question = lastSeq(Records.ASKED);

        assertThat(house.log("show", Records.ASKED)).allMatch(record -> record.channel() == Channel.MOD);
        assertThat(ask("/questions").bodies("questions")).isEmpty();
        assertThat(ask("/questions/waiting").bodies("questions")).hasSize(1);
        assertThat(refused(by(BEN, "audience.upvote", "question", question))).isEqualTo("no-such-question");

        done(house.staff("show", "audience.question-show", Body.of("question", question)));

        assertThat(ask("/questions").bodies("questions").getFirst().text("text"))
                .isEqualTo("Is it dimmable?");
        assertThat(ask("/questions/waiting").bodies("questions")).isEmpty();
    }

    @Test
    void whatViewersWrote_isInNoRecordForEverybody() {
        LogRecord said = say("zebra in the chat");
        done(house.staff("show", "audience.pin", Body.of("seq", said.seq())));
        done(by(ADA, "audience.question", "text", "zebra in a question"));
        done(house.staff("show", "audience.question-show", Body.of("question", lastSeq(Records.ASKED))));
        done(house.staff("show", "audience.whisper", Body.of("to", ADA.id(), "text", "zebra for Ada")));
        house.time().advance(Duration.ofSeconds(1));

        assertThat(house.log("show"))
                .filteredOn(record -> record.channel() == Channel.OVERLAY || record.channel() == Channel.STREAM)
                .noneMatch(record -> record.body().toString().contains("zebra"));
    }

    @Test
    void questions_mostWanted_comeFirstAndTheVotesAreTold() {
        for (String text : List.of("first", "second")) {
            done(by(ADA, "audience.question", "text", text));
            done(house.staff("show", "audience.question-show", Body.of("question", lastSeq(Records.ASKED))));
        }
        long second = lastSeq(Records.ASKED);
        done(by(BEN, "audience.upvote", "question", second));
        done(by(BEN, "audience.upvote", "question", second));
        house.time().advance(Duration.ofSeconds(1));

        Body top = ask("/questions").bodies("questions").getFirst();
        assertThat(top.text("text")).isEqualTo("second");
        assertThat(top.integer("votes")).isEqualTo(1);
        assertThat(house.log("show", Records.QUESTION_VOTES)).hasSize(1);

        done(by(BEN, "audience.upvote", "question", second, "up", false));
        house.time().advance(Duration.ofSeconds(5));
        assertThat(house.log("show", Records.QUESTION_VOTES)).hasSize(2);
    }

    @Test
    void question_fourthThatWaits_isRefused() {
        for (int i = 0; i < 3; i++) {
            done(by(ADA, "audience.question", "text", "question " + i));
        }
        assertThat(refused(by(ADA, "audience.question", "text", "one more"))).isEqualTo("too-many-questions");
        done(by(BEN, "audience.question", "text", "mine"));
    }

    // reactions

    @Test
    void reactions_aThousandHands_areAtMostFourRecordsASecond() {
        for (int hand = 0; hand < 1_000; hand++) {
            done(by(TestHouse.viewer("v-" + hand), "audience.react", "reaction", "👏"));
            house.time().advance(Duration.ofMillis(1));
        }
        house.time().advance(Duration.ofSeconds(1));

        List<LogRecord> told = house.log("show", Records.REACTIONS);
        assertThat(told).hasSizeLessThanOrEqualTo(4);
        assertThat(told.stream()
                        .mapToLong(record ->
                                record.body().bodies("reactions").getFirst().integer("times"))
                        .sum())
                .isEqualTo(1_000);
    }

    @Test
    void reactions_ofOnePerson_countAtMostTenUntilTheyAreTold() {
        for (int i = 0; i < 50; i++) {
            done(by(ADA, "audience.react", "reaction", "🔥", "times", 10));
        }
        house.time().advance(Duration.ofSeconds(1));

        Body told = house.log("show", Records.REACTIONS).getLast().body();
        assertThat(told.bodies("reactions").getFirst().integer("times")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "x", "❤️❤️"})
    void reaction_thatIsNone_isABadRequest(String reaction) {
        assertThat(refused(by(ADA, "audience.react", "reaction", reaction))).isEqualTo("bad-request");
    }

    // pins, announcements

    @Test
    void pin_ofAMessageThatIsRemoved_goesWithIt() {
        LogRecord said = say("look at this");
        done(house.staff("show", "audience.pin", Body.of("seq", said.seq())));
        assertThat(plugin.snapshot("show").body("pin").text("text")).isEqualTo("look at this");

        house.append("show", TestHouse.STAFF, Draft.asap("chat.removed", Channel.CHAT, Body.of("target", said.seq())));

        assertThat(plugin.snapshot("show").optionalBody("pin")).isEmpty();
        assertThat(refused(house.staff("show", "audience.pin", Body.of("seq", said.seq()))))
                .isEqualTo("no-such-message");
    }

    @Test
    void announcement_endsByTheClock() {
        done(house.staff("show", "audience.announce", Body.of("text", "The raffle is at eight.", "seconds", 60)));
        assertThat(plugin.snapshot("show").body("announcement").text("text")).isEqualTo("The raffle is at eight.");
        house.time().stall(Duration.ofSeconds(60));

        assertThat(plugin.snapshot("show").optionalBody("announcement")).isEmpty();
    }

    // private replies

    @Test
    void whisper_isForTheOneItIsToAlone() {
        done(house.staff("show", "audience.whisper", Body.of("to", TestHouse.STAFF.id(), "text", "for you")));
        done(house.staff("show", "audience.whisper", Body.of("to", ADA.id(), "text", "for Ada")));

        assertThat(house.log("show", Records.WHISPERED)).allMatch(record -> record.channel() == Channel.PERSONAL);
        assertThat(ask("/audience/me").bodies("whispers"))
                .extracting(whisper -> whisper.text("text"))
                .containsExactly("for you");
    }

    // erasure

    @Test
    void whoIsErased_isNowhereAnyMore_atOnce_andPagesAreTold() {
        Body author = Body.of("id", ADA.id(), "name", "Zanzibar Quill", "staff", false);
        LogRecord said = house.append(
                "show",
                ADA,
                Draft.asap("chat.message", Channel.CHAT, Body.of("author", author, "text", "canary in chat")));
        done(house.staff("show", "audience.pin", Body.of("seq", said.seq())));
        Actor ada = new Actor(ADA.kind(), ADA.id(), "Zanzibar Quill", ADA.roles());
        done(by(ada, "audience.question", "text", "canary asks"));
        done(house.staff("show", "audience.question-show", Body.of("question", lastSeq(Records.ASKED))));
        done(by(ada, "audience.question", "text", "canary waits"));
        done(by(BEN, "audience.question", "text", "Is it dimmable?"));
        done(house.staff("show", "audience.whisper", Body.of("to", ADA.id(), "text", "canary, for you")));
        assertThat(Leaks.of(plugin, "canary")).hasSizeGreaterThan(3);
        assertThat(Leaks.of(plugin, "Zanzibar")).hasSizeGreaterThan(2);

        house.append("show", Actor.HOUSE, Draft.asap("core.forgotten", Channel.CHAT, Body.of("person", ADA.id())));

        assertThat(Leaks.of(plugin, "canary")).isEmpty();
        assertThat(Leaks.of(plugin, "Zanzibar")).isEmpty();
        assertThat(plugin.snapshot("show").has("pin")).isFalse();
        assertThat(house.log("show", Records.UNPINNED)).hasSize(1);
        assertThat(house.log("show", Records.QUESTION_CLOSED)).hasSize(1);
        assertThat(ask("/questions/waiting").bodies("questions"))
                .extracting(question -> question.text("text"))
                .containsExactly("Is it dimmable?");
    }

    @Test
    void staffWhoIsErased_isNoNameInWhatTheyWrote() {
        Actor maya = new Actor(Actor.Kind.STAFF, "u-maya", "Maya Marlowe", java.util.Set.of("owner"));
        done(by(maya, "audience.whisper", "to", TestHouse.STAFF.id(), "text", "for you"));
        assertThat(Leaks.of(plugin, "Maya")).isNotEmpty();

        house.append("show", Actor.HOUSE, Draft.asap("core.forgotten", Channel.CHAT, Body.of("person", "u-maya")));

        assertThat(Leaks.of(plugin, "Maya")).isEmpty();
        assertThat(ask("/audience/me").bodies("whispers").getFirst().text("text"))
                .isEqualTo("for you");
    }

    // emotes

    @Test
    void emote_isServedAsWhatItsBytesSay() {
        done(house.staff("show", "audience.emote", Emotes.PUT.example()));

        assertThat(plugin.snapshot("show").bodies("emotes").getFirst().text("url"))
                .startsWith("/api/v1/events/show/emotes/lamp?v=");
        Reply reply =
                house.ask("GET " + EVENT + "/emotes/{emote}", Map.of("event", "show", "emote", "lamp"), Body.empty());
        assertThat(((Reply.Bytes) reply).contentType()).isEqualTo("image/png");
    }

    static List<byte[]> noPictures() {
        return List.of(
                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new byte[0],
                new byte[33 * 1024]);
    }

    @ParameterizedTest
    @MethodSource("noPictures")
    void emote_thatIsNoPicture_isABadRequest(byte[] bytes) {
        String image = Base64.getEncoder().encodeToString(bytes);
        assertThat(refused(house.staff("show", "audience.emote", Body.of("emote", "lamp", "image", image))))
                .isEqualTo("bad-request");
    }

    // life

    @Test
    void everyCommand_itsExampleInAnEventWithoutRecords_isUnderstood() {
        for (var type : plugin.commands()) {
            Outcome outcome = house.submit(Command.of("empty", type.type(), TestHouse.STAFF, type.example()));
            if (outcome instanceof Outcome.Refused refused) {
                assertThat(refused.problem().status()).as(type.type()).isIn(404, 409);
            }
        }
    }

    @Test
    void prove_passes() {
        plugin.prove();
    }

    @Test
    void restart_snapshotIsTheSame() {
        LogRecord said = say("look at this");
        done(house.staff("show", "audience.pin", Body.of("seq", said.seq())));
        done(by(ADA, "audience.vote", "poll", poll("seconds", 600), "option", 1));
        done(house.staff("show", "audience.emote", Emotes.PUT.example()));
        done(house.staff("show", "audience.announce", Body.of("text", "Hello")));
        Body before = plugin.snapshot("show");

        plugin = house.start("audience", Audience::new);

        assertThat(plugin.snapshot("show")).isEqualTo(before);
    }
}
