package dev.vitrine.web.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.web.TestWeb;
import dev.vitrine.web.metrics.WebMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outgoing events over a real house to a receiver in this process, verified by somebody else's library. */
class WebhookTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Actor MIA = new Actor(Actor.Kind.STAFF, "u-mia", "Mia", Set.of("moderator"));
    private static final List<Duration> QUICKLY =
            List.of(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(10));

    private final HookReceiver receiver = new HookReceiver();
    private final TestWeb web;
    private Optional<WebhookSender> quick = Optional.empty();

    WebhookTest(@TempDir Path directory) throws IOException {
        web = new TestWeb(
                Files.createDirectory(directory.resolve("data")), Files.createDirectory(directory.resolve("pages")));
    }

    @BeforeEach
    void open() {
        web.withModeration().withEvent("demo").withEvent("other");
    }

    @AfterEach
    void stop() {
        quick.ifPresent(WebhookSender::close);
        web.close();
        receiver.close();
    }

    private void trustLoopback() {
        assertThat(web.send(
                                "PUT",
                                "/api/v1/policies/outbound",
                                TestWeb.OWNER,
                                "{\"yaml\":\"trustedHosts: ['127.0.0.1']\"}")
                        .status())
                .isEqualTo(200);
    }

    private Body hook(String... types) {
        trustLoopback();
        TestWeb.Answer answer = web.post("/api/v1/webhooks", Map.of("url", receiver.url(), "types", List.of(types)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private void say(String event, String text) {
        Outcome outcome = web.house()
                .chat()
                .send(event, MIA, text, Optional.empty())
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private void moderate(String action, long seq) {
        assertThat(web.post("/api/v1/events/demo/moderation/decisions", Map.of("seq", seq, "action", action))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anEvent_arrivesSigned_andTheReferenceLibraryVerifiesIt() throws Exception {
        Body hook = hook("chat.*", "core.phase");
        say("demo", "hello outside");
        await().atMost(PATIENCE).until(() -> receiver.taken().size() == 1);
        HookReceiver.Got got = receiver.got().getFirst();
        assertThat(got.body()).contains("\"type\":\"chat.message\"", "hello outside", "\"event\":\"demo\"");
        assertThatCode(() -> new Webhook(hook.text("secret")).verify(got.body(), got.headers()))
                .doesNotThrowAnyException();
        assertThat(web.ownerGet("/api/v1/webhooks").text())
                .contains(receiver.url())
                .doesNotContain("whsec_");
        assertThat(web.ownerGet("/api/v1/events/_house/log?limit=100").text())
                .as("nor does the log show secrets")
                .contains("core.webhook")
                .doesNotContain("whsec_");
        try (var files = Files.walk(web.house().data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(hook.text("secret"));
            }
        }
    }

    /** The vector of the specification's own libraries. */
    @Test
    void theSpecificationsVector() {
        assertThat(Signature.of(
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatWaitsForAModerator_wasRemoved_orIsNoOnesBusiness_neverGoesOut() {
        hook("*");
        receiver.answer(count -> 500);
        say("demo", "removed before it went");
        await().atMost(PATIENCE).until(() -> !receiver.got().isEmpty());
        say("demo", "hold this canary");
        say("other", "hold that canary");
        long removed = web.house().rooms().room("demo").orElseThrow().readForViewers(0, 100).stream()
                .filter(record -> record.type().equals("chat.message"))
                .findFirst()
                .orElseThrow()
                .seq();
        moderate("remove", removed);
        web.post("/api/v1/accounts", Map.of("login", "canary", "roles", List.of("moderator")));
        receiver.answer(count -> 204);
        say("demo", "the last one");
        await().atMost(PATIENCE).until(() -> receiver.taken().stream().anyMatch(body -> body.contains("the last one")));
        await().atMost(PATIENCE).until(() -> receiver.taken().stream().anyMatch(body -> body.contains("chat.removed")));
        assertThat(receiver.got()).noneMatch(got -> got.body().contains("canary"));
        assertThat(receiver.taken()).noneMatch(body -> body.contains("removed before it went"));
        assertThat(receiver.got()).noneMatch(got -> got.body().contains("core.session"));
    }

    @Test
    void aReceiverThatIsDown_getsItLater_withTheSameId() {
        useQuickSender();
        hook("chat.message");
        receiver.answer(count -> count < 2 ? 503 : 204);
        say("demo", "try again");
        await().atMost(PATIENCE).until(() -> receiver.taken().stream().anyMatch(body -> body.contains("try again")));
        assertThat(receiver.got().stream().map(HookReceiver.Got::id).distinct()).hasSize(1);
    }

    @Test
    void whatCannotBeDelivered_isKept_andCanBeSentAgain() {
        useQuickSender();
        Body hook = hook("chat.message");
        receiver.answer(count -> 500);
        say("demo", "nobody home");
        String path = "/api/v1/webhooks/" + hook.text("id");
        await().atMost(PATIENCE)
                .until(() -> !web.ownerGet(path + "/dead").json().bodies("dead").isEmpty());
        Body dead = web.ownerGet(path + "/dead").json().bodies("dead").getFirst();
        assertThat(dead.text("why")).isEqualTo("answered 500");
        int before = receiver.got().size();
        receiver.answer(count -> 204);
        assertThat(web.post(path + "/replay", Map.of()).status()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> receiver.taken().stream().anyMatch(body -> body.contains("nobody home")));
        assertThat(receiver.got().size()).isGreaterThan(before);
        assertThat(web.ownerGet(path + "/dead").json().bodies("dead")).isEmpty();
    }

    /** A second sender over the same house, which does not wait for minutes; the first one's file is its own. */
    private void useQuickSender() {
        web.web().stopWebhooks();
        quick = Optional.of(WebhookSender.start(
                web.house(),
                new OutboundGuard(OutboundGuard.Resolver.SYSTEM, () -> Set.of("127.0.0.1")),
                InstantSource.system(),
                new WebMetrics(new PrometheusRegistry()),
                QUICKLY));
    }

    @Test
    void aSecretThatIsReplaced_signsForADayMore() throws Exception {
        Body hook = hook("chat.message");
        Body rotated = web.post("/api/v1/webhooks/" + hook.text("id") + "/rotate", Map.of())
                .json();
        assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(hook.text("secret"));
        say("demo", "twice signed");
        await().atMost(PATIENCE).until(() -> !receiver.taken().isEmpty());
        HookReceiver.Got got = receiver.got().getLast();
        for (String secret : List.of(hook.text("secret"), rotated.text("secret"))) {
            assertThatCode(() -> new Webhook(secret).verify(got.body(), got.headers()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aReceiverThatIsGone_isPaused_andGoesOnWhereItStopped() {
        Body hook = hook("chat.message");
        receiver.answer(count -> 410);
        say("demo", "one");
        await().atMost(PATIENCE)
                .until(() -> web.house()
                        .webhooks()
                        .find(hook.text("id"))
                        .orElseThrow()
                        .paused());
        say("demo", "two");
        receiver.answer(count -> 204);
        web.send("PUT", "/api/v1/webhooks/" + hook.text("id") + "/paused", TestWeb.OWNER, "{\"paused\":false}");
        await().atMost(PATIENCE).until(() -> receiver.taken().size() >= 2);
        assertThat(receiver.taken().getFirst()).contains("one");
        assertThat(receiver.taken().get(1)).contains("two");
    }

    @Test
    void anAddressInside_isRefused_andSoIsOneThatMovedThere() throws Exception {
        for (String url :
                List.of(receiver.url(), "https://127.0.0.1/", "https://169.254.169.254/", "https://localhost/")) {
            TestWeb.Answer answer = web.post("/api/v1/webhooks", Map.of("url", url, "types", List.of("*")));
            assertThat(answer.status()).as(url).isEqualTo(422);
            assertThat(answer.json().text("type")).endsWith("address-refused");
        }
        hook("chat.message");
        assertThat(web.send("PUT", "/api/v1/policies/outbound", TestWeb.OWNER, "{\"yaml\":\"trustedHosts: []\"}")
                        .status())
                .isEqualTo(200);
        say("demo", "not any more");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(web.house().data().resolve("webhooks.json"))
                        && Files.readString(web.house().data().resolve("webhooks.json"))
                                .contains("\"attempt\":1"));
        assertThat(receiver.got()).isEmpty();
    }

    @Test
    void twoHundredMessages_arriveOnceEach_inOrderOfTheirEvent() {
        hook("chat.message");
        for (int i = 0; i < 200; i++) {
            say(i % 2 == 0 ? "demo" : "other", "message " + i);
        }
        await().atMost(PATIENCE).until(() -> receiver.taken().size() >= 200);
        assertThat(receiver.got()).hasSize(200);
        assertThat(new HashSet<>(receiver.taken())).hasSize(200);
        List<String> demo = receiver.taken().stream()
                .filter(body -> body.contains("\"event\":\"demo\""))
                .toList();
        for (int i = 0; i < demo.size(); i++) {
            assertThat(demo.get(i)).contains("message " + 2 * i + "\"");
        }
    }

    @Test
    void aDeletedReceiver_getsNothing_andItsSecretIsDestroyed() {
        Body hook = hook("chat.message");
        assertThat(web.send("DELETE", "/api/v1/webhooks/" + hook.text("id"), TestWeb.OWNER, "")
                        .status())
                .isEqualTo(200);
        say("demo", "nobody listens");
        assertThat(web.ownerGet("/api/v1/webhooks").json().bodies("webhooks")).isEmpty();
        assertThat(web.house()
                        .rooms()
                        .room(Command.HOUSE)
                        .orElseThrow()
                        .read(0, 1_000)
                        .toString())
                .doesNotContain(hook.text("secret"));
        assertThat(receiver.got()).isEmpty();
    }
}
