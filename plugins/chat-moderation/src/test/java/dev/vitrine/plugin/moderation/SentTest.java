package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moderators decide, and what it does to messages on their way. */
class SentTest {
    private static final String SHOW = "show";
    private static final Actor COLLEAGUE = new Actor(Actor.Kind.STAFF, "maya", "Maya", java.util.Set.of("moderator"));

    private final TestHouse house = new TestHouse(Path.of("target"));
    private ChatModeration plugin = start();

    private ChatModeration start() {
        house.policy("moderation", Body.empty());
        return house.start("chat-moderation", ChatModeration::new);
    }

    private Verdict say(String user, String text) {
        return plugin.review(new ChatMessage(
                SHOW,
                new Author(user, user, false),
                text,
                Optional.empty(),
                house.time().instant()));
    }

    private Verdict staffSays(String text) {
        return plugin.review(new ChatMessage(
                SHOW,
                new Author("owner", "Olive", true),
                text,
                Optional.empty(),
                house.time().instant()));
    }

    private LogRecord record(String type, Channel channel, String user, String text, Object... more) {
        Body body = Body.of("author", Body.of("id", user, "name", user, "staff", false), "text", text);
        for (int i = 0; i < more.length; i += 2) {
            body = body.with((String) more[i], more[i + 1]);
        }
        return house.append(SHOW, TestHouse.viewer(user), Draft.asap(type, channel, body));
    }

    private void heard(String user, String text) {
        record("chat.message", Channel.CHAT, user, text);
    }

    private static String rule(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass pass -> "";
            case Verdict.Modify each -> each.reason().rule();
            case Verdict.Bounce each -> each.reason().rule();
            case Verdict.Hold each -> each.reason().rule();
            case Verdict.Shadow each -> each.reason().rule();
            case Verdict.Block each -> each.reason().rule();
            case Verdict.TooFast each -> each.reason().rule();
            case Verdict.Muted each -> each.reason().rule();
        };
    }

    private Body get(String route, Object... path) {
        Map<String, String> values = new java.util.HashMap<>(Map.of("event", SHOW));
        for (int i = 0; i < path.length; i += 2) {
            values.put((String) path[i], path[i + 1].toString());
        }
        return ((Reply.Json) house.ask("GET /api/v1/events/{event}/moderation" + route, values, Body.empty())).body();
    }

    @Test
    void slowMode_tellsHowLongToWait_alsoAfterAnUpdate_andStaffIsExempt() {
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 10));
        assertThat(say("v-1", "one")).isEqualTo(Verdict.pass());
        house.time().advance(Duration.ofSeconds(4));
        assertThat(say("v-1", "two"))
                .isInstanceOfSatisfying(
                        Verdict.TooFast.class, each -> assertThat(each.waitMs()).isEqualTo(6_000));
        heard("v-2", "hello");
        plugin = start();
        assertThat(say("v-2", "again")).isInstanceOf(Verdict.TooFast.class);
        assertThat(staffSays("one")).isEqualTo(Verdict.pass());
        assertThat(staffSays("two")).isEqualTo(Verdict.pass());
        house.time().advance(Duration.ofSeconds(10));
        assertThat(say("v-1", "three")).isEqualTo(Verdict.pass());
    }

    @Test
    void modes_areForAllToSee_andOnlyWhatIsNamedChanges() {
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 10, "unique", true));
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 0));
        assertThat(house.log(SHOW, "moderation.mode-set")).allMatch(each -> each.channel() == Channel.CHAT);
        assertThat(new ViewersModes(plugin).snapshot(SHOW))
                .isEqualTo(new Modes(0, 0, 0, false, false, true, false).toBody());
        assertThat(house.staff(SHOW, "moderation.mode", Body.of("slowSeconds", -1)))
                .isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"minAgeSeconds, mode/min-age", "buyersOnly, mode/buyers-only", "emoteOnly, mode/emote-only"})
    void modes_thatKeepAViewerOut_sendTheMessageBack(String mode, String rule) {
        house.done(SHOW, "moderation.mode", Body.of(mode, mode.endsWith("Seconds") ? (Object) 60 : (Object) true));
        assertThat(say("v-1", "hello everybody")).isInstanceOf(Verdict.Bounce.class);
        assertThat(rule(say("v-1", "hello all"))).isEqualTo(rule);
        assertThat(staffSays("hello")).isEqualTo(Verdict.pass());
    }

    @Test
    void modes_letInWhomTheyAreFor() {
        house.append(SHOW, TestHouse.viewer("v-1"), Draft.asap("cta.order", Channel.OPS, Body.of("viewer", "v-1")));
        house.done(SHOW, "moderation.mode", Body.of("buyersOnly", true));
        assertThat(say("v-1", "I have it")).isEqualTo(Verdict.pass());
        house.done(SHOW, "moderation.mode", Body.of("buyersOnly", false, "emoteOnly", true));
        assertThat(say("v-2", "😀 :wave: 👩‍🚀")).isEqualTo(Verdict.pass());
        house.done(SHOW, "moderation.mode", Body.of("emoteOnly", false, "minAgeSeconds", 60));
        house.append(SHOW, Actor.HOUSE, Draft.asap("core.session", Channel.NONE, Body.of("id", "v-3", "name", "Vi")));
        house.time().advance(Duration.ofSeconds(61));
        assertThat(say("v-3", "grown")).isEqualTo(Verdict.pass());
    }

    @Test
    void unique_sendsBackWhatAnotherSaid() {
        house.done(SHOW, "moderation.mode", Body.of("unique", true));
        assertThat(say("v-1", "first!")).isEqualTo(Verdict.pass());
        assertThat(rule(say("v-2", "FIRST"))).isEqualTo("mode/unique");
    }

    @Test
    void linksHeld_whateverThePolicySays() {
        house.policy("moderation", Body.of("links", "pass"));
        plugin = house.start("chat-moderation", ChatModeration::new);
        assertThat(say("v-1", "see wug.com")).isEqualTo(Verdict.pass());
        house.done(SHOW, "moderation.mode", Body.of("linksHeld", true));
        assertThat(rule(say("v-1", "look at wug.com"))).isEqualTo("mode/links");
    }

    @Test
    void delay_holdsAndShowsByItself_alsoWhenTheTimerWasLost() {
        house.done(SHOW, "moderation.mode", Body.of("delaySeconds", 4));
        assertThat(rule(say("v-1", "hello"))).isEqualTo("mode/delay");
        LogRecord held = record("chat.held", Channel.MOD, "v-1", "hello", "rule", "mode/delay");
        Approvals approvals = house.start("core", context -> new Approvals());
        house.time().advance(Duration.ofSeconds(3));
        assertThat(approvals.approved).isEmpty();
        plugin = start();
        house.time().advance(Duration.ofSeconds(2));
        assertThat(approvals.approved).contains(held.seq());
    }

    @Test
    void whatNobodyDecided_isDeniedByTheClock_withTheReason_andCountsAgainstNobody() {
        house.policy("moderation", Body.of("holds", Body.of("minutes", 15)));
        plugin = house.start("chat-moderation", ChatModeration::new);
        Approvals core = house.start("core", context -> new Approvals());
        long first = record("chat.held", Channel.MOD, "v-1", "see wug.com", "rule", "links")
                .seq();
        house.time().advance(Duration.ofMinutes(10));
        long second = record("chat.held", Channel.MOD, "v-2", "see gnu.com", "rule", "links")
                .seq();
        house.time().advance(Duration.ofMinutes(4));
        assertThat(core.denied).isEmpty();
        house.time().advance(Duration.ofMinutes(2));
        assertThat(core.denied).containsOnlyKeys(first);
        assertThat(core.denied.get(first)).isEqualTo("Nobody decided within 15 minutes.");

        // As the core records it; somebody finds otherwise.
        house.append(
                SHOW,
                Actor.plugin("chat-moderation"),
                Draft.asap("chat.denied", Channel.MOD, Body.of("target", first)));
        Body card = get("/users/{user}", "user", "v-1");
        assertThat(card.bodies("messages").getFirst().text("state")).isEqualTo("denied");
        assertThat(card.bodies("decisions").getFirst().text("what")).isEqualTo("denied");
        assertThat(card.values().get("points")).isEqualTo(0.0);
        record("chat.message", Channel.CHAT, "v-1", "see wug.com", "held", first);
        house.append(SHOW, COLLEAGUE, Draft.asap("chat.approved", Channel.MOD, Body.of("target", first)));
        Body rule = get("/review").bodies("rules").getFirst();
        assertThat(rule.text("rule")).isEqualTo("links");
        assertThat(rule.integer("overturned")).isEqualTo(1);

        house.policy("moderation", Body.of("holds", Body.of("minutes", 0)));
        plugin = house.start("chat-moderation", ChatModeration::new);
        house.time().advance(Duration.ofHours(3));
        assertThat(core.denied).doesNotContainKey(second);
    }

    /** Stands in for the core's commands about held messages. */
    private static final class Approvals implements dev.vitrine.api.command.CommandHandler {
        private final java.util.Set<Long> approved = new java.util.TreeSet<>();
        private final Map<Long, String> denied = new java.util.TreeMap<>();

        @Override
        public List<dev.vitrine.api.command.CommandType> commands() {
            return java.util.stream.Stream.of("chat.approve", "chat.deny")
                    .map(type -> new dev.vitrine.api.command.CommandType(
                            type,
                            "chat.moderate",
                            dev.vitrine.api.command.ChangeClass.MODERATION,
                            "Decides a message",
                            Body.of("seq", 1)))
                    .toList();
        }

        @Override
        public Outcome handle(Command command, dev.vitrine.api.command.Moment moment) {
            long seq = command.body().integer("seq");
            if (command.type().equals("chat.deny")) {
                denied.put(seq, command.body().text("reason"));
            } else {
                approved.add(seq);
            }
            return Outcome.done(List.of(), Body.empty());
        }
    }

    @Test
    void timeout_mutesWithTheTimeLeft_andEndsByTheClock() {
        house.done(SHOW, "moderation.timeout", Body.of("user", "v-1", "seconds", 60, "reason", "off topic"));
        house.time().advance(Duration.ofSeconds(20));
        assertThat(say("v-1", "hello")).isInstanceOfSatisfying(Verdict.Muted.class, each -> {
            assertThat(each.leftMs()).isEqualTo(40_000);
            assertThat(each.reason().sentence()).contains("off topic");
        });
        assertThat(say("v-2", "hello")).isEqualTo(Verdict.pass());
        plugin = start();
        assertThat(say("v-1", "hello")).isInstanceOf(Verdict.Muted.class);
        house.time().advance(Duration.ofSeconds(41));
        assertThat(say("v-1", "hello")).isEqualTo(Verdict.pass());
        assertThat(get("/state").bodies("sanctions")).isEmpty();
    }

    @Test
    void ban_hasNoEnd_untilItIsLifted_andAShadowedPersonCannotTell() {
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        house.done(SHOW, "moderation.ban", Body.of("user", "v-2", "reason", "scam", "shadow", true));
        assertThat(say("v-1", "hello"))
                .isInstanceOfSatisfying(
                        Verdict.Muted.class, each -> assertThat(each.leftMs()).isZero());
        assertThat(say("v-2", "hello")).isInstanceOf(Verdict.Shadow.class);
        assertThat(get("/state").bodies("sanctions"))
                .extracting(each -> each.text("kind"))
                .containsExactly("ban", "shadow");
        house.done(SHOW, "moderation.unban", Body.of("user", "v-1"));
        assertThat(say("v-1", "hello")).isEqualTo(Verdict.pass());
        assertThat(house.staff(SHOW, "moderation.unban", Body.of("user", "v-1")))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void undo_bringsBackWhatWasInForce_within24Hours() {
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 30));
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 0));
        long mode = house.log(SHOW).getLast().seq();
        house.done(SHOW, "moderation.undo", Body.of("decision", mode));
        assertThat(get("/state").body("modes").integer("slowSeconds")).isEqualTo(30);
        house.done(SHOW, "moderation.mode", Body.of("slowSeconds", 0));

        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        long ban = house.log(SHOW).getLast().seq();
        house.done(SHOW, "moderation.undo", Body.of("decision", ban));
        assertThat(say("v-1", "hello")).isEqualTo(Verdict.pass());
        assertThat(((Outcome.Refused) house.staff(SHOW, "moderation.undo", Body.of("decision", ban)))
                        .problem()
                        .status())
                .isEqualTo(409);
        long lifted = house.log(SHOW, "moderation.unbanned").getLast().seq();
        house.done(SHOW, "moderation.undo", Body.of("decision", lifted));
        assertThat(say("v-1", "hello")).isInstanceOf(Verdict.Muted.class);

        house.done(SHOW, "moderation.timeout", Body.of("user", "v-2", "seconds", 1_000_000, "reason", ""));
        long old = house.log(SHOW).getLast().seq();
        house.time().advance(Duration.ofHours(25));
        assertThat(((Outcome.Refused) house.staff(SHOW, "moderation.undo", Body.of("decision", old)))
                        .problem()
                        .type())
                .isEqualTo("too-late");
    }

    @Test
    void appeal_ofAMutedPerson_accepted_endsTheBan() {
        assertThat(appeal("v-1")).isInstanceOf(Outcome.Refused.class);
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        assertThat(appeal("v-1")).isInstanceOf(Outcome.Done.class);
        assertThat(appeal("v-1")).isInstanceOf(Outcome.Refused.class);
        long appeal = get("/appeals").bodies("appeals").getFirst().integer("appeal");
        house.done(
                SHOW,
                "moderation.appeal-decide",
                Body.of("appeal", Long.toString(appeal), "action", "accept", "reason", "fair"));
        assertThat(say("v-1", "thanks")).isEqualTo(Verdict.pass());
        assertThat(get("/appeals").bodies("appeals").getFirst().text("state")).isEqualTo("accepted");
        assertThat(get("/state").bodies("appeals")).isEmpty();
    }

    private Outcome appeal(String user) {
        return house.submit(
                Command.of(SHOW, "moderation.appeal", TestHouse.viewer(user), Body.of("text", "It was a joke.")));
    }

    @Test
    void mass_takesASecondPerson_inTime() {
        Body mass = Body.of("action", "ban", "users", List.of("v-1", "v-2"), "reason", "raid");
        house.done(SHOW, "moderation.mass", mass);
        long proposal = house.log(SHOW).getLast().seq();
        assertThat(say("v-1", "hello")).isEqualTo(Verdict.pass());
        assertThat(((Outcome.Refused) house.staff(SHOW, "moderation.mass-confirm", Body.of("proposal", proposal)))
                        .problem()
                        .type())
                .isEqualTo("second-person");
        assertThat(confirm(proposal)).isInstanceOf(Outcome.Done.class);
        assertThat(say("v-1", "hello")).isInstanceOf(Verdict.Muted.class);
        assertThat(say("v-2", "hello")).isInstanceOf(Verdict.Muted.class);
        assertThat(confirm(proposal)).isInstanceOf(Outcome.Refused.class);

        house.done(SHOW, "moderation.mass", mass);
        long late = house.log(SHOW).getLast().seq();
        house.time().advance(Duration.ofMinutes(11));
        assertThat(confirm(late)).isInstanceOf(Outcome.Refused.class);
    }

    private Outcome confirm(long proposal) {
        return house.submit(Command.of(SHOW, "moderation.mass-confirm", COLLEAGUE, Body.of("proposal", proposal)));
    }

    @Test
    void list_thatIsSigned_isFollowed_andAForgedOneIsNot() {
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        Body document = get("/ban-list");
        house.done("other", "moderation.list-subscribe", Body.of("document", document, "trust", "ban"));
        Verdict verdict = plugin.review(new ChatMessage(
                "other",
                new Author("v-1", "Vera", false),
                "hello",
                Optional.empty(),
                house.time().instant()));
        assertThat(verdict).isInstanceOf(Verdict.Muted.class);
        Body forged = document.with("payload", document.text("payload") + "ban\tv-9\tVi\t-\tx\n");
        assertThat(house.staff("third", "moderation.list-subscribe", Body.of("document", forged, "trust", "ban")))
                .isInstanceOf(Outcome.Refused.class);
        String list = plugin.snapshot("other").bodies("lists").getFirst().text("list");
        house.done("other", "moderation.list-unsubscribe", Body.of("list", list));
        assertThat(plugin.snapshot("other").bodies("lists")).isEmpty();
    }

    private static final String ADDRESS = "https://partner.example/bans.json";

    private Body followed() {
        return plugin.snapshot("other").bodies("follows").getFirst();
    }

    private void follow(String trust) {
        house.done("other", "moderation.list-follow", Body.of("url", ADDRESS, "trust", trust, "minutes", 10));
    }

    private boolean isMuted(String user) {
        return plugin.review(new ChatMessage(
                        "other",
                        new Author(user, "Vera", false),
                        "hello",
                        Optional.empty(),
                        house.time().instant()))
                instanceof Verdict.Muted;
    }

    @Test
    void list_thatIsFollowedByItsAddress_isFetchedAgain_andPutOnRecordWhenItChanges() {
        java.util.List<String> marks = new java.util.ArrayList<>();
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        house.web(ADDRESS, etag -> {
            marks.add(etag);
            return new Download.Document(get("/ban-list"), "\"mark\"");
        });
        follow("ban");
        house.time().advance(Duration.ofSeconds(1));
        assertThat(isMuted("v-1")).isTrue();
        assertThat(followed().text("state")).isEqualTo("well");
        assertThat(house.log("other", "moderation.list-subscribed")).hasSize(1);
        // Signed anew each time, but it says the same.
        house.time().advance(Duration.ofMinutes(25));
        assertThat(marks).hasSizeBetween(3, 4).contains("", "\"mark\"");
        assertThat(house.log("other", "moderation.list-subscribed")).hasSize(1);
        house.done(SHOW, "moderation.ban", Body.of("user", "v-2", "reason", "scam"));
        house.web(
                ADDRESS,
                etag -> etag.isEmpty()
                        ? new Download.Failed("It knew the mark.")
                        : new Download.Document(get("/ban-list"), ""));
        house.time().advance(Duration.ofMinutes(12));
        assertThat(isMuted("v-2")).isTrue();
        assertThat(house.log("other", "moderation.list-subscribed")).hasSize(2);

        house.done(
                "other",
                "moderation.list-unsubscribe",
                Body.of("list", followed().text("list")));
        house.time().advance(Duration.ofMinutes(30));
        assertThat(isMuted("v-1")).isFalse();
        assertThat(plugin.snapshot("other").bodies("follows")).isEmpty();
    }

    @Test
    void list_thatDoesNotCome_leavesTheLastGoodOneInForce_andSaysSo_untilItComesAgain() {
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        Body good = get("/ban-list");
        house.web(ADDRESS, etag -> new Download.Document(good, ""));
        follow("ban");
        house.time().advance(Duration.ofSeconds(1));
        house.web(ADDRESS, etag -> new Download.Failed("It answered 503."));
        house.time().advance(Duration.ofMinutes(40));
        assertThat(isMuted("v-1")).isTrue();
        assertThat(followed().text("state")).isEqualTo("failing");
        assertThat(followed().text("problem")).isEqualTo("It answered 503.");
        assertThat(house.log("other", "moderation.list-state"))
                .as("once, and not with each try")
                .singleElement()
                .satisfies(record -> assertThat(record.channel()).isEqualTo(Channel.OPS));
        plugin = start();
        assertThat(followed().text("state")).isEqualTo("failing");
        assertThat(isMuted("v-1")).isTrue();
        house.web(ADDRESS, etag -> new Download.Unchanged());
        house.time().advance(Duration.ofMinutes(40));
        assertThat(followed().text("state")).isEqualTo("well");
    }

    @Test
    void list_fromAnAddress_isRefused_whenItIsForgedOlderOrAnothers(@TempDir Path elsewhere) {
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        Body early = get("/ban-list");
        house.time().advance(Duration.ofHours(1));
        house.done(SHOW, "moderation.ban", Body.of("user", "v-2", "reason", "scam"));
        Body late = get("/ban-list");
        house.web(ADDRESS, etag -> new Download.Document(late, ""));
        follow("watch");
        house.time().advance(Duration.ofSeconds(1));
        assertThat(isMuted("v-2")).as("watched only").isFalse();

        TestHouse another = new TestHouse(elsewhere);
        another.policy("moderation", Body.empty());
        another.start("chat-moderation", ChatModeration::new);
        another.done(SHOW, "moderation.ban", Body.of("user", "v-3", "reason", "scam"));
        Body foreign = ((Reply.Json) another.ask(
                        "GET /api/v1/events/{event}/moderation/ban-list", Map.of("event", SHOW), Body.empty()))
                .body();
        Map<Body, String> wrong = Map.of(
                late.with("payload", late.text("payload") + "ban\tv-9\tVi\t-\tx\n"),
                "not that of the payload",
                early,
                "older",
                foreign,
                "another key",
                Body.of("hello", "world"),
                "no signed ban list");
        wrong.forEach((document, sentence) -> {
            house.web(ADDRESS, etag -> new Download.Document(document, ""));
            house.time().advance(Duration.ofMinutes(15));
            assertThat(followed().text("problem")).contains(sentence);
            assertThat(plugin.snapshot("other").bodies("lists").getFirst().integer("entries"))
                    .isEqualTo(2);
            house.web(ADDRESS, etag -> new Download.Document(late, ""));
            house.time().advance(Duration.ofMinutes(15));
            assertThat(followed().text("state")).isEqualTo("well");
        });
        assertThat(house.staff("other", "moderation.list-follow", Body.of("url", "ftp://x", "trust", "ban")))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(house.staff(
                        "other",
                        "moderation.list-subscribe",
                        Body.of(
                                "document",
                                late,
                                "trust",
                                "ban",
                                "follow",
                                followed().text("follow"))))
                .as("staff cannot speak for an address")
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void banList_isThereForWhoeverWasToldItsAddress_andForNobodyElse() {
        house.done(SHOW, "moderation.ban", Body.of("user", "v-1", "reason", "scam"));
        String path = get("/ban-list").text("path");
        String ticket = path.substring(path.lastIndexOf('/') + 1);
        assertThat(get("/ban-list/{ticket}", "ticket", ticket).text("payload")).contains("v-1");
        assertThat(house.ask(
                        "GET /api/v1/events/{event}/moderation/ban-list/{ticket}",
                        Map.of("event", SHOW, "ticket", "0".repeat(32)),
                        Body.empty()))
                .isInstanceOf(Reply.Refused.class);
        assertThat(house.ask(
                        "GET /api/v1/events/{event}/moderation/ban-list/{ticket}",
                        Map.of("event", "other", "ticket", ticket),
                        Body.empty()))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void ladder_warnsThenMutesTwiceAsLongEachTime_thenBans() {
        for (int offence = 1; offence <= 6; offence++) {
            record("chat.blocked", Channel.MOD, "v-1", "x", "rule", "terms/scam-1");
            house.time().settle();
        }
        assertThat(house.log(SHOW, "moderation.warned")).hasSize(2);
        assertThat(house.log(SHOW, "moderation.timed-out"))
                .extracting(each -> each.body().integer("seconds"))
                .containsExactly(60L, 120L, 240L);
        assertThat(house.log(SHOW, "moderation.banned")).hasSize(1);
        assertThat(house.log(SHOW, "moderation.offended")).hasSize(6);
        assertThat(get("/users/{user}", "user", "v-1").text("step")).isEqualTo("ban");
        assertThat(say("v-1", "hello")).isInstanceOf(Verdict.Muted.class);
    }

    @Test
    void ladder_pointsFade_andDoubtIsSentBackBeforeThat() {
        for (int offence = 1; offence <= 2; offence++) {
            record("chat.blocked", Channel.MOD, "v-1", "x", "rule", "terms/scam-1");
            house.time().settle();
        }
        assertThat(say("v-1", "see wug.com")).isInstanceOf(Verdict.Bounce.class);
        assertThat(say("v-2", "see wug.com")).isInstanceOf(Verdict.Hold.class);
        house.time().advance(Duration.ofHours(3));
        assertThat(say("v-1", "look at wug.com")).isInstanceOf(Verdict.Hold.class);
        assertThat(get("/users/{user}", "user", "v-1").text("step")).isEqualTo("none");
    }

    @Test
    void offences_areCountedOnce_alsoWhenTheLogIsReadAgain() {
        record("chat.blocked", Channel.MOD, "v-1", "x", "rule", "terms/scam-1");
        house.time().settle();
        plugin = start();
        house.time().settle();
        assertThat(house.log(SHOW, "moderation.offended")).hasSize(1);
    }

    @Test
    void card_hasWhatWasSaidDecidedAndNoted() {
        heard("v-1", "hello");
        LogRecord held = record("chat.held", Channel.MOD, "v-1", "see wug.com", "rule", "links");
        house.append(
                SHOW,
                TestHouse.STAFF,
                Draft.asap("chat.denied", Channel.MOD, Body.of("target", held.seq(), "reason", "no links")));
        house.done(SHOW, "moderation.note", Body.of("user", "v-1", "text", "was kind yesterday"));
        house.done(SHOW, "moderation.timeout", Body.of("user", "v-1", "seconds", 60, "reason", "links"));

        Body card = get("/users/{user}", "user", "v-1");

        assertThat(card.bodies("messages"))
                .extracting(each -> each.text("state"))
                .containsExactly("denied", "shown");
        assertThat(card.bodies("decisions"))
                .extracting(each -> each.text("what"))
                .contains("timed-out", "denied");
        assertThat(card.bodies("notes").getFirst().text("text")).isEqualTo("was kind yesterday");
        assertThat(card.body("sanction").text("reason")).isEqualTo("links");
    }

    @Test
    void review_countsWhatWasOverturned() {
        for (int i = 0; i < 4; i++) {
            long held = record("chat.held", Channel.MOD, "v-" + i, "see wug.com", "rule", "links")
                    .seq();
            if (i == 0) {
                record("chat.message", Channel.CHAT, "v-" + i, "see wug.com", "held", held);
            }
            house.append(
                    SHOW,
                    TestHouse.STAFF,
                    Draft.asap(i == 0 ? "chat.approved" : "chat.denied", Channel.MOD, Body.of("target", held)));
        }
        Body review = get("/review");
        Body links = review.bodies("rules").stream()
                .filter(each -> each.text("rule").equals("links"))
                .findFirst()
                .orElseThrow();
        assertThat(links.values())
                .containsEntry("verdicts", 4L)
                .containsEntry("decided", 4L)
                .containsEntry("overturned", 1L)
                .containsEntry("precision", 0.75);
        assertThat(review.values()).containsEntry("overturnRate", 0.25);
    }

    @Test
    void shield_holdsNewcomersAndEndsByItself() {
        heard("v-1", "hello");
        house.time().advance(Duration.ofMinutes(2));
        house.done(SHOW, "moderation.shield", Body.of("on", true, "minutes", 5));
        assertThat(say("v-1", "still here")).isEqualTo(Verdict.pass());
        assertThat(rule(say("v-2", "hi there"))).isEqualTo("shield/newcomer");
        assertThat(get("/state").body("shield").flag("on", false)).isTrue();
        house.time().advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(say("v-3", "hi there")).isEqualTo(Verdict.pass());
        assertThat(house.log(SHOW, "moderation.shield-set").getLast().body().flag("on", true))
                .isFalse();
    }

    @Test
    void allowTerm_addsToTheList() {
        house.done(SHOW, "moderation.terms", Body.of("terms", List.of(Body.of("term", "wug"))));
        assertThat(say("v-1", "a wug cake")).isInstanceOf(Verdict.Hold.class);
        house.done(SHOW, "moderation.allow-term", Body.of("term", "wug cake"));
        assertThat(say("v-1", "the wug cake")).isEqualTo(Verdict.pass());
        assertThat(say("v-1", "the wug")).isInstanceOf(Verdict.Hold.class);
        assertThat(get("/terms").texts("allow")).containsExactly("wug cake");
    }

    @Test
    void patterns_areMatchedInDisguise_withTheirSpan() {
        house.done(
                SHOW,
                "moderation.terms",
                Body.of("patterns", List.of(Body.of("pattern", "wug+s? +now", "action", "block", "category", "ad"))));
        assertThat(say("v-1", "buy WÜGGG now")).isInstanceOfSatisfying(Verdict.Block.class, each -> {
            Reason reason = each.reason();
            assertThat(reason.rule()).isEqualTo("patterns/ad-1");
            assertThat("buy WÜGGG now".substring(reason.start(), reason.end())).isEqualTo("WÜGGG now");
        });
        assertThat(house.staff(SHOW, "moderation.terms", Body.of("patterns", List.of(Body.of("pattern", "(a")))))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(house.staff(SHOW, "moderation.terms", Body.of("patterns", List.of(Body.of("pattern", "a*")))))
                .isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see bit.ly/x1y2                          | links/redirect",
                "https://user@wug.com/                    | links/redirect",
                "https://wug.com/?u=https://fleem.com     | links/redirect",
                "http://3232235777/                       | links/redirect",
                "http://xn--wg-xka.com                    | links/punycode",
                "www.wuɡ.cоm/deal                         | links/look-alike",
                "hxxp://wug.com                           | links/spelled",
                "go to wug dot com                        | links/spelled",
                "go to wug(.)com                          | links/spelled",
                "wug [dot] shop                           | links/spelled",
                "https://wug.com/deal                     | links",
            })
    void links_thatHideWhereTheyLead_areNamed(String text, String rule) {
        assertThat(rule(say("v-1", text))).isEqualTo(rule);
    }

    @Test
    void links_toAnAllowedHost_pass() {
        house.policy("moderation", Body.of("linkHosts", List.of("shop.example")));
        plugin = house.start("chat-moderation", ChatModeration::new);
        assertThat(say("v-1", "https://www.shop.example/lamp")).isEqualTo(Verdict.pass());
        assertThat(say("v-2", "https://shop.example.wug.com/")).isInstanceOf(Verdict.Hold.class);
        assertThat(say("v-3", "dot dot com")).isInstanceOf(Verdict.Hold.class);
        assertThat(say("v-4", "polka dot commerce")).isEqualTo(Verdict.pass());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BUY THIS LAMP NOW IT IS GREAT AND CHEAP  | shapes/caps",
                "$$$$ %%%% #### @@@@ &&&& ^^^^            | shapes/symbols",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa   | shapes/symbols",
                "h\u0301\u0302\u0303\u0304\u0305\u0306ello there | shapes/symbols",
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 | shapes/emoji",
            })
    void shapes_areSentBack(String text, String rule) {
        assertThat(rule(say("v-1", text))).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I WANT IT",
                "wow!!!!!",
                "❤️❤️❤️",
                "Tiếng Việt rất đẹp",
                "1,000 + 2,000 = 3,000",
                "👨‍👩‍👧‍👦 hello"
            })
    void shapes_ofFeeling_pass(String text) {
        assertThat(say("v-1", text)).isEqualTo(Verdict.pass());
    }

    @Test
    void similar_theFifthTime_isSentBack() {
        for (int i = 0; i < 4; i++) {
            assertThat(say("v-1", "please come and see the lovely lamps in my shop " + "abcd".charAt(i)))
                    .isEqualTo(Verdict.pass());
        }
        assertThat(rule(say("v-1", "oh please come and see the lovely lamps in my shop")))
                .isEqualTo("flood/similar");
        assertThat(say("v-1", "something else altogether, my friends")).isEqualTo(Verdict.pass());
    }

    @Test
    void policyLists_holdForEveryEvent_fromTheirLevelOn() {
        house.policy(
                "moderation",
                Body.of(
                        "lists",
                        List.of(Body.of(
                                "id",
                                "brand",
                                "category",
                                "brand-safety",
                                "level",
                                2,
                                "action",
                                "block",
                                "terms",
                                List.of("blorple", Body.of("term", "wug", "level", 1)))),
                        "categories",
                        Body.of("brand-safety", Body.of("from", 2))));
        plugin = house.start("chat-moderation", ChatModeration::new);
        assertThat(rule(say("v-1", "blorple"))).isEqualTo("brand/brand-safety-1");
        assertThat(say("v-1", "a wug")).isEqualTo(Verdict.pass());
    }

    @Test
    void exempt_isJudgedByTermsAlone() {
        house.policy("moderation", Body.of("exempt", List.of("v-1")));
        plugin = house.start("chat-moderation", ChatModeration::new);
        assertThat(say("v-1", "see wug.com")).isEqualTo(Verdict.pass());
        assertThat(say("v-2", "see wug.com")).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void dryRun_saysWhatAPolicyWouldHaveChanged_andChangesNothing() {
        heard("v-1", "see wug.com");
        heard("v-2", "hello everybody");
        int before = house.log(SHOW).size();
        Body result = plugin.dryRun(SHOW, Body.of("links", "block")).orElseThrow();
        assertThat(result.values()).containsEntry("messages", 2L).containsEntry("changed", 1L);
        assertThat(result.bodies("changes").getFirst().values())
                .containsEntry("before", "hold")
                .containsEntry("after", "block")
                .containsEntry("afterRule", "links");
        assertThat(house.log(SHOW)).hasSize(before);
    }
}
