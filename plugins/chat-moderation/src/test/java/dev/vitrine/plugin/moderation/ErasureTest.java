package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.testkit.Leaks;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once somebody is erased, moderation keeps none of their names and words, and shows none. */
class ErasureTest {
    private static final String SHOW = "show";
    private static final String WHO = "v-quill";
    private static final String NAME = "Zanzibar Quill";
    private static final String WORD = "canaryword";
    private static final Actor MAYA = new Actor(Actor.Kind.STAFF, "u-maya", "Maya Marlowe", Set.of("moderator"));

    private final TestHouse house;
    private final ChatModeration plugin;

    ErasureTest(@TempDir Path directory) {
        house = new TestHouse(directory);
        house.policy("moderation", Body.empty());
        plugin = house.start("chat-moderation", ChatModeration::new);
    }

    private long record(String type, Channel channel, String text, Object... more) {
        Body body = Body.of("author", Body.of("id", WHO, "name", NAME, "staff", false), "text", text);
        for (int i = 0; i < more.length; i += 2) {
            body = body.with((String) more[i], more[i + 1]);
        }
        Actor actor = new Actor(Actor.Kind.VIEWER, WHO, NAME, Set.of("chatter"));
        return house.append(SHOW, actor, Draft.asap(type, channel, body)).seq();
    }

    private Verdict says(String text) {
        return plugin.review(new ChatMessage(
                SHOW,
                new Author(WHO, NAME, false),
                text,
                Optional.empty(),
                house.time().instant()));
    }

    private void does(String type, Object... body) {
        house.submit(Command.of(SHOW, type, MAYA, Body.of(body)));
    }

    @BeforeEach
    void everythingThereIsAboutSomebody() {
        house.append(SHOW, Actor.HOUSE, Draft.asap("core.session", Channel.NONE, Body.of("id", WHO, "name", NAME)));
        says("hello from the " + WORD + " who writes a rather long message");
        record("chat.message", Channel.CHAT, "hello from the " + WORD + " who writes a rather long message");
        record("chat.held", Channel.MOD, "wait for " + WORD, "rule", "links");
        record("chat.blocked", Channel.MOD, "blocked " + WORD, "rule", "terms/x-1");
        long held = record("chat.held", Channel.MOD, "approved " + WORD, "rule", "links");
        record("chat.message", Channel.CHAT, "approved " + WORD, "held", held);
        house.append(SHOW, MAYA, Draft.asap("chat.approved", Channel.MOD, Body.of("target", held)));
        house.time().advance(Duration.ofSeconds(1));
        does("moderation.note", "user", WHO, "text", "says " + WORD + " a lot");
        does("moderation.timeout", "user", WHO, "seconds", 60, "reason", "loud");
        does("moderation.unban", "user", WHO);
        does("moderation.ban", "user", WHO, "reason", "louder");
        house.submit(Command.of(
                SHOW,
                "moderation.appeal",
                new Actor(Actor.Kind.VIEWER, WHO, NAME, Set.of("chatter")),
                Body.of("text", "I beg for " + WORD)));
        does("moderation.mass", "action", "ban", "users", List.of(WHO, "v-2"), "reason", "raid");
        does("moderation.note", "user", "v-2", "text", "a friend");
        Body ownList = ((Reply.Json) ask("GET", "/ban-list", Map.of(), Body.empty())).body();
        does("moderation.list-subscribe", "document", ownList, "trust", "watch");
    }

    private Reply ask(String method, String route, Map<String, String> path, Body body) {
        Map<String, String> values = new java.util.HashMap<>(path);
        values.put("event", SHOW);
        return house.ask(method + " /api/v1/events/{event}/moderation" + route, values, body);
    }

    private void forget(String person) {
        house.append(SHOW, Actor.HOUSE, Draft.asap("core.forgotten", Channel.CHAT, Body.of("person", person)));
    }

    /** All that staff, viewers and exports can be shown. */
    private String everythingShown() {
        List<Object> shown = new ArrayList<>();
        for (String user : List.of(WHO, "v-2")) {
            shown.add(ask("GET", "/users/{user}", Map.of("user", user), Body.empty()));
        }
        for (String route : List.of("/state", "/appeals", "/review", "/ban-list", "/terms")) {
            shown.add(ask("GET", route, Map.of(), Body.empty()));
        }
        shown.add(plugin.snapshot(SHOW));
        shown.add(plugin.dryRun(SHOW, Body.of("links", "block")).orElseThrow());
        return shown.toString();
    }

    @Test
    void beforeIt_theNamesAndWordsAreThere() {
        assertThat(everythingShown()).contains(NAME, WORD, MAYA.name());
        assertThat(Leaks.of(plugin, NAME)).hasSizeGreaterThan(5);
        assertThat(Leaks.of(plugin, WORD)).hasSizeGreaterThan(5);
    }

    @Test
    void whoIsErased_isNowhereAnyMore_atOnce() {
        forget(WHO);
        assertThat(everythingShown()).doesNotContain(NAME, WORD);
        assertThat(Leaks.of(plugin, NAME)).isEmpty();
        assertThat(Leaks.of(plugin, WORD)).isEmpty();
    }

    @Test
    void whatWasDecided_stands() {
        forget(WHO);
        assertThat(says("let me in")).isInstanceOf(Verdict.Muted.class);
        Body card = ((Reply.Json) ask("GET", "/users/{user}", Map.of("user", WHO), Body.empty())).body();
        assertThat(card.bodies("decisions")).hasSizeGreaterThan(3);
        assertThat(card.bodies("notes")).isEmpty();
        assertThat(card.text("name")).isEqualTo("Erased person");
        house.done(SHOW, "moderation.unban", Body.of("user", WHO));
        assertThat(house.log(SHOW).getLast().body().text("name")).isEqualTo("Erased person");
    }

    @Test
    void aModeratorWhoIsErased_isNoName_andTheirDecisionsStand() {
        forget(MAYA.id());
        assertThat(everythingShown()).contains(NAME).doesNotContain(MAYA.name());
        assertThat(Leaks.of(plugin, MAYA.name())).isEmpty();
        assertThat(says("let me in")).isInstanceOf(Verdict.Muted.class);
    }

    /** A version that comes later reads the log as the core opens it then: names replaced, words empty. */
    @Test
    void aVersionThatComesLater_showsTheSame() {
        forget(WHO);
        String now = everythingShown();
        TestHouse later = new TestHouse(Path.of("target"));
        later.policy("moderation", Body.empty());
        later.time()
                .advance(Duration.between(later.time().instant(), house.time().instant()));
        ChatModeration candidate = later.start("chat-moderation", ChatModeration::new);
        for (LogRecord record : house.log(SHOW)) {
            candidate.apply(erased(record));
        }
        assertThat(candidate.snapshot(SHOW)).isEqualTo(plugin.snapshot(SHOW));
        assertThat(Leaks.of(candidate, NAME)).isEmpty();
        assertThat(Leaks.of(candidate, WORD)).isEmpty();
        assertThat(now).doesNotContain(NAME);
    }

    private static LogRecord erased(LogRecord record) {
        Actor actor = record.actor().id().equals(WHO)
                ? new Actor(
                        record.actor().kind(),
                        WHO,
                        "Erased person",
                        record.actor().roles())
                : record.actor();
        Body body = record.body();
        if (body.toString().contains(NAME) || body.toString().contains(WORD)) {
            body = body.has("author")
                    ? body.with("author", Body.of("id", WHO, "name", "Erased person", "staff", false))
                    : body;
            body = body.has("text") ? body.with("text", "") : body;
            body = body.has("name") ? body.with("name", "Erased person") : body;
        }
        return new LogRecord(
                record.event(),
                record.seq(),
                record.at(),
                record.media(),
                record.type(),
                record.channel(),
                record.offset(),
                actor,
                record.delivery(),
                record.until(),
                body);
    }
}
