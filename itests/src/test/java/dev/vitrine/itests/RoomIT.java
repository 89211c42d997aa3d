package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.FaultProxy;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chat, moderation, offers and protection as scripts and sockets see them. */
class RoomIT {
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-room");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    private static Fan member(String event, String name) {
        return Fan.connect(server, server.api("").session(event, name));
    }

    @Test
    void chat_reachesEverybodyOnce_andIsOnTheLogWhenAcknowledged() {
        server.api().liveEvent("talk");
        try (Fan ada = member("talk", "Ada");
                Fan ben = Fan.connect(server, "")) {
            ben.subscribe("chat:talk");
            assertThat(ada.say("talk", "hello from the first row"))
                    .matches(reply -> !reply.has("error"), "has no error");
            assertThat(server.api().log("talk"))
                    .as("acknowledged means on the log")
                    .anyMatch(record -> record.text("type").equals("chat.message"));
            await().until(() -> ben.texts("talk").size() == 1);
            assertThat(ben.texts("talk")).containsExactly("hello from the first row");
        }
    }

    @Test
    void anonymousViewer_mayWatchButNotChat() {
        server.api().liveEvent("quiet");
        try (Fan nobody = Fan.connect(server, "")) {
            nobody.subscribe("chat:quiet");
            assertThat(nobody.say("quiet", "hi").has("error")).isTrue();
            assertThat(nobody.request("subscribe", Map.of("channel", "mod:quiet"))
                            .has("error"))
                    .isTrue();
            assertThat(nobody.request("subscribe", Map.of("channel", "chat:no-such-event"))
                            .has("error"))
                    .isTrue();
        }
    }

    @Test
    void heldMessage_reachesStaffAlone_untilItIsApproved() {
        Api owner = server.api().liveEvent("held");
        owner.put(
                        "/api/v1/events/held/moderation/terms",
                        "terms",
                        List.of(
                                Map.of("term", "blorple", "action", "hold", "category", "spam", "level", 2),
                                Map.of("term", "zwidget", "action", "block", "category", "scam", "level", 4)))
                .must(200);
        assertThat(owner.post("/api/v1/events/held/moderation/check", "text", "buy a B l 0 r p l e now")
                        .must(200)
                        .text("verdict"))
                .isEqualTo("hold");
        try (Fan ada = member("held", "Ada");
                Fan ben = Fan.connect(server, "");
                Fan mod = Fan.connect(server, Vitrine.OWNER)) {
            ben.subscribe("chat:held");
            mod.subscribe("mod:held");
            assertThat(ada.say("held", "buy a blorple now")).matches(reply -> !reply.has("error"), "has no error");
            assertThat(ada.say("held", "zwidget for free").has("error")).isTrue();
            await().until(() -> !mod.bodies("mod:held", "chat.held").isEmpty());
            assertThat(ada.say("held", "a clean line")).matches(reply -> !reply.has("error"), "has no error");
            await().until(() -> ben.texts("held").contains("a clean line"));
            assertThat(ben.texts("held")).containsExactly("a clean line");
            try (Fan late = Fan.connect(server, "")) {
                late.subscribe("chat:held");
                assertThat(late.history("chat:held", 50).toString()).doesNotContain("blorple", "zwidget");
            }
            List<Body> queue =
                    owner.get("/api/v1/events/held/moderation/queue").must(200).list("held");
            assertThat(queue).hasSize(1);
            owner.post(
                            "/api/v1/events/held/moderation/decisions",
                            "seq",
                            queue.getFirst().integer("seq"),
                            "action",
                            "approve")
                    .must(200);
            await().until(() -> ben.texts("held").contains("buy a blorple now"));
        }
    }

    @Test
    void hiddenMessage_vanishesForEverybodyAndEveryLaterJoiner() {
        Api owner = server.api().liveEvent("hide");
        try (Fan ada = member("hide", "Ada");
                Fan ben = Fan.connect(server, "")) {
            ben.subscribe("chat:hide");
            ada.say("hide", "this goes away");
            await().until(() -> ben.texts("hide").size() == 1);
            long seq = ben.publications("chat:hide").getFirst().integer("seq");
            owner.post("/api/v1/events/hide/moderation/decisions", "seq", seq, "action", "remove", "reason", "test")
                    .must(200);
            await().untilAsserted(() -> assertThat(ben.bodies("chat:hide", "chat.removed"))
                    .anySatisfy(body -> assertThat(body.integer("target")).isEqualTo(seq)));
            try (Fan late = Fan.connect(server, "")) {
                late.subscribe("chat:hide");
                assertThat(late.history("chat:hide", 50).toString()).doesNotContain("this goes away");
            }
        }
    }

    @Test
    void cutConnection_recoversWithoutGapOrDuplicate() {
        server.api().liveEvent("cut");
        try (FaultProxy proxy = new FaultProxy(server.httpPort().orElseThrow());
                Fan ada = member("cut", "Ada");
                Fan ben = Fan.connect("http://127.0.0.1:" + proxy.port(), "")) {
            Body subscribed = ben.subscribe("chat:cut");
            ada.say("cut", "one");
            await().until(() -> ben.texts("cut").size() == 1);
            long offset = ben.publications("chat:cut").getFirst().integer("offset");
            proxy.cut();
            ada.say("cut", "two");
            ada.say("cut", "three");
            try (Fan again = Fan.connect("http://127.0.0.1:" + proxy.port(), "")) {
                Body recovered = again.recover("chat:cut", subscribed.text("epoch"), offset);
                assertThat(recovered.flag("recovered", false)).isTrue();
                assertThat(recovered.bodies("publications").toString())
                        .contains("two", "three")
                        .doesNotContain("=one");
                Body stranger = again.request("unsubscribe", Map.of("channel", "chat:cut"));
                assertThat(stranger).matches(reply -> !reply.has("error"), "has no error");
                assertThat(again.recover("chat:cut", "another-epoch", 1).flag("recovered", false))
                        .as("another epoch is never said to be recovered")
                        .isFalse();
            }
        }
    }

    @Test
    void offer_isBoundToItsPicture_andNobodyOversells() {
        Api owner = server.api().liveEvent("shop");
        owner.post(
                        "/api/v1/events/shop/products",
                        "id",
                        "lamp",
                        "title",
                        "Moon lamp",
                        "price",
                        Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        2)
                .must(201);
        try (Fan viewer = Fan.connect(server, "")) {
            viewer.subscribe("overlay:shop");
            owner.post("/api/v1/events/shop/cues", "type", "offer", "product", "lamp", "seconds", 60)
                    .must(201);
            await().until(() -> !viewer.bodies("overlay:shop", "cta.cue").isEmpty());
            try (Fan late = Fan.connect(server, "")) {
                assertThat(late.subscribe("overlay:shop").body("data").toString())
                        .contains("Moon lamp");
            }
        }
        Api anyone = server.api("");
        String hold = anyone.post("/api/v1/events/shop/holds", "product", "lamp", "quantity", 2, "viewer", "v1")
                .must(201)
                .text("hold");
        Api.Answer soldOut = anyone.post("/api/v1/events/shop/holds", "product", "lamp", "quantity", 1, "viewer", "v2")
                .must(409);
        assertThat(soldOut.header("Content-Type")).contains("application/problem+json");
        assertThat(soldOut.text("detail")).isNotBlank();
        String order = anyone.post("/api/v1/events/shop/orders", "hold", hold)
                .must(201)
                .text("order");
        assertThat(order).isNotBlank();
    }

    @Test
    void openWindow_freezesConfigurationWith423_andSaysUntilWhenAndWhoCanHelp() {
        Api owner = server.api().liveEvent("window");
        String window = owner.post(
                        "/api/v1/events/window/windows",
                        "title",
                        "Evening drop",
                        "opensInSeconds",
                        0,
                        "durationSeconds",
                        600,
                        "tier",
                        "standard")
                .must(201)
                .text("id");
        Api.Answer refused = owner.put(
                        "/api/v1/events/window/moderation/terms",
                        "terms",
                        List.of(Map.of("term", "blorple", "action", "hold", "category", "spam", "level", 1)))
                .must(423);
        assertThat(refused.text("rule")).contains("Evening drop");
        assertThat(refused.json())
                .matches(body -> body.has("until") && body.has("approvers"), "has until and approvers");
        try (Fan ada = member("window", "Ada")) {
            assertThat(ada.say("window", "chat goes on")).matches(reply -> !reply.has("error"), "has no error");
        }
        owner.post("/api/v1/events/window/windows/" + window + "/close").must(200);
        owner.put("/api/v1/events/window/moderation/terms", "terms", List.of()).must(200);
    }

    @Test
    void malformedFrames_areAnsweredWithACode_andHurtNobodyElse() {
        server.api().liveEvent("noise");
        try (Fan good = member("noise", "Ada");
                Fan listener = Fan.connect(server, "")) {
            listener.subscribe("chat:noise");
            for (String garbage :
                    List.of("not json", "{\"id\":1,\"connect\":", "[]", "[".repeat(500), "{\"id\":\"x\"}")) {
                try (Fan bad = Fan.connect(server, "")) {
                    bad.raw(garbage);
                    await().until(() -> bad.closeCode() != 0);
                    assertThat(bad.closeCode()).isBetween(3000, 4999);
                }
            }
            assertThat(good.say("noise", "still here")).matches(reply -> !reply.has("error"), "has no error");
            await().until(() -> listener.texts("noise").contains("still here"));
        }
    }

    @Test
    void views_findWhatWasSaid_alsoAfterARebuild() {
        Api owner = server.api().liveEvent("search");
        try (Fan ada = member("search", "Ada")) {
            ada.say("search", "where is the Teapot from?");
        }
        for (int round = 0; round < 2; round++) {
            await().untilAsserted(() -> assertThat(owner.get("/api/v1/events/search/chat?q=teapot")
                            .must(200)
                            .list("messages"))
                    .hasSize(1));
            Vitrine.Result rebuilt = Vitrine.command("views", "rebuild", "--data", data.toString());
            assertThat(rebuilt.exitCode()).as(rebuilt.output()).isZero();
        }
        assertThat(server.api("").get("/api/v1/events/search/chat?q=teapot").status())
                .isIn(401, 403);
    }

    @Test
    void restErrors_areProblemsThatSayWhatToDo() {
        Api owner = server.api();
        for (Api.Answer answer : List.of(
                owner.get("/api/v1/events/nowhere"),
                owner.post("/api/v1/events", "id", "Bad Id!", "title", "x", "class", "commerce"),
                owner.post("/api/v1/events", "id", "no-class", "title", "x", "class", "opera"),
                owner.send("POST", "/api/v1/events", "{broken"),
                server.api("").post("/api/v1/events", "id", "mine", "title", "x", "class", "commerce"))) {
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.header("Content-Type")).contains("application/problem+json");
            assertThat(answer.json())
                    .matches(body -> body.has("type") && body.has("status") && body.has("detail"), "is a problem");
        }
    }
}
