package dev.vitrine.plugin.cta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.testkit.Configs;
import dev.vitrine.testkit.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtaOverlayTest {

    private final TestHouse house = new TestHouse(Path.of("target"));
    private CtaOverlay plugin = start(house);

    static CtaOverlay start(TestHouse house) {
        return house.start(
                "cta-overlay", context -> new CtaOverlay(context, Configs.defaults(CtaOverlay.Config.class)));
    }

    static Body lamp(long stock) {
        return Body.of(
                "id", "lamp",
                "title", "Desk lamp",
                "price", Body.of("amount", 4900, "currency", "EUR"),
                "stock", stock,
                "checkoutUrl", "/shop/checkout?p=lamp#pay");
    }

    static Outcome.Refused refused(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return (Outcome.Refused) outcome;
    }

    @BeforeEach
    void lampOnTheShelf() {
        house.done("show", "cta.product", lamp(3));
    }

    @Test
    void product_upsert_isInTheSnapshotWithWhatIsLeft() {
        Body product = plugin.snapshot("show").bodies("products").getFirst();

        assertThat(product.text("id")).isEqualTo("lamp");
        assertThat(product.integer("left")).isEqualTo(3);
        assertThat(product.body("price").integer("amount")).isEqualTo(4900);
        assertThat(house.log("show").getFirst().channel()).isEqualTo(Channel.OVERLAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "//evil.example/x",
                "data:text/html,x",
                "http:///nohost",
                "https://user:pw@shop.example/",
                "\\\\evil",
                "checkout",
                "https://shop.example/a b"
            })
    void product_checkoutThatAPageMustNotFollow_isABadRequest(String link) {
        Outcome outcome = house.staff("show", "cta.product", lamp(3).with("checkoutUrl", link));

        assertThat(refused(outcome).problem().detail()).startsWith("Field \"checkoutUrl\" takes an http(s) address");
    }

    @Test
    void product_badFields_areNamed() {
        Map<Body, String> wrong = Map.of(
                lamp(3).with("id", "a b"), "\"id\"",
                lamp(-1), "\"stock\"",
                lamp(3).with("title", " "), "\"title\"",
                lamp(3).with("price", Body.of("amount", -1, "currency", "EUR")), "\"price.amount\"",
                lamp(3).with("price", Body.of("amount", 1, "currency", "EURO")), "\"price.currency\"",
                lamp(3).with("price", Body.of("amount", 1.5, "currency", "EUR")), "\"amount\"",
                lamp(3).with("compareAt", Body.of("amount", 1, "currency", "USD")), "\"compareAt.currency\"",
                lamp(3).with("image", "http://plain.example/a.png"), "\"image\"");

        wrong.forEach((body, field) -> {
            var problem = refused(house.staff("show", "cta.product", body)).problem();
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.detail()).startsWith("Field " + field);
        });
    }

    @Test
    void product_stockBelowWhatIsCommitted_isRefusedAndSaysTheLeast() {
        hold("v-1", 2);

        var problem = refused(house.staff("show", "cta.product", lamp(1))).problem();

        assertThat(problem.type()).isEqualTo("stock-committed");
        assertThat(problem.detail()).contains("set stock to 2 or more");
    }

    @Test
    void product_removedWhileOnAir_endsItsCueFirst() {
        house.done("show", "cta.cue", Body.of("product", "lamp"));

        house.done("show", "cta.product-remove", Body.of("product", "lamp"));

        assertThat(house.log("show").stream().map(LogRecord::type)).endsWith("cta.ended", "cta.product-removed");
        assertThat(plugin.snapshot("show").has("onAir")).isFalse();
    }

    @Test
    void product_removedAndAddedAgain_stillKnowsWhatIsSold() {
        house.done("show", "cta.order", Body.of("hold", hold("v-1", 2).text("hold")));
        house.done("show", "cta.product-remove", Body.of("product", "lamp"));

        Body again = house.done("show", "cta.product", lamp(3));

        assertThat(again.integer("left")).isEqualTo(1);
    }

    @Test
    void cue_now_isReleasedAtTheLivePictureUntilItsEnd() {
        Body cue = house.done("show", "cta.cue", Body.of("product", "lamp", "seconds", 30, "headline", "Now"));

        LogRecord record = house.log("show", "cta.cue").getFirst();
        assertThat(record.delivery()).isEqualTo(Delivery.AT);
        assertThat(record.media()).contains(new MediaTime(1, 600_000));
        assertThat(record.until()).contains(house.time().instant().plusSeconds(30));
        assertThat(record.body().has("media")).isFalse();
        Body onAir = plugin.snapshot("show").body("onAir");
        assertThat(onAir.text("cue")).isEqualTo(cue.text("cue"));
        assertThat(onAir.body("media").integer("ptsMs")).isEqualTo(600_000);
        assertThat(onAir.body("product").text("title")).isEqualTo("Desk lamp");
    }

    @Test
    void cue_ahead_isBoundToThatPictureAndRunsItsFullTimeFromThere() {
        house.done("show", "cta.cue", Body.of("product", "lamp", "seconds", 30, "atMs", 604_000));

        LogRecord record = house.log("show", "cta.cue").getFirst();
        assertThat(record.media()).contains(new MediaTime(1, 604_000));
        assertThat(record.until()).contains(house.time().instant().plusSeconds(34));
    }

    @Test
    void cue_aheadWithoutAPicture_isRefused() {
        house.media().live(Optional.empty());

        var problem = refused(house.staff("show", "cta.cue", Body.of("product", "lamp", "atMs", 1000)))
                .problem();

        assertThat(problem.type()).isEqualTo("no-stream");
    }

    @Test
    void cue_whileAnotherIsOnAir_endsThatOneOnTheSamePicture() {
        String first = house.done("show", "cta.cue", Body.of("product", "lamp")).text("cue");

        house.done("show", "cta.cue", Body.of("product", "lamp", "atMs", 602_000));

        LogRecord ended = house.log("show", "cta.ended").getFirst();
        assertThat(ended.body().text("cue")).isEqualTo(first);
        assertThat(ended.media()).contains(new MediaTime(1, 602_000));
        assertThat(house.log("show", "cta.cue")).hasSize(2);
    }

    @Test
    void cue_timeOver_endsByItselfOnce() {
        house.done("show", "cta.cue", Body.of("product", "lamp", "seconds", 30));

        house.time().advance(Duration.ofSeconds(29));
        assertThat(house.log("show", "cta.ended")).isEmpty();
        house.time().advance(Duration.ofSeconds(5));

        assertThat(house.log("show", "cta.ended")).hasSize(1);
        assertThat(house.log("show", "cta.ended").getFirst().actor()).isEqualTo(Actor.plugin("cta-overlay"));
    }

    @Test
    void cue_timeOverWhileTheServerWasDown_endsAfterTheRestart() {
        house.done("show", "cta.cue", Body.of("product", "lamp", "seconds", 30));
        house.time().stall(Duration.ofMinutes(5));

        plugin = start(house);
        assertThat(plugin.snapshot("show").has("onAir")).isFalse();
        house.time().settle();

        assertThat(house.log("show", "cta.ended")).hasSize(1);
    }

    @Test
    void cue_restartInTheMiddle_stillEndsOnTime() {
        house.done("show", "cta.cue", Body.of("product", "lamp", "seconds", 30));
        house.time().advance(Duration.ofSeconds(10));

        plugin = start(house);
        house.time().advance(Duration.ofSeconds(20));

        assertThat(house.log("show", "cta.ended"))
                .singleElement()
                .extracting(LogRecord::at)
                .isEqualTo(Instant.parse("2026-11-20T18:00:30Z"));
    }

    @Test
    void cueEnd_byCommand_isIdempotent() {
        String cue = house.done("show", "cta.cue", Body.of("product", "lamp")).text("cue");

        house.done("show", "cta.cue-end", Body.of("cue", cue));
        house.done("show", "cta.cue-end", Body.of("cue", cue));

        assertThat(house.log("show", "cta.ended")).hasSize(1);
        assertThat(refused(house.staff("show", "cta.cue-end", Body.of("cue", "nope")))
                        .problem()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void hold_carriesItsIdToTheCheckout() {
        Body hold = hold("v-1", 1);

        assertThat(hold.text("checkoutUrl")).isEqualTo("/shop/checkout?p=lamp&hold=" + hold.text("hold") + "#pay");
        assertThat(Instant.parse(hold.text("expiresAt")))
                .isEqualTo(house.time().instant().plusSeconds(120));
        assertThat(house.log("show", "cta.hold").getFirst().channel()).isEqualTo(Channel.NONE);
        assertThat(house.log("show", "cta.stock").getLast().body().integer("left"))
                .isEqualTo(2);
    }

    @Test
    void hold_moreThanLeft_saysWhatIsLeft() {
        hold("v-1", 2);

        var problem = refused(holding("v-2", 2)).problem();

        assertThat(problem.type()).isEqualTo("sold-out");
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.extra().integer("left")).isEqualTo(1);
        assertThat(problem.detail()).contains("only 1 are left, not 2");
    }

    @Test
    void hold_beyondAViewersShare_isRefused() {
        house.done("show", "cta.product", lamp(100));
        hold("v-1", 10);

        assertThat(refused(holding("v-1", 1)).problem().type()).isEqualTo("hold-limit");
        assertThat(holding("v-2", 1)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void hold_byAViewerWithASession_isTheirsWhateverTheySay() {
        Body body = Body.of("product", "lamp", "quantity", 1, "viewer", "somebody-else");

        house.submit(Command.of("show", "cta.hold", TestHouse.viewer("v-9"), body));

        assertThat(house.log("show", "cta.hold").getFirst().body().text("viewer"))
                .isEqualTo("v-9");
    }

    @Test
    void hold_byAViewerWithoutSession_needsOneAndCannotUseUpAnothersShare() {
        Actor anonymous = new Actor(Actor.Kind.VIEWER, "a-1", "Viewer a-1", Set.of("viewer"));

        Outcome without = house.submit(Command.of("show", "cta.hold", anonymous, Body.of("product", "lamp")));
        house.submit(Command.of("show", "cta.hold", anonymous, Body.of("product", "lamp", "viewer", "v-9")));

        assertThat(refused(without).problem().detail()).startsWith("Field \"viewer\" is missing");
        assertThat(house.log("show", "cta.hold").getFirst().body().text("viewer"))
                .isEqualTo("~v-9");
    }

    @Test
    void hold_expires_givesItsUnitsBackOnceAndTellsViewers() {
        hold("v-1", 3);

        house.time().advance(Duration.ofSeconds(121));

        assertThat(house.log("show", "cta.hold-expired")).hasSize(1);
        assertThat(house.log("show", "cta.stock").getLast().body().integer("left"))
                .isEqualTo(3);
    }

    @Test
    void hold_whenTheTimerIsLate_takesExpiredUnitsAllTheSame() {
        hold("v-1", 3);
        house.time().stall(Duration.ofSeconds(121));

        assertThat(holding("v-2", 3)).isInstanceOf(Outcome.Done.class);

        assertThat(house.log("show", "cta.hold-expired")).hasSize(1);
        house.time().settle();
        assertThat(house.log("show", "cta.hold-expired")).hasSize(1);
    }

    @Test
    void order_usesAHoldOnce() {
        String hold = hold("v-1", 2).text("hold");

        Body first = house.done("show", "cta.order", Body.of("hold", hold, "reference", "A-1"));
        Body again = house.done("show", "cta.order", Body.of("hold", hold));

        assertThat(again.text("order")).isEqualTo(first.text("order"));
        assertThat(first.body("total").integer("amount")).isEqualTo(9800);
        assertThat(house.log("show", "cta.order")).hasSize(1);
        house.time().advance(Duration.ofMinutes(10));
        assertThat(house.log("show", "cta.hold-expired")).isEmpty();
    }

    @Test
    void order_afterTheTimeIsOver_isRefusedWhetherOrNotTheTimerCame() {
        String hold = hold("v-1", 1).text("hold");
        house.time().stall(Duration.ofSeconds(120));

        assertThat(refused(house.staff("show", "cta.order", Body.of("hold", hold)))
                        .problem()
                        .type())
                .isEqualTo("hold-expired");
        house.time().settle();
        assertThat(refused(house.staff("show", "cta.order", Body.of("hold", hold)))
                        .problem()
                        .type())
                .isEqualTo("hold-expired");
    }

    @Test
    void order_keepsThePriceOfItsHold() {
        String hold = hold("v-1", 1).text("hold");
        house.done("show", "cta.product", lamp(3).with("price", Body.of("amount", 9900, "currency", "EUR")));

        Body order = house.done("show", "cta.order", Body.of("hold", hold));

        assertThat(order.body("total").integer("amount")).isEqualTo(4900);
    }

    @Test
    void orders_pageByCursor() {
        house.done("show", "cta.product", lamp(5));
        for (int i = 0; i < 3; i++) {
            house.done("show", "cta.order", Body.of("hold", hold("v-" + i, 1).text("hold")));
        }

        Reply.Json all =
                (Reply.Json) house.ask("GET /api/v1/events/{event}/orders", Map.of("event", "show"), Body.empty());

        assertThat(all.body().bodies("orders")).hasSize(3);
        assertThat(all.body().has("next")).isFalse();
    }

    @Test
    void reads_ofAnEventWithoutOffers_areEmpty() {
        assertThat(plugin.snapshot("other").bodies("products")).isEmpty();
        Reply.Json cues =
                (Reply.Json) house.ask("GET /api/v1/events/{event}/cues", Map.of("event", "other"), Body.empty());
        assertThat(cues.body().bodies("cues")).isEmpty();
    }

    @Test
    void prove_isContentAndLeavesNoTrace() {
        List<LogRecord> before = house.log("show");

        plugin.prove();

        assertThat(house.log("show")).isEqualTo(before);
        assertThat(plugin.snapshot("prove").bodies("products")).isEmpty();
    }

    @Test
    void examples_ofEveryCommand_areUnderstood() {
        plugin.commands()
                .forEach(type -> assertThat(house.staff("show", type.type(), type.example()))
                        .as(type.type())
                        .satisfies(outcome -> {
                            if (outcome instanceof Outcome.Refused refused) {
                                assertThat(refused.problem().status()).isNotEqualTo(400);
                            }
                        }));
    }

    private Body hold(String viewer, int quantity) {
        return ((Outcome.Done) holding(viewer, quantity)).reply();
    }

    private Outcome holding(String viewer, int quantity) {
        return house.staff("show", "cta.hold", Body.of("product", "lamp", "quantity", quantity, "viewer", viewer));
    }
}
