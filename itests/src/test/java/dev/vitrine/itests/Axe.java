package dev.vitrine.itests;

import com.microsoft.playwright.Page;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;

/** The accessibility checker that the web build brings along, boiled down to sentences. */
final class Axe {
    private static final String RUN = """
        async () => {
          // What is still fading in has no contrast yet.
          const ending = document.getAnimations()
            .filter(each => Number.isFinite(each.effect?.getComputedTiming().endTime))
            .map(each => each.finished);
          await Promise.race([Promise.allSettled(ending), new Promise(done => setTimeout(done, 5000))]);
          return (await axe.run()).violations.map(
            rule => `${rule.id}: ${rule.help} at ${rule.nodes.map(node => node.html).join(' | ')}`);
        }\
        """;

    private Axe() {}

    @SuppressWarnings("unchecked") // a list of strings, see above
    static List<String> violations(Page page) {
        try {
            page.evaluate(Files.readString(Vitrine.ROOT.resolve("web-overlay/node_modules/axe-core/axe.min.js")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<String>) Objects.requireNonNull(page.evaluate(RUN));
    }
}
