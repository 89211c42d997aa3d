package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.PluginJars;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plugins come, change and go while people talk. */
class PluginIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private Vitrine server;

    @BeforeEach
    void start() throws Exception {
        data = Files.createTempDirectory("vitrine-plugin");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterEach
    void stop() {
        server.close();
        Scratch.delete(data);
    }

    private String version(String plugin) {
        return server.api().get("/api/v1/plugins").must(200).list("plugins").stream()
                .filter(each -> plugin.equals(each.text("id")))
                .map(each -> each.text("version"))
                .findFirst()
                .orElse("none");
    }

    private Vitrine.Result cli(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return Vitrine.command(all.toArray(String[]::new));
    }

    @Test
    void examplePlugin_isInstalledUpdatedAndRolledBack_whilePeopleTalk() throws Exception {
        server.api().liveEvent("swap");
        byte[] built = PluginJars.built("example-hello");
        Path one = Files.write(data.resolve("one.jar"), PluginJars.version(built, "1.0.0"));
        Path two = Files.write(data.resolve("two.jar"), PluginJars.version(built, "2.0.0"));
        AtomicBoolean talking = new AtomicBoolean(true);
        List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
        List<String> refused = Collections.synchronizedList(new ArrayList<>());
        try (Fan talker = Fan.connect(server, Vitrine.OWNER);
                Fan listener = Fan.connect(server, "");
                Fan staff = Fan.connect(server, Vitrine.OWNER)) {
            listener.subscribe("chat:swap");
            staff.subscribe("mod:swap");
            Thread talk = Thread.ofVirtual().start(() -> {
                for (int i = 0; talking.get(); i++) {
                    String text = i % 10 == 9 ? "blorple number " + i : "line " + i;
                    Body reply = talker.say("swap", text);
                    (reply.has("error") ? refused : acknowledged).add(text);
                }
            });
            Vitrine.Result installed = cli("plugins", "install", one.toString());
            assertThat(installed.exitCode()).as(installed.output()).isZero();
            assertThat(version("example-hello")).startsWith("1.0.0");
            int heldFrom = acknowledged.size();
            await().atMost(LIMIT).until(() -> acknowledged.size() > heldFrom + 100);
            Vitrine.Result updated = cli("plugins", "update", two.toString());
            assertThat(updated.exitCode()).as(updated.output()).isZero();
            assertThat(version("example-hello")).startsWith("2.0.0");
            int backFrom = acknowledged.size();
            await().atMost(LIMIT).until(() -> acknowledged.size() > backFrom + 100);
            Vitrine.Result back = cli("plugins", "rollback", "example-hello");
            assertThat(back.exitCode()).as(back.output()).isZero();
            assertThat(version("example-hello")).startsWith("1.0.0");
            int endFrom = acknowledged.size();
            await().atMost(LIMIT).until(() -> acknowledged.size() > endFrom + 100);
            talking.set(false);
            talk.join();

            assertThat(refused).as("refused messages").isEmpty();
            List<String> clean = acknowledged.stream()
                    .filter(text -> text.startsWith("line"))
                    .toList();
            await().atMost(LIMIT).until(() -> listener.texts("swap").contains(clean.getLast()));
            assertThat(listener.texts("swap").stream().filter(text -> text.startsWith("line")))
                    .as("every acknowledged line arrived once, in order")
                    .containsExactlyElementsOf(clean);
            List<String> held = staff.bodies("mod:swap", "chat.held").stream()
                    .map(body -> body.text("text"))
                    .toList();
            List<String> blorplesWithPlugin = acknowledged.subList(heldFrom, acknowledged.size()).stream()
                    .filter(text -> text.startsWith("blorple"))
                    .toList();
            assertThat(held).as("the plugin's word is held in every version").containsAll(blorplesWithPlugin);
            assertThat(listener.closeCode()).isZero();
        }
        Vitrine.Result removed = cli("plugins", "remove", "example-hello");
        assertThat(removed.exitCode()).as(removed.output()).isZero();
        assertThat(version("example-hello")).isEqualTo("none");
    }

    @Test
    void brokenPlugins_areTurnedAwayWithTheReason_andNothingElseChanges() throws Exception {
        byte[] built = PluginJars.built("example-hello");
        Map<String, byte[]> broken = Map.of(
                "not a jar", "this is no jar".getBytes(StandardCharsets.UTF_8),
                "no plugin header", PluginJars.rewrite(built, Map.of("Vitrine-Plugin", ""), Map.of()),
                "contains the SPI",
                        PluginJars.rewrite(
                                built, Map.of(), Map.of("dev/vitrine/api/chat/ChatFilter.class", new byte[] {1, 2, 3})),
                "needs a later SPI",
                        PluginJars.rewrite(
                                built, Map.of("Import-Package", "dev.vitrine.api.chat;version=\"[9,10)\""), Map.of()));
        List<Body> before = server.api().get("/api/v1/plugins").must(200).list("plugins");
        broken.forEach((what, jar) -> {
            Api.Answer answer = server.api().upload("POST", "/api/v1/plugins", jar);
            assertThat(answer.status()).as(what + ": " + answer.body()).isBetween(400, 499);
            assertThat(answer.text("detail")).as(what).isNotBlank().doesNotContain("Exception");
        });
        assertThat(server.api().get("/api/v1/plugins").must(200).list("plugins"))
                .isEqualTo(before);
        assertThat(cli("plugins", "list").output()).contains("chat-moderation");
        assertThat(cli("plugins", "why", "chat-moderation").exitCode()).isZero();
    }

    @Test
    void moderationRemoved_holdsEverything() {
        Api owner = server.api().liveEvent("unguarded");
        owner.delete("/api/v1/plugins/chat-moderation").must(200);
        try (Fan ada = Fan.connect(server, server.api("").session("unguarded", "Ada"));
                Fan ben = Fan.connect(server, "");
                Fan staff = Fan.connect(server, Vitrine.OWNER)) {
            ben.subscribe("chat:unguarded");
            staff.subscribe("mod:unguarded");
            assertThat(ada.say("unguarded", "anyone there?")).matches(reply -> !reply.has("error"), "has no error");
            await().until(() -> !staff.bodies("mod:unguarded", "chat.held").isEmpty());
            assertThat(ben.texts("unguarded")).isEmpty();
        }
    }

    @Test
    void openWindow_refusesPluginChangesWithRuleAndEnd() {
        Api owner = server.api().liveEvent("frozen");
        owner.post(
                        "/api/v1/events/frozen/windows",
                        "title",
                        "Drop",
                        "opensInSeconds",
                        0,
                        "durationSeconds",
                        300,
                        "tier",
                        "standard")
                .must(201);
        byte[] next = PluginJars.version(PluginJars.built("example-hello"), "3.0.0");
        Api.Answer refused = owner.upload("POST", "/api/v1/plugins", next).must(423);
        assertThat(refused.json())
                .matches(
                        body -> body.has("rule") && body.has("until") && body.has("approvers"),
                        "says rule, until and approvers");
    }
}
