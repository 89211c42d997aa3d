package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import java.util.Map;

/**
 * A listed word or phrase.
 *
 * @param text as the moderator wrote it; a star at an end lets the word go on there
 * @param action what becomes of a message with it
 * @param category such as {@code scam}
 * @param level severity, 1 (mild) to 4 (grave)
 * @param number its place among those of its category, from 1
 */
record Term(String text, Action action, String category, int level, int number) {
    private static final int TEXT_MAX = 100;
    private static final int CATEGORY_MAX = 40;
    private static final int LEVEL_MAX = 4;
    private static final String CATEGORY_ABSENT = "general";
    private static final Long LEVEL_ABSENT = 2L;

    /** Reads one of a list, where {@code place} is its index and {@code numbers} counts those of each category. */
    static Term of(int place, Object written, Map<String, Integer> numbers) {
        if (!(written instanceof Map<?, ?> term)) {
            throw bad(place, "", "takes an object");
        }
        if (!(term.get("term") instanceof String text)) {
            throw bad(place, ".term", "is missing; it takes a string");
        }
        String wrong = wrong(text);
        if (!wrong.isEmpty()) {
            throw bad(place, ".term", wrong);
        }
        Action action = Action.HOLD;
        if (term.get("action") instanceof Object name) {
            action = Action.named(name.toString()).orElseThrow(() -> bad(place, ".action", Action.TAKES));
        }
        String category = term.get("category") instanceof Object name ? name.toString() : CATEGORY_ABSENT;
        if (category.isBlank() || category.length() > CATEGORY_MAX) {
            throw bad(place, ".category", "takes 1 to " + CATEGORY_MAX + " characters");
        }
        Object level = term.get("level") instanceof Object given ? given : LEVEL_ABSENT;
        if (!(level instanceof Long grade) || grade < 1 || grade > LEVEL_MAX) {
            throw bad(place, ".level", "takes 1 to " + LEVEL_MAX + ", not " + level);
        }
        return new Term(text, action, category, grade.intValue(), numbers.merge(category, 1, Integer::sum));
    }

    /** Id of the rule, such as {@code terms/scam-1}. */
    String rule() {
        return "terms/" + category + "-" + number;
    }

    /** What is wrong with a word or phrase; empty when nothing is. */
    static String wrong(String text) {
        if (text.length() > TEXT_MAX) {
            return "takes at most " + TEXT_MAX + " characters";
        }
        for (int i = 0; i < text.length(); i++) {
            if (Readings.isWord(text.charAt(i))) {
                return "";
            }
        }
        return "takes a word or phrase, not \"" + text + "\"";
    }

    private static BadBody bad(int place, String member, String reason) {
        return new BadBody("terms[" + place + "]" + member, reason);
    }
}
