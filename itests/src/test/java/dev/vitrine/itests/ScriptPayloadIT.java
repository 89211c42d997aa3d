package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Chromium;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.ScriptPayloads;
import dev.vitrine.itests.support.Vitrine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * More than 5,000 script payloads through every text that the viewer page, the console and the overlay show, in a real
 * DOM, under the policy that the server sends. None may run, and none may even be tried.
 *
 * <p>Some go the whole way through the server. All of them go through every field by {@code payload-flood.js}, which
 * stands between the shipped page and its socket, so that also what the server would refuse is met. A field counts only
 * when it was seen on the page; and two canaries show that what does run, or would have, is counted.
 */
@Timeout(180)
class ScriptPayloadIT {
    private static final int MANY = 5_000;
    private static final String EVENT = "/api/v1/events/payloads";
    private static final String CANARY = """
        payloads => {
          for (const payload of payloads) {
            const canary = document.createElement('div');
            canary.innerHTML = payload;
            document.body.append(canary);
          }
        }
        """;

    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init") // read before each test
    private static String flood;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-payloads");
        server = Vitrine.up(data, "--no-demo");
        server.api().liveEvent("canary");
        chromium = new Chromium();
        flood = Files.readString(Vitrine.ROOT.resolve("itests/src/test/resources/dev/vitrine/itests/payload-flood.js"));
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
        Scratch.delete(data);
    }

    /** What is insisted to have been on the page; a field that shows nothing proves nothing. */
    private static final List<String> FIELDS = List.of(
            "chat.message.text",
            "chat.message.author.name",
            "reply.text",
            "chat.held.text",
            "chat.held.rule",
            "chat.held.category",
            "chat.blocked.text",
            "chat.shadowed.text",
            "cta.product.title",
            "cta.cue.headline",
            "cta.cue.product.title",
            "audience.announced.text",
            "audience.poll.question",
            "audience.poll.options[]",
            "guard.window.title",
            "guard.window.owner",
            "clips.clip.why",
            "audience me.whispers[].text",
            "questions waiting.questions[].text",
            "questions waiting.questions[].author.name",
            "moderation state.shield.reason",
            "moderation state.sanctions[].reason",
            "moderation state.appeals[].text",
            "moderation state.proposals[].users[].name",
            "moderation users.messages[].text",
            "moderation users.decisions[].reason",
            "moderation users.notes[].text",
            "moderation review.decisions[].reason",
            "moderation review.rules[].rule",
            "plugins.plugins[].version",
            "events.events[].title");

    @Test
    void canaries_areCounted_byThePolicyAndWithoutIt() {
        Page guarded = open("/watch/canary");
        guarded.evaluate(CANARY, List.of("<img src=x onerror=alert(1)>"));
        guarded.waitForFunction("() => flood.refused.length > 0");
        guarded.context().close();

        Page unguarded = chromium.pageWithoutPolicy(800, 600);
        unguarded.addInitScript(flood);
        unguarded.navigate(server.url() + "/login");
        List<String> payloads = ScriptPayloads.all();
        unguarded.evaluate(CANARY, payloads.subList(0, payloads.size() / 20));
        unguarded.waitForFunction("() => flood.ran.length > 0");
        unguarded.context().close();
    }

    @Test
    void payloads_throughEveryField_runNowhere() {
        Api owner = server.api().liveEvent("payloads");
        List<String> payloads = ScriptPayloads.all();
        assertThat(payloads).hasSizeGreaterThan(MANY);

        Page viewer = open("/watch/payloads");
        viewer.getByLabel("Your name in chat").fill("Vera");
        viewer.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Join"))
                .click();
        viewer.getByPlaceholder("Say something as Vera").waitFor();
        Page console = open("/console/payloads");
        console.getByLabel("Owner token").fill(Vitrine.OWNER);
        console.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        console.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Rundown"))
                .waitFor();
        Page overlay = open("/overlay/payloads");
        throughTheServer(owner, payloads, viewer, console, overlay);

        Map<String, Page> pages = Map.of("viewer", viewer, "console", console, "overlay", overlay);
        pages.forEach((kind, page) -> page.evaluate(
                "([kind, payloads]) => void flood.run('payloads', kind, payloads)", List.of(kind, payloads)));
        Set<Object> seen = new TreeSet<>();
        pages.forEach((kind, page) -> {
            page.waitForFunction("() => flood.done", null, new Page.WaitForFunctionOptions().setTimeout(120_000));
            assertThat(page.evaluate("() => flood.failed")).as(kind).isNull();
            assertThat(page.evaluate("() => flood.ran"))
                    .as("ran on the " + kind)
                    .isEqualTo(List.of());
            // Nothing even tried: the policy is the second wall, and the first held.
            assertThat(page.evaluate("() => flood.refused"))
                    .as("refused by the policy on the " + kind)
                    .isEqualTo(List.of());
            assertThat(page.url()).startsWith(server.url());
            assertThat(page.evaluate("() => Math.min(...Object.values(flood.sent))"))
                    .as("payloads through each field of the " + kind)
                    .isInstanceOfSatisfying(
                            Number.class, least -> assertThat(least.intValue()).isGreaterThan(MANY));
            seen.addAll((List<?>) page.evaluate("() => Object.keys(flood.seen)"));
            System.out.println("the " + kind + " took " + page.evaluate("() => flood.took"));
        });
        assertThat(seen).containsAll(FIELDS);
        System.out.println(payloads.size() + " payloads through each of " + seen.size() + " fields: 0 ran");
    }

    private static Page open(String path) {
        Page page = chromium.page(1280, 720);
        page.addInitScript(flood);
        Response answer = page.navigate(server.url() + path);
        assertThat(answer.headerValue("content-security-policy"))
                .as("policy of %s", path)
                .contains("default-src 'self'", "script-src 'self'")
                .doesNotContain("unsafe");
        return page;
    }

    /** A part of them goes the whole way: what staff and viewers send, what the server makes of it, what pages show. */
    private static void throughTheServer(Api owner, List<String> payloads, Page viewer, Page console, Page overlay) {
        List<CompletableFuture<Body>> replies = new ArrayList<>();
        try (Fan staff = Fan.connect(server, Vitrine.OWNER)) {
            for (int i = 0; i < payloads.size(); i += 40) {
                replies.add(staff.sayAsync("payloads", fit(payloads.get(i), 480)));
                if (replies.size() % 40 == 0) { // no more are taken at once
                    replies.getLast().orTimeout(60, TimeUnit.SECONDS).join();
                }
            }
            replies.forEach(reply -> assertThat(
                            reply.orTimeout(60, TimeUnit.SECONDS).join().has("error"))
                    .isFalse());
        }
        String payload = "\"><img src=x onerror=alert(1)>";
        owner.post(
                        EVENT + "/products",
                        "id",
                        "lamp",
                        "title",
                        payload + " title",
                        "price",
                        Map.of("amount", 4900, "currency", "EUR"),
                        "stock",
                        5)
                .must(201);
        owner.post(EVENT + "/cues", "type", "offer", "product", "lamp", "seconds", 300, "headline", payload + " head")
                .must(201);
        owner.post(EVENT + "/announcements", "text", payload + " announced").must(201);
        owner.post(EVENT + "/polls", "question", payload + " poll", "options", List.of(payload + " one", "two"))
                .must(201);
        for (String text : List.of(" title", " head", " announced", " poll", " one")) {
            viewer.waitForFunction("text => flood.shows(text)", payload + text);
        }
        for (String text : List.of(" title", " announced")) {
            console.waitForFunction("text => flood.shows(text)", payload + text);
        }
        overlay.waitForFunction("text => flood.shows(text)", payload + " head");
    }

    /** What fits into a field. */
    private static String fit(String payload, int max) {
        String clean = payload.replaceAll("\\p{Cc}", " ");
        int cut = Math.min(clean.length(), max);
        if (cut > 0 && Character.isHighSurrogate(clean.charAt(cut - 1))) {
            cut--;
        }
        return clean.substring(0, cut);
    }
}
