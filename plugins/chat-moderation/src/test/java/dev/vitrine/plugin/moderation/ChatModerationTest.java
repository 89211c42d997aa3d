package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatModerationTest {
    private static final String CHECK = "POST /api/v1/events/{event}/moderation/check";

    private final TestHouse house = new TestHouse(Path.of("target"));
    private ChatModeration plugin = start();

    private ChatModeration start() {
        house.policy("moderation", Body.empty());
        return house.start("chat-moderation", ChatModeration::new);
    }

    @BeforeEach
    void terms() {
        house.done("show", "moderation.terms", terms("block", "blorple"));
    }

    @Test
    void review_byTheEventsOwnTerms() {
        assertThat(review("show", "blorple")).isInstanceOf(Verdict.Block.class);
        assertThat(review("other", "blorple")).isEqualTo(Verdict.pass());
    }

    @Test
    void review_afterANewList_followsThatOne() {
        house.done("show", "moderation.terms", terms("bounce", "wug"));

        assertThat(review("show", "blorple")).isEqualTo(Verdict.pass());
        assertThat(review("show", "wug")).isInstanceOf(Verdict.Bounce.class);
    }

    @Test
    void review_whileALongListIsPrepared_holds() {
        house.done("show", "moderation.terms", longList());

        assertThat(review("show", "good evening")).isInstanceOf(Verdict.Hold.class);

        house.time().settle();
        assertThat(review("show", "good evening")).isEqualTo(Verdict.pass());
        assertThat(review("show", "wug777x")).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void check_whileALongListIsPrepared_waitsForIt() {
        house.done("show", "moderation.terms", longList());

        assertThat(check("wug777x").text("verdict")).isEqualTo("hold");
    }

    @Test
    void review_afterARestart_judgesAlike() {
        house.done("show", "moderation.terms", longList());

        plugin = start();
        plugin.prove();

        assertThat(review("show", "wug777x")).isInstanceOf(Verdict.Hold.class);
        assertThat(review("show", "hello")).isEqualTo(Verdict.pass());
    }

    @Test
    void check_saysAllThatAVerdictHas_andRecordsNothing() {
        int before = house.log("show").size();

        Body verdict = check("a BL0RPLE!");

        assertThat(verdict.text("verdict")).isEqualTo("block");
        assertThat(verdict.text("rule")).isEqualTo("terms/scam-1");
        assertThat(verdict.text("category")).isEqualTo("scam");
        assertThat(verdict.integer("level")).isEqualTo(3);
        assertThat(verdict.values().get("span")).isEqualTo(List.of(2L, 9L));
        assertThat(verdict.text("policyVersion")).isNotEmpty();
        assertThat(house.log("show")).hasSize(before);
    }

    @Test
    void check_pass_namesThePolicyVersionOnly() {
        Body verdict = check("good evening");

        assertThat(verdict.text("verdict")).isEqualTo("pass");
        assertThat(verdict.has("rule")).isFalse();
        assertThat(verdict.has("policyVersion")).isTrue();
    }

    @Test
    void policyVersion_followsTheListAlone() {
        String first = check("x").text("policyVersion");
        house.done("show", "moderation.terms", terms("block", "wug"));
        String second = check("x").text("policyVersion");
        Body again = house.done("show", "moderation.terms", terms("block", "blorple"));

        assertThat(second).isNotEqualTo(first);
        assertThat(again.text("policyVersion"))
                .isEqualTo(first)
                .isEqualTo(check("x").text("policyVersion"));
    }

    @Test
    void terms_areForStaff_andReadBackAsWritten() {
        Reply.Json list = (Reply.Json)
                house.ask("GET /api/v1/events/{event}/moderation/terms", Map.of("event", "show"), Body.empty());

        assertThat(list.body().bodies("terms").getFirst().text("term")).isEqualTo("blorple");
        assertThat(house.log("show").getFirst().channel()).isEqualTo(Channel.NONE);
        assertThat(plugin.routes())
                .filteredOn(route -> route.right().equals("public"))
                .as("but a ban list, for whoever was told its address")
                .allMatch(route -> route.path().endsWith("/ban-list/{ticket}"));
    }

    @Test
    void terms_badOnes_areNamedByPlace() {
        assertBad(Body.of("terms", List.of(Body.of("term", "wug"), Body.of("action", "hold"))), "terms[1].term");
        assertBad(terms("ban", "wug"), "\"terms[0].action\" takes pass, modify, bounce, hold, shadow or block");
        assertBad(terms("hold", "..."), "\"terms[0].term\" takes a word or phrase");
        assertBad(Body.of("terms", List.of(Body.of("term", "wug", "level", 5))), "\"terms[0].level\" takes 1 to 4");
    }

    @Test
    void flood_theThirdTimeIn30Seconds_isSentBack_alsoInDisguise() {
        assertThat(review("show", "Hello there")).isEqualTo(Verdict.pass());
        assertThat(review("show", "HELLO  there!")).isEqualTo(Verdict.pass());
        assertThat(review("show", "h3llo thereee")).isInstanceOf(Verdict.Bounce.class);
        assertThat(review("show", "hello there")).isInstanceOf(Verdict.Bounce.class);
        assertThat(review("show", "something else")).isEqualTo(Verdict.pass());

        house.time().advance(Duration.ofSeconds(31));
        assertThat(review("show", "hello there")).isEqualTo(Verdict.pass());
    }

    @Test
    void flood_isKnownToANewVersion() {
        recordChat("hello");
        recordChat("hello");

        plugin = start();

        assertThat(review("show", "hello")).isInstanceOf(Verdict.Bounce.class);
    }

    @Test
    void flood_ofStaffAndOfOthers_isNone() {
        for (int i = 0; i < 5; i++) {
            assertThat(plugin.review(message("show", new Author("v-" + i, "V", false), "hello")))
                    .isEqualTo(Verdict.pass());
            assertThat(plugin.review(message("show", new Author("owner", "O", true), "hello")))
                    .isEqualTo(Verdict.pass());
        }
    }

    @Test
    void settings_changedPolicy_isTakenUpWithinSeconds() {
        house.policy("moderation", Body.of("links", "block"));

        house.time().advance(Duration.ofSeconds(6));

        assertThat(review("show", "www.wug.example")).isInstanceOf(Verdict.Block.class);
    }

    @Test
    void prove_and_examples_areUnderstood() {
        plugin.prove();

        plugin.commands().forEach(type -> {
            if (house.staff("scratch", type.type(), type.example()) instanceof Outcome.Refused refused) {
                assertThat(refused.problem().status()).as(type.type()).isIn(403, 404, 409);
            }
        });
    }

    /** Whatever is written: no exception, a span inside the text, and a masked text of the same length. */
    @Property(tries = 2_000)
    void judge_anyText_staysInBounds(@ForAll String text, @ForAll String term) {
        TermList list = Readings.of(term).plain().text().isBlank() || term.length() > 99
                ? TermList.EMPTY
                : TermList.of(Body.of("terms", List.of(Body.of("term", "x" + term, "action", "modify"))));
        Rules rules = Rules.of(list);

        for (String written : List.of(text, text + " x" + term + " " + text)) {
            Judgement judgement =
                    rules.judge(written, Readings.of(written), false, Settings.of(Body.empty()), Optional.empty());
            assertThat(judgement.reason().start())
                    .isBetween(0, judgement.reason().end());
            assertThat(judgement.reason().end()).isLessThanOrEqualTo(written.length());
            assertThat(judgement.text()).hasSameSizeAs(written);
        }
    }

    private static Body terms(String action, String term) {
        return Body.of(
                "terms",
                List.of(Body.of("term", term, "action", action, "category", "scam", "level", 3)),
                "allow",
                List.of());
    }

    private static Body longList() {
        return Body.of(
                "terms",
                IntStream.range(0, 1_000)
                        .mapToObj(i -> Body.of("term", "wug" + i + "x"))
                        .toList());
    }

    private Verdict review(String event, String text) {
        return plugin.review(message(event, new Author("v-1", "Vera", false), text));
    }

    private ChatMessage message(String event, Author author, String text) {
        return new ChatMessage(
                event, author, text, Optional.empty(), house.time().instant());
    }

    private void recordChat(String text) {
        Body author = Body.of("id", "v-1", "name", "Vera", "staff", false);
        house.append(
                "show",
                TestHouse.viewer("v-1"),
                Draft.asap("chat.message", Channel.CHAT, Body.of("author", author, "text", text)));
    }

    private Body check(String text) {
        return ((Reply.Json) house.ask(CHECK, Map.of("event", "show"), Body.of("text", text))).body();
    }

    private void assertBad(Body body, String says) {
        Outcome outcome = house.staff("show", "moderation.terms", body);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).problem().detail()).contains(says);
    }
}
