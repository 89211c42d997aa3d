package dev.vitrine.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.PluginJars;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A shift at the console, as a person sees it. */
@Timeout(180)
class ConsoleIT {
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-console");
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

    private static Page signedIn(String event, int width) {
        Page page = chromium.page(width, 900);
        page.navigate(server.url() + "/console");
        page.getByLabel("Owner token").fill(Vitrine.OWNER);
        button(page, "Sign in").click();
        page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("Event"))
                .selectOption(event);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator tab(Page page, String name) {
        return page.getByRole(AriaRole.TAB, new GetByRoleOptions().setName(name));
    }

    @Test
    void wrongToken_isExplained() {
        Page page = chromium.page(1280, 900);
        page.navigate(server.url() + "/console");
        page.getByLabel("Owner token").fill("not-a-token");
        button(page, "Sign in").click();
        assertThat(page.getByText("This token is not known here.")).isVisible();
        page.context().close();
    }

    @Test
    void shift_moderatesSellsProtectsAndClips() {
        Api owner = server.api().liveEvent("shift");
        owner.put(
                        "/api/v1/events/shift/moderation/terms",
                        "terms",
                        List.of(Map.of("term", "blorple", "action", "hold", "category", "spam", "level", 2)))
                .must(200);
        owner.post(
                        "/api/v1/events/shift/products",
                        "id",
                        "lamp",
                        "title",
                        "Moon lamp",
                        "price",
                        Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        5)
                .must(201);
        try (Encoder encoder = Encoder.publish(server, owner.streamKey("shift"));
                Fan ada = Fan.connect(server, server.api("").session("shift", "Ada"));
                Fan ben = Fan.connect(server, "")) {
            ben.subscribe("chat:shift");
            ben.subscribe("overlay:shift");
            Page page = signedIn("shift", 1440);

            ada.say("shift", "where can I get a blorple");
            assertThat(page.getByText("where can I get a").first()).isVisible();
            page.keyboard().press("a");
            org.awaitility.Awaitility.await().until(() -> ben.texts("shift").contains("where can I get a blorple"));

            ada.say("shift", "hide me please");
            Locator line = page.locator("[data-seq]").filter(new Locator.FilterOptions().setHasText("hide me please"));
            line.first().hover();
            line.first()
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Hide"))
                    .first()
                    .click();
            org.awaitility.Awaitility.await()
                    .until(() -> !ben.bodies("chat:shift", "chat.removed").isEmpty());

            page.locator("[data-product=lamp]")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Put on air"))
                    .first()
                    .click();
            page.getByRole(AriaRole.FORM, new GetByRoleOptions().setName("Put “Moon lamp” on air"))
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Put on air"))
                    .click();
            org.awaitility.Awaitility.await()
                    .until(() -> !ben.bodies("overlay:shift", "cta.cue").isEmpty());

            tab(page, "Clips").click();
            org.awaitility.Awaitility.await().until(encoder::isAlive);
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Clip the last 30 s"))
                    .click();
            assertThat(page.locator("[data-clip][data-state=ready]")).isVisible();

            tab(page, "Window").click();
            page.getByLabel("Name").last().fill("Evening drop");
            page.getByRole(AriaRole.SPINBUTTON).first().fill("0");
            button(page, "Open the window").click();
            assertThat(page.getByText("Changes are frozen").first()).isVisible();
            assertThat(owner.put("/api/v1/events/shift/moderation/terms", "terms", List.of())
                            .status())
                    .isEqualTo(423);

            tab(page, "Plugins").click();
            page.locator("input[type=file]")
                    .setInputFiles(new FilePayload(
                            "example-hello.jar",
                            "application/java-archive",
                            PluginJars.version(PluginJars.built("example-hello"), "1.5.0")));
            assertThat(page.getByText("Refused: a protected window is in force").first())
                    .isVisible();
            assertThat(Axe.violations(page)).as("axe with an open window").isEmpty();
            button(page, "Understood").click();

            tab(page, "Window").click();
            button(page, "Close now").first().click();
            page.locator("vitrine-dialog")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Close now"))
                    .click();
            assertThat(page.getByText("Changes are frozen")).hasCount(0);

            tab(page, "Plugins").click();
            page.locator("input[type=file]")
                    .setInputFiles(new FilePayload(
                            "example-hello.jar",
                            "application/java-archive",
                            PluginJars.version(PluginJars.built("example-hello"), "1.5.0")));
            assertThat(page.locator("[data-plugin=example-hello]")).containsText("1.5.0");
            page.context().close();
        }
    }

    @Test
    void everyWidth_fitsAndSatisfiesAxe() {
        server.api().liveEvent("fits");
        for (int width : new int[] {320, 768, 1280, 1920}) {
            Page page = signedIn("fits", width);
            assertThat(page.getByText("Nothing waits for you.")).isVisible();
            assertThat((Boolean) page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("no sideways scrolling at %d px", width)
                    .isTrue();
            assertThat(Axe.violations(page)).as("axe at %d px", width).isEmpty();
            page.context().close();
        }
    }
}
