package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Script payloads through every text field, into the real DOM of the viewer page and the console, under the policy they
 * ship with. None may run; and each batch has to be seen on the page, so that a field which shows nothing proves
 * nothing.
 */
@Timeout(900)
class ScriptPayloadIT {
    private static final String WATCH = """
        for (const name of ['alert', 'confirm', 'prompt', 'print', 'eval']) {
          window[name] = (...given) => { (window.ran ??= []).push(name + ' ' + given); };
        }
        document.addEventListener('securitypolicyviolation', (event) => {
          (window.forbidden ??= []).push(event.violatedDirective + ' ' + event.blockedURI);
        });
        window.shows = (text) => {
          const look = (root) => {
            for (const node of root.childNodes) {
              if (node.nodeType === Node.TEXT_NODE && node.data.includes(text)) return true;
              if (node.value !== undefined && String(node.value).includes(text)) return true;
              if (node.shadowRoot && look(node.shadowRoot)) return true;
              if (look(node)) return true;
            }
            return false;
          };
          return look(document);
        };
        """;

    private static final int CHUNK = 100;
    private static final int MANY = 5_000;
    /** Together no more than may be on the list. */
    private static final int QUESTIONS = 50;

    private static final int NAMES = 45;
    private static final String EVENT = "/api/v1/events/payloads";

    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-payloads");
        server = Vitrine.up(data, "--no-demo");
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
        Scratch.delete(data);
    }

    private static void sees(String marker, Page... pages) {
        for (Page page : pages) {
            page.waitForFunction(
                    "text => window.shows(text)", marker, new Page.WaitForFunctionOptions().setTimeout(60_000));
        }
    }

    /** What fits into a field, with a marker at its end. */
    private static String fit(String payload, int max, String marker) {
        int room = max - marker.length() - 1;
        String clean = payload.replaceAll("\\p{Cntrl}", " ");
        int cut = Math.min(clean.length(), room);
        if (cut > 0 && Character.isHighSurrogate(clean.charAt(cut - 1))) {
            cut--;
        }
        return clean.substring(0, cut) + " " + marker;
    }

    @Test
    void payloads_throughEveryField_runNowhere() {
        Api owner = server.api().liveEvent("payloads");
        List<String> payloads = ScriptPayloads.all();
        assertThat(payloads).hasSizeGreaterThanOrEqualTo(MANY);

        Page viewer = chromium.page(1280, 800);
        viewer.addInitScript(WATCH);
        viewer.navigate(server.url() + "/watch/payloads");
        viewer.getByLabel("Your name in chat").fill("Vera");
        viewer.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Join"))
                .click();
        viewer.getByPlaceholder("Say something as Vera").waitFor();
        Page console = chromium.page(1440, 900);
        console.addInitScript(WATCH);
        console.navigate(server.url() + "/console/payloads");
        console.getByLabel("Owner token").fill(Vitrine.OWNER);
        console.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        console.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Rundown"))
                .waitFor();

        int sent = 0;
        try (Fan staff = Fan.connect(server, Vitrine.OWNER)) {
            sent += chat(staff, payloads, viewer, console);
        }
        sent += titles(owner, payloads, viewer, console);
        console.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Audience"))
                .click();
        sent += polls(owner, payloads, viewer, console);
        sent += announcements(owner, payloads, viewer, console);
        sent += questions(owner, payloads, viewer, console);
        sent += names(owner, payloads, viewer, console);

        for (Page page : List.of(viewer, console)) {
            assertThat(page.evaluate("() => window.ran ?? []"))
                    .as("scripts that ran")
                    .isEqualTo(List.of());
            // Nothing even tried: the policy is the second wall, and the first held.
            assertThat(page.evaluate("() => window.forbidden ?? []"))
                    .as("refused by the policy")
                    .isEqualTo(List.of());
            assertThat(page.url()).startsWith(server.url());
        }
        System.out.println(sent + " payloads through chat, product titles, poll questions and answers, announcements,"
                + " questions and names; 0 ran");
        assertThat(sent).isGreaterThan(MANY);
    }

    private static int chat(Fan staff, List<String> payloads, Page... pages) {
        for (int from = 0; from < payloads.size(); from += CHUNK) {
            List<CompletableFuture<Body>> replies = new ArrayList<>();
            int to = Math.min(payloads.size(), from + CHUNK);
            for (int i = from; i < to; i++) {
                replies.add(staff.sayAsync("payloads", fit(payloads.get(i), 480, "#" + i)));
                if (replies.size() % 40 == 0) { // no more are taken at once
                    replies.getLast().orTimeout(60, TimeUnit.SECONDS).join();
                }
            }
            replies.forEach(reply -> assertThat(
                            reply.orTimeout(60, TimeUnit.SECONDS).join().has("error"))
                    .isFalse());
            sees("#" + (to - 1), pages);
        }
        return payloads.size();
    }

    private static int titles(Api owner, List<String> payloads, Page... pages) {
        int sent = 0;
        for (int round = 0; round < 5; round++) {
            for (int shelf = 0; shelf < 40; shelf++) {
                String title = fit(payloads.get(spread(payloads, sent, 200)), 80, "t" + sent + ".");
                owner.post(
                                EVENT + "/products",
                                "id",
                                "p" + shelf,
                                "title",
                                title,
                                "price",
                                Map.of("amount", 4900, "currency", "EUR"),
                                "stock",
                                5)
                        .must(201);
                sent++;
            }
            sees("t" + (sent - 1) + ".", pages);
        }
        return sent;
    }

    private static int polls(Api owner, List<String> payloads, Page... pages) {
        int sent = 0;
        for (int poll = 0; poll < 40; poll++) {
            List<String> options = new ArrayList<>();
            for (int option = 0; option < 6; option++) {
                options.add(fit(payloads.get(spread(payloads, sent++, 280)), 80, "o" + sent));
            }
            String question = fit(payloads.get(spread(payloads, sent++, 280)), 200, "q" + sent + ".");
            long seq = owner.post(EVENT + "/polls", "question", question, "options", options)
                    .must(201)
                    .json()
                    .integer("seq");
            sees("q" + sent + ".", pages);
            owner.post(EVENT + "/polls/" + seq + "/end").must(200);
        }
        return sent;
    }

    private static int announcements(Api owner, List<String> payloads, Page... pages) {
        for (int i = 0; i < 150; i++) {
            owner.post(
                            EVENT + "/announcements",
                            "text",
                            fit(payloads.get(spread(payloads, i, 150)), 280, "a" + i + "."))
                    .must(201);
            sees("a" + i + ".", pages);
        }
        return 150;
    }

    private static int questions(Api owner, List<String> payloads, Page viewer, Page console) {
        viewer.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Questions to the show"))
                .click();
        for (int i = 0; i < QUESTIONS; i++) {
            long question = owner.post(
                            EVENT + "/questions",
                            "text",
                            fit(payloads.get(spread(payloads, i, QUESTIONS)), 280, "k" + i + "."))
                    .must(201)
                    .json()
                    .integer("seq");
            owner.post(EVENT + "/questions/" + question + "/show").must(200);
        }
        sees("k" + (QUESTIONS - 1) + ".", viewer, console);
        return QUESTIONS;
    }

    /** Names are those of people who ask something: the console and the viewers' list show who asked. */
    private static int names(Api owner, List<String> payloads, Page... pages) {
        int sent = 0;
        for (int i = 0; i < NAMES; i++) {
            String name = fit(payloads.get(spread(payloads, i, NAMES)), 32, "n" + i);
            Api.Answer answer = server.api("").post(EVENT + "/sessions", "name", name);
            if (answer.status() == 201) { // a name that is refused is shown to nobody
                sent++;
                long question = server.api(answer.text("token"))
                        .post(EVENT + "/questions", "text", "my name is number " + i + ".")
                        .must(201)
                        .json()
                        .integer("seq");
                owner.post(EVENT + "/questions/" + question + "/show").must(200);
                sees("my name is number " + i + ".", pages);
            }
        }
        assertThat(sent).as("names that were taken").isGreaterThan(NAMES / 3);
        return sent;
    }

    /** An even walk through all payloads in so many steps. */
    private static int spread(List<String> payloads, int step, int steps) {
        return (int) ((long) step * payloads.size() / steps) % payloads.size();
    }
}
