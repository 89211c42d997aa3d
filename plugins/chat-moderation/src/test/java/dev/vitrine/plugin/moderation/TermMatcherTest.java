package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TermMatcherTest {
    private static final int TEXTS = 4_000;
    /** A word in which a digit is read as a letter, so that a text with it takes the long way. */
    private static final String NOT_LITERAL = " 4vvq";

    /** Guards: a text without digits and signs is spared a look for most terms; it must not be spared a match. */
    @Test
    void theShortWay_findsWhatTheLongWayFinds_inTheSamePlaces() {
        Random random = new Random(20261122);
        List<String> words = Disguises.words(random, 600);
        List<Object> terms = new ArrayList<>(words.subList(0, 100));
        for (int i = 100; i < 140; i++) {
            terms.add(words.get(i) + " " + words.get(i + 1));
            terms.add(words.get(i).charAt(0) + "*");
            terms.add(
                    Body.of("term", words.get(i + 40) + "*", "action", "block").values());
            terms.add(words.get(i + 80) + "-" + words.get(i + 81));
            terms.add(i + " " + words.get(i + 82));
        }
        terms.addAll(List.of("hell", "cool", "llii", "a.b", "日本", "C3PO", "24"));
        List<String> allow = List.of(words.get(3) + " " + words.get(200), "hello cool", "*cake");
        Rules rules = Rules.of(TermList.of(Body.of("terms", terms, "allow", allow)));
        int found = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random, words, terms);
            Readings readings = Readings.of(text);
            if (readings.isLiteral()) {
                List<TermMatcher.Match> matches = rules.matcher().find(readings);
                found += matches.size();
                Readings longWay = Readings.of(text + NOT_LITERAL);
                assertThat(longWay.isLiteral()).isFalse();
                assertThat(places(matches))
                        .as(text)
                        .isEqualTo(places(rules.matcher().find(longWay)));
            }
        }
        assertThat(found).isGreaterThan(TEXTS / 4);
    }

    private static List<String> places(List<TermMatcher.Match> matches) {
        return matches.stream()
                .map(match -> match.term().rule() + "@" + match.start() + "-" + match.end())
                .distinct()
                .sorted()
                .toList();
    }

    private static String text(Random random, List<String> words, List<Object> terms) {
        String marks = " ,.-?'\"/:;…~ #%&*=_";
        StringBuilder text = new StringBuilder();
        for (int w = 2 + random.nextInt(8); w > 0; w--) {
            Object next =
                    random.nextInt(3) == 0 ? terms.get(random.nextInt(terms.size())) : words.get(random.nextInt(600));
            String word = String.valueOf(next).replace("*", random.nextBoolean() ? "" : "xy");
            if (random.nextInt(10) == 0) {
                word = word.replaceFirst("([a-z])", "$1$1$1");
            }
            if (random.nextInt(10) == 0) {
                word = word.toUpperCase(java.util.Locale.ROOT);
            }
            text.append(word);
            for (int m = 1 + random.nextInt(8) / 7; m > 0; m--) {
                text.append(random.nextInt(4) > 0 ? ' ' : marks.charAt(random.nextInt(marks.length())));
            }
        }
        return text.toString();
    }
}
