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
          // What is still fading in has no contrast yet, and what has just come begins to in the next frame.
          const roots = root => [root, ...[...root.querySelectorAll('*')]
            .filter(each => each.shadowRoot).flatMap(each => roots(each.shadowRoot))];
          const moving = () => roots(document).flatMap(root => root.getAnimations()).some(each =>
            each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime));
          const latest = performance.now() + 10000;
          for (let calm = 0; calm < 10 && performance.now() < latest; calm = moving() ? 0 : calm + 1) {
            await new Promise(requestAnimationFrame);
          }
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
