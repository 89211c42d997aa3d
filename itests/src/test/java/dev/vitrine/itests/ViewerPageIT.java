package dev.vitrine.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What a viewer sees: picture, chat, offer, checkout, and the quiet pages when there is nothing to see. */
@Timeout(180)
class ViewerPageIT {
    private static final String TIME_OF_PICTURE = "() => {"
            + " const deep = (root) => { for (const e of root.querySelectorAll('*')) {"
            + "   if (e.localName === 'vitrine-player') return e;"
            + "   const inside = e.shadowRoot && deep(e.shadowRoot); if (inside) return inside; } return null; };"
            + " return (deep(document)?.mediaTime ?? 0) / 1000; }";
    private static final String MARKUP = "<img src=x onerror=alert(1)> and <b>bold</b>";
    private static final Page.GetByTextOptions EXACT = new Page.GetByTextOptions().setExact(true);
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-viewer");
        server = Vitrine.up(data, "--no-demo");
        chromium = new Chromium();
    }

    @AfterEach
    void photograph(TestInfo test) {
        chromium.photograph(test.getTestMethod().orElseThrow().getName());
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
        Scratch.delete(data);
    }

    private static Page watch(String event, int width, int height) {
        Page page = chromium.page(width, height);
        page.navigate(server.url() + "/watch/" + event);
        return page;
    }

    private static void join(Page page, String name) {
        page.getByLabel("Your name in chat").fill(name);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Join"))
                .click();
        assertThat(page.getByPlaceholder("Say something as " + name)).isVisible();
    }

    private static void say(Page page, String name, String text) {
        Locator box = page.getByPlaceholder("Say something as " + name);
        box.fill(text);
        box.press("Enter");
    }

    @Test
    void twoPeople_watchTalkAndBuy() {
        Api owner = server.api().liveEvent("drop");
        owner.post(
                        "/api/v1/events/drop/products",
                        "id",
                        "lamp",
                        "title",
                        "Moon lamp",
                        "price",
                        Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        5)
                .must(201);
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("drop"))) {
            Page ada = watch("drop", 1280, 800);
            Page ben = watch("drop", 390, 844);
            for (Page page : List.of(ada, ben)) {
                page.waitForFunction("time => (" + TIME_OF_PICTURE + ")() > time", 0);
                double first = ((Number) page.evaluate(TIME_OF_PICTURE)).doubleValue();
                page.waitForFunction("time => (" + TIME_OF_PICTURE + ")() > time + 1", first);
            }
            assertThat(encoder.isAlive()).isTrue();

            join(ada, "Ada");
            join(ben, "Ben");
            say(ada, "Ada", "is the lamp dimmable?");
            assertThat(ben.getByText("is the lamp dimmable?", EXACT)).isVisible();
            say(ben, "Ben", MARKUP);
            assertThat(ada.getByText(MARKUP, EXACT)).isVisible();

            owner.post("/api/v1/events/drop/cues", "type", "offer", "product", "lamp", "seconds", 60)
                    .must(201);
            Locator offer = ada.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Offer"));
            assertThat(offer).isVisible();
            assertThat(offer).containsText("Moon lamp");
            assertThat(ben.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Offer")))
                    .isVisible();

            Page shop =
                    ada.context().waitForPage(() -> offer.getByText("Buy now").click());
            shop.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pay (demo)"))
                    .click();
            assertThat(shop.getByText("Thank you")).isVisible();
            assertThat(owner.log("drop").stream().map(record -> record.text("type")))
                    .contains("cta.hold", "cta.order");

            Body message = owner.log("drop").stream()
                    .filter(record -> record.text("type").equals("chat.message"))
                    .findFirst()
                    .orElseThrow();
            owner.post(
                            "/api/v1/events/drop/moderation/decisions",
                            "seq",
                            message.integer("seq"),
                            "action",
                            "remove",
                            "reason",
                            "test")
                    .must(200);
            assertThat(ben.getByText("is the lamp dimmable?", EXACT)).isHidden();
            Page late = watch("drop", 1280, 800);
            assertThat(late.getByText(MARKUP, EXACT)).isVisible();
            assertThat(late.getByText("is the lamp dimmable?", EXACT)).isHidden();
            assertThat(late.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Offer")))
                    .isVisible();

            encoder.kill();
            assertThat(ada.getByText("Back in a moment")).isVisible();
        }
        assertThat(chromium.complaints())
                .as("script errors, but for the event that does not exist")
                .noneMatch(complaint -> !complaint.contains("/nowhere"));
    }

    @Test
    void everyWidth_hasNoSidewaysScrolling_andNothingForAxeToSay() {
        server.api().liveEvent("widths");
        for (int width : new int[] {320, 390, 768, 1280, 1920}) {
            Page page = watch("widths", width, 800);
            assertThat(page.getByLabel("Your name in chat")).isVisible();
            assertThat((Boolean) page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("no sideways scrolling at %d px", width)
                    .isTrue();
            assertThat(Axe.violations(page)).as("axe at %d px", width).isEmpty();
            page.context().close();
        }
    }

    @Test
    void audience_votesAsksReactsAndMentions() {
        Api owner = server.api().liveEvent("crowd");
        Page ada = watch("crowd", 1280, 800);
        Page ben = watch("crowd", 320, 640);
        join(ada, "Ada");
        join(ben, "Ben");
        long poll = owner.post(
                        "/api/v1/events/crowd/polls", "question", "Which one next?", "options", List.of("Brass", "Oak"))
                .must(201)
                .json()
                .integer("seq");
        ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Oak"))
                .click();
        ben.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show the poll"))
                .click();
        ben.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Brass"))
                .click();
        assertThat(ben.getByText("2 votes")).isVisible();
        ben.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Oak"))
                .click();
        assertThat(ada.getByText("100 %")).isVisible();
        assertThat(Axe.violations(ben)).as("axe with a poll at 320 px").isEmpty();
        owner.post("/api/v1/events/crowd/polls/" + poll + "/end").must(200);
        assertThat(ada.getByText("the result stands")).isVisible();

        ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Questions to the show"))
                .click();
        ada.getByLabel("Your question to the show").fill("Is it dimmable?");
        ada.getByLabel("Your question to the show").press("Enter");
        assertThat(ada.getByText("Asked.")).isVisible();
        assertThat(ada.getByText("Is it dimmable?", EXACT)).hasCount(0);
        long question = owner.get("/api/v1/events/crowd/questions/waiting")
                .must(200)
                .list("questions")
                .getFirst()
                .integer("question");
        owner.post("/api/v1/events/crowd/questions/" + question + "/show").must(200);
        assertThat(ada.getByText("Is it dimmable?", EXACT)).isVisible();
        ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Vote up, 0"))
                .click();
        assertThat(ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Vote up, 1")))
                .isVisible();
        assertThat(Axe.violations(ada)).as("axe with questions").isEmpty();
        ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Back to the chat"))
                .click();

        say(ada, "Ada", "hello @Ben");
        assertThat(ben.locator(".line.called")).containsText("hello @Ben");
        ada.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("React with 👏"))
                .click();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> owner.log("crowd").stream()
                        .anyMatch(record -> record.text("type").equals("audience.reactions")));

        String benId = owner.log("crowd").stream()
                .filter(record -> record.text("type").equals("core.session")
                        && record.body("body").text("name").equals("Ben"))
                .findFirst()
                .orElseThrow()
                .body("body")
                .text("id");
        owner.post("/api/v1/events/crowd/whispers", "to", benId, "text", "Your parcel left this morning.")
                .must(201);
        assertThat(ben.getByText("Your parcel left this morning.")).isVisible();
        assertThat(ada.getByText("Your parcel left this morning.")).hasCount(0);
        ben.context().close();
        ada.context().close();
    }

    @Test
    void noSuchEvent_isSaidPlainly() {
        Page page = watch("nowhere", 1280, 800);
        assertThat(page.getByText("There is no such event")).isVisible();
    }
}
