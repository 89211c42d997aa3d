package dev.vitrine.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.House;
import dev.vitrine.core.HouseConfig;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.web.PluginAdmin;
import dev.vitrine.web.StaticRoots;
import dev.vitrine.web.VitrineWeb;
import dev.vitrine.web.WebConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The commands about staff, people, policies and profiles, against a server that runs: one sentence each, and the exit
 * code.
 */
class LiveCliTest {
    private static final String OWNER = "test-owner-token-0123456789";
    private static final Actor STAFF = new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner"));

    private final Path directory;
    private final Path data;
    private final House house;
    private final VitrineWeb web;

    private record Result(int code, String text) {
        /** That it failed, and says why in one sentence. */
        Result failedWith(String... words) {
            assertThat(code).as(text).isEqualTo(1);
            assertThat(text.strip())
                    .doesNotContain("\n")
                    .doesNotContain("Exception")
                    .contains(words);
            return this;
        }

        Result did(String... words) {
            assertThat(code).as(text).isZero();
            assertThat(text).contains(words);
            return this;
        }
    }

    /** Lets everything pass, and says that a policy would have changed one of two messages. */
    private static final class Moderation implements ChatFilter {
        @Override
        public Verdict review(ChatMessage message) {
            return Verdict.pass();
        }

        @Override
        public Optional<Body> dryRun(String event, Body policy) {
            Body change = Body.of(
                    "seq",
                    3,
                    "before",
                    "pass",
                    "after",
                    "hold",
                    "beforeRule",
                    "",
                    "afterRule",
                    "links",
                    "name",
                    "Bob",
                    "text",
                    "see wug.com");
            return Optional.of(Body.of("messages", 2, "changed", 1, "changes", List.of(change)));
        }
    }

    LiveCliTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.data = directory.resolve("data");
        InstantSource clock = InstantSource.system();
        house = House.open(new HouseConfig(data, Path.of("../../policies"), clock, Optional.of(OWNER)));
        house.contributions()
                .promote(new InService(
                        new Contributions(
                                "chat-moderation",
                                "1.0.0",
                                List.of(new Moderation()),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.empty()),
                        new GuardedCalls("chat-moderation", "1.0.0", LiveCliTest.class.getClassLoader(), clock)));
        web = VitrineWeb.start(
                WebConfig.plain("127.0.0.1", 0),
                house,
                StaticRoots.directory(Files.createDirectory(directory.resolve("pages"))),
                PluginAdmin.none(),
                new PrometheusRegistry());
        web.ready();
        Settings settings = new Settings(
                data,
                0,
                0,
                Optional.empty(),
                "127.0.0.1",
                Optional.of(OWNER),
                Optional.empty(),
                false,
                Set.of(),
                Duration.ZERO,
                5,
                Map.of(),
                Optional.empty());
        RunFile.write(settings, web.port(), 0, OWNER);
        done(house.bus()
                .submit(Command.of(
                        Command.HOUSE,
                        "event.create",
                        STAFF,
                        Body.of("id", "show", "title", "Show", "class", "webinar"))));
    }

    @AfterEach
    void close() {
        web.close();
        house.close();
    }

    private static Body done(CompletionStage<Outcome> stage) {
        Outcome outcome =
                stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).reply();
    }

    private Result run(String... arguments) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.Arrays.stream(arguments), java.util.stream.Stream.of("--data", data.toString()))
                .toArray(String[]::new);
        StringWriter text = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        return new Result(line.execute(all), text.toString());
    }

    private Result typing(String password, String... arguments) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8)));
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void accounts_areAddedListedChangedAndDisabled() {
        typing("correct horse battery staple", "accounts", "add", "mia", "--role", "moderator")
                .did("Account \"mia\" is there; roles: moderator.");
        typing("correct horse battery staple", "accounts", "add", "mia").failedWith("mia");
        typing("short", "accounts", "add", "bob").failedWith("password");
        run("accounts", "add", "ann@shop.example", "--name", "Ann", "--no-password", "--role", "no-such-role")
                .failedWith("no-such-role");
        run("accounts", "add", "ann@shop.example", "--name", "Ann", "--no-password")
                .did("roles: none.");
        run("accounts", "roles", "mia", "producer@show", "moderator").did("producer@show");
        run("accounts", "disable", "ann@shop.example").did("is disabled");
        run("accounts", "list").did("LOGIN", "mia", "password", "ann@shop.example", "disabled");
        run("accounts", "disable", "ann@shop.example", "--undo").did("is enabled");
        typing("another horse battery staple", "accounts", "password", "mia").did("new password");
        run("accounts", "roles", "nobody", "moderator").failedWith("nobody");
    }

    @Test
    void people_areExportedAndErased() throws Exception {
        Body session = done(house.bus()
                .submit(Command.of(
                        "show", "session.create", house.access().anonymous(), Body.of("name", "Zanzibar Quill"))));
        Actor quill = house.access().bearer(session.text("token")).orElseThrow();
        done(house.chat().send("show", quill, "a canary sings", Optional.empty()));

        run("people", "export", quill.id()).did("Zanzibar Quill", "a canary sings");
        Path file = directory.resolve("quill.json");
        run("people", "export", quill.id(), "--output", file.toString()).did("");
        assertThat(Json.body(Files.readString(file)).toString()).contains("a canary sings");
        run(
                        "people",
                        "export",
                        quill.id(),
                        "--output",
                        directory.resolve("no/where").toString())
                .failedWith("cannot be written");
        assertThat(run("people", "erase", quill.id()).code())
                .as("without --yes")
                .isEqualTo(2);
        run("people", "erase", quill.id(), "--yes").did("is erased");
        run("people", "erase", quill.id(), "--yes").failedWith("Nothing is kept");
        run("people", "erase", "nonsense", "--yes").failedWith("id of a person");
        assertThat(run("people", "export", quill.id()).text()).doesNotContain("Zanzibar", "canary");
    }

    @Test
    void policies_areTriedAndPutInForce() throws Exception {
        Path file = directory.resolve("moderation.yaml");
        Files.copy(Path.of("../../policies/moderation.yaml"), file);
        run("policy", "dry-run", file.toString()).failedWith("no show");
        done(house.bus()
                .submit(Command.of(
                        "show", "event.phase", STAFF, Body.of("to", "live", "force", true, "reason", "a test"))));
        Files.writeString(file, Files.readString(file).replace("links: hold", "links: block"));

        run("policy", "put", file.toString()).failedWith("was not tried", "\"show\"", "vitrine policy dry-run");
        run("policy", "dry-run", file.toString())
                .did("links", "see wug.com", "1 of 2 messages of \"show\"", "vitrine policy put");
        run("policy", "put", file.toString()).did("Policy \"moderation\" is in force as version");
        assertThat(house.policies().policy("moderation").text("links")).isEqualTo("block");
        Files.writeString(file, Files.readString(file).replace("links: block", "links: bounce"));
        run("policy", "put", file.toString()).failedWith("was not tried");
        run("policy", "put", file.toString(), "--force", "a slur goes round").did("is in force");
        Files.writeString(file, Files.readString(file).replace("maxLength: 500", "maxLength: none"));
        run("policy", "dry-run", file.toString()).failedWith("moderation.yaml", "line", "maxLength");
        run("policy", "put", file.toString()).failedWith("maxLength");
        run("policy", "put", directory.resolve("gone.yaml").toString()).failedWith("is not there");
        run("policy", "dry-run", file.toString(), "--event", "nowhere").failedWith("no event \"nowhere\"");
    }

    @Test
    void profile_isShownAndSwitched() {
        run("profile", "show").did("standard (usual)", "480p 1000, 240p 300", "fallback", "always");
        run("profile", "show", "fallback", "--reason", "the line is poor")
                .did("Event \"show\" follows profile \"fallback\".");
        assertThat(house.mediaProfile("show").orElseThrow().family()).isEqualTo("fallback");
        assertThat(run("profile", "show").text().lines()).anyMatch(line -> line.startsWith("*  fallback"));
        run("profile", "show", "cinema").failedWith("cinema", "standard");
        run("profile", "nowhere").failedWith("nowhere");
    }

    @Test
    void aServerThatIsGone_isSaid() {
        web.close();
        run("accounts", "list").failedWith("does not answer");
    }
}
