package dev.vitrine.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A shift at the console, as a person sees it. */
@Timeout(180)
class ConsoleIT {
    private static final Duration AWHILE = Duration.ofSeconds(30);
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

    /** An account with a role for one event: in by keyboard, sees its part, out again. */
    @Test
    void account_entersByCookie_andSeesItsEventAndItsPartAlone() {
        Api owner = server.api().liveEvent("hers").liveEvent("others");
        owner.post(
                        "/api/v1/accounts",
                        "login",
                        "mia",
                        "name",
                        "Mia Lang",
                        "password",
                        "correct horse battery",
                        "roles",
                        List.of("moderator@hers"))
                .must(201);
        Page page = chromium.page(1440, 900);
        page.navigate(server.url() + "/console");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Log in with an account"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName("Log in")))
                .isVisible();
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            clean(page, "login " + scheme.name().toLowerCase(Locale.ROOT));
        }
        tabTo(page, "Login");
        page.keyboard().type("mia");
        tabTo(page, "Password");
        page.keyboard().type("wrong horse battery");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
        clean(page, "login refused");

        page.getByLabel("Password").fill("correct horse battery");
        page.getByLabel("Password").press("Enter");
        assertThat(page.getByText("Nothing waits for you.")).isVisible();
        assertThat(page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("Event"))
                        .getByRole(AriaRole.OPTION))
                .hasText(new String[] {"Event hers"});
        assertThat(tab(page, "People")).isVisible();
        assertThat(tab(page, "Audience")).isVisible();
        for (String missing : List.of("Rundown", "Window", "Plugins", "Clips", "Stream")) {
            assertThat(tab(page, missing)).hasCount(0);
        }
        assertThat(button(page, "New event")).hasCount(0);
        assertThat(button(page, "End the show")).hasCount(0);
        tab(page, "Health").click();
        assertThat(page.getByRole(AriaRole.SWITCH)).isVisible();
        clean(page, "moderator of one event");
        assertThat(page.locator("vitrine-toasts .toast")).hasCount(0);
        assertThat(chromium.complaints()).noneMatch(complaint -> complaint.contains("status of 403"));

        tabTo(page, "Sign out");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Owner token")).isVisible();
        page.navigate(server.url() + "/console");
        assertThat(page.getByLabel("Owner token")).isVisible();
        page.context().close();
    }

    @Test
    void tooManyLogins_areToldToWait() {
        Page page = chromium.page(390, 844);
        page.navigate(server.url() + "/login");
        page.getByLabel("Login").fill("nobody");
        page.getByLabel("Password").fill("a guess");
        Locator told = page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("wait"));
        Awaitility.await().atMost(AWHILE).until(() -> {
            button(page, "Log in").click(); // which is disabled while the one before is looked at
            return told.count() > 0;
        });
        clean(page, "login too often");
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
            Awaitility.await().until(() -> ben.texts("shift").contains("where can I get a blorple"));

            ada.say("shift", "hide me please");
            Locator line = page.locator("[data-seq]").filter(new Locator.FilterOptions().setHasText("hide me please"));
            line.first().hover();
            line.first()
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Hide"))
                    .first()
                    .click();
            Awaitility.await()
                    .until(() -> !ben.bodies("chat:shift", "chat.removed").isEmpty());

            page.locator("[data-product=lamp]")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Put on air"))
                    .first()
                    .click();
            page.getByRole(AriaRole.FORM, new GetByRoleOptions().setName("Put “Moon lamp” on air"))
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Put on air"))
                    .click();
            Awaitility.await()
                    .until(() -> !ben.bodies("overlay:shift", "cta.cue").isEmpty());

            tab(page, "Clips").click();
            Awaitility.await().until(encoder::isAlive);
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
            tab(page, "Stream").click();
            Locator profile = page.locator("vitrine-profile-panel");
            profile.getByText("Switch to another profile").click();
            button(page, "Switch to fallback").click();
            assertThat(page.getByText("Refused: a protected window is in force").first())
                    .isVisible();
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

            tab(page, "Stream").click();
            Locator inForce = profile.locator("[data-profile]").filter(with("In force"));
            assertThat(inForce).containsText("240p at 300 kbit/s");
            assertThat(inForce).containsText("Not now: 480p, since the source is no larger.");
            profile.getByText("Switch to another profile").click();
            assertThat(profile.locator("[data-profile=fallback]")).containsText("240p becomes coarser");
            button(page, "Switch to fallback").click();
            assertThat(inForce).containsText("240p at 200 kbit/s");
            page.locator("vitrine-toasts")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Undo"))
                    .last()
                    .click();
            assertThat(inForce).containsText("240p at 300 kbit/s");
            assertThat(owner.log("shift").stream()
                            .filter(record -> record.text("type").equals("core.profile"))
                            .map(record -> record.body("body"))
                            .map(body -> body.text("from") + " to " + body.text("profile")))
                    .containsExactly("standard to fallback", "fallback to standard");
            button(page, "Create a key for a backup encoder").click();
            button(page, "I have copied it").click();
            assertThat(page.locator("vitrine-keys-panel")
                            .getByRole(AriaRole.LISTITEM)
                            .filter(with("Backup")))
                    .hasCount(1);
            assertThat(Axe.violations(page)).as("axe of the stream tab").isEmpty();
            page.context().close();
        }
    }

    @Test
    void troubleOfAPublisher_standsUnderThePicture_inItsTerms_untilItIsWell() {
        Api owner = server.api().liveEvent("trouble");
        String key = owner.streamKey("trouble");
        Page page;
        List<String> bFrames = List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "25");
        try (Encoder encoder = Encoder.publish(server, key, bFrames)) {
            page = signedIn("trouble", 1440);
            assertThat(page.getByRole(AriaRole.STATUS).getByText("Max B-frames → 0"))
                    .isVisible();
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
            button(page, "Show health").click();
            Locator health = page.locator("vitrine-health-panel");
            assertThat(health.getByRole(AriaRole.LISTITEM).filter(with("Loudness")))
                    .containsText("LUFS");
            assertThat(health.getByRole(AriaRole.LISTITEM).filter(with("B-frames")))
                    .containsText("publisher/b-frames");
            clean(page, "trouble");
        }
        try (Encoder encoder = Encoder.publish(server, key)) {
            assertThat(page.getByText("Max B-frames → 0")).hasCount(0);
            assertThat(page.locator("vitrine-health-panel")
                            .getByRole(AriaRole.LISTITEM)
                            .filter(with("Black")))
                    .containsText("%");
            assertThat(encoder.isAlive()).as(encoder.output()).isTrue();
        }
        page.context().close();
    }

    private static Locator.FilterOptions with(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    /** What a moderator does in a shift, without a mouse. Each state satisfies axe. */
    @Test
    void shift_byKeyboardAlone() {
        Api owner = server.api().liveEvent("keys");
        owner.put(
                        "/api/v1/events/keys/moderation/terms",
                        "terms",
                        List.of(Map.of("term", "blorple", "action", "hold", "category", "spam", "level", 2)))
                .must(200);
        try (Fan ada = Fan.connect(server, server.api("").session("keys", "Ada"));
                Fan ben = Fan.connect(server, server.api("").session("keys", "Ben"))) {
            ben.subscribe("chat:keys");
            Page page = chromium.page(1440, 900);
            page.navigate(server.url() + "/console/keys");
            tabTo(page, "Owner token");
            page.keyboard().type(Vitrine.OWNER);
            page.keyboard().press("Enter");
            assertThat(page.getByText("Nothing waits for you.")).isVisible();
            clean(page, "empty");

            ada.say("keys", "first blorple here");
            assertThat(page.getByText("1 waiting").first()).isVisible();
            ada.say("keys", "second blorple there");
            assertThat(page.getByText("2 waiting").first()).isVisible();
            clean(page, "held");

            page.keyboard().press("j"); // the newest is on top; the first is below it
            page.keyboard().press("a");
            Awaitility.await().atMost(AWHILE).until(() -> ben.texts("keys").contains("first blorple here"));
            page.keyboard().press("u");
            Awaitility.await()
                    .atMost(AWHILE)
                    .until(() -> !ben.bodies("chat:keys", "chat.removed").isEmpty());

            page.keyboard().press("d");
            assertThat(page.getByText("Nothing waits for you.")).isVisible();
            page.keyboard().press("u");
            assertThat(page.getByText("1 waiting").first()).isVisible();
            page.keyboard().press("l");
            Awaitility.await().atMost(AWHILE).until(() -> ben.texts("keys").contains("second blorple there"));
            assertThat(page.getByText("passes from now on")).isVisible();
            ben.say("keys", "a blorple of my own");
            Awaitility.await().atMost(AWHILE).until(() -> ben.texts("keys").contains("a blorple of my own"));

            page.keyboard().press("/");
            page.keyboard().type("of my own");
            assertThat(page.getByText("second blorple there")).hasCount(0);
            clean(page, "search");
            page.keyboard().press("Escape");
            assertThat(page.getByText("second blorple there").first()).isVisible();

            page.keyboard().press("s");
            assertThat(page.getByRole(AriaRole.SWITCH)).isChecked();
            assertThat(owner.get("/api/v1/events/keys/moderation/state")
                            .must(200)
                            .json()
                            .body("shield")
                            .flag("on", false))
                    .isTrue();
            clean(page, "shield up");
            page.keyboard().press("s");
            assertThat(page.getByRole(AriaRole.SWITCH)).not().isChecked();

            tabTo(page, "Messages with how they were judged");
            page.keyboard().press("ArrowUp");
            page.keyboard().press("e");
            Locator card = page.getByRole(AriaRole.REGION, new GetByRoleOptions().setName("Person"));
            assertThat(card.getByRole(AriaRole.HEADING).first()).isFocused();
            assertThat(card.getByText("a blorple of my own")).isVisible();
            tabTo(page, "Reason");
            page.keyboard().type("Insults");
            clean(page, "person");
            tabTo(page, "Time out for 10 min");
            page.keyboard().press("Enter");
            assertThat(card.getByText("Timed out").first()).isVisible();
            assertThat(ben.say("keys", "may I?").has("error")).isTrue();
            clean(page, "timed out");
            page.keyboard().press("u");
            assertThat(card.getByLabel("Reason")).isVisible();
            Awaitility.await()
                    .atMost(AWHILE)
                    .until(() ->
                            !ben.say("keys", "and now " + System.nanoTime()).has("error"));
            page.keyboard().press("Escape");
            assertThat(card).hasCount(0);

            page.keyboard().press("?");
            assertThat(page.getByText("Shield up or down")).isVisible();
            clean(page, "keys");
            page.keyboard().press("Escape");

            tabTo(page, "Review");
            page.keyboard().press("Enter");
            assertThat(page.getByText("Overturn rate")).isVisible();
            assertThat(page.getByRole(AriaRole.CELL)
                            .filter(new Locator.FilterOptions().setHasText("Timed out"))
                            .first())
                    .isVisible();
            clean(page, "review");
            page.context().close();
        }
    }

    /** Presses Tab until what has the focus is called that, as a person would. */
    private static void tabTo(Page page, String name) {
        for (int press = 0; press < 80; press++) {
            Object focused = page.evaluate("""
                () => {
                  let at = document.activeElement;
                  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                  return (at?.getAttribute('aria-label') ?? '') + '|' + (at?.labels?.[0]?.textContent ?? '')
                    + '|' + (at?.localName === 'button' ? at.textContent : '');
                }\
                """);
            if (String.valueOf(focused).contains(name)) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("Tab never reached \"" + name + "\"");
    }

    private static void clean(Page page, String what) {
        assertThat(Axe.violations(page)).as("axe: " + what).isEmpty();
        chromium.photograph("console-" + what.replace(' ', '-'));
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
