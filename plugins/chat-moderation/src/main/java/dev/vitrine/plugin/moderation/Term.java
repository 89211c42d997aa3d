package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import java.util.Map;

/**
 * A listed word, phrase or pattern.
 *
 * @param text as the moderator wrote it; a star at an end of a word lets it go on there
 * @param action what becomes of a message with it
 * @param category such as {@code scam}
 * @param level severity, 1 (mild) to 4 (grave)
 * @param rule id, such as {@code terms/scam-1}: the list, the category and the place among those of its category
 */
record Term(String text, Action action, String category, int level, String rule) {
    static final int LEVEL_MAX = 4;

    private static final int TEXT_MAX = 100;
    private static final int CATEGORY_MAX = 40;

    /**
     * What holds for an entry that does not say it.
     *
     * @param action what becomes of a message
     * @param category its category
     * @param level its level
     */
    record Absent(Action action, String category, int level) {
        static final Absent OF_EVENTS = new Absent(Action.HOLD, "general", 2);
    }

    /**
     * Reads one of a list, where {@code list} is the list's name, {@code place} its index and {@code numbers} counts
     * those of each category.
     */
    static Term of(String list, int place, Object written, Map<String, Integer> numbers, Absent absent) {
        if (written instanceof String text) {
            return of(list, place, Map.of("term", text), numbers, absent);
        }
        if (!(written instanceof Map<?, ?> term)) {
            throw bad(list, place, "", "takes an object");
        }
        String member = list.equals("patterns") ? "pattern" : "term";
        if (!(term.get(member) instanceof String text)) {
            throw bad(list, place, "." + member, "is missing; it takes a string");
        }
        String wrong = list.equals("patterns") ? Patterns.wrong(text) : wrong(text);
        if (!wrong.isEmpty()) {
            throw bad(list, place, "." + member, wrong);
        }
        Action action = absent.action();
        if (term.get("action") instanceof Object name) {
            action = Action.named(name.toString()).orElseThrow(() -> bad(list, place, ".action", Action.TAKES));
        }
        String category = term.get("category") instanceof Object name ? name.toString() : absent.category();
        if (category.isBlank() || category.length() > CATEGORY_MAX) {
            throw bad(list, place, ".category", "takes 1 to " + CATEGORY_MAX + " characters");
        }
        Object level = term.get("level") instanceof Object given ? given : Long.valueOf(absent.level());
        if (!(level instanceof Long grade) || grade < 1 || grade > LEVEL_MAX) {
            throw bad(list, place, ".level", "takes 1 to " + LEVEL_MAX + ", not " + level);
        }
        int number = numbers.merge(category, 1, Integer::sum);
        return new Term(text, action, category, grade.intValue(), list + "/" + category + "-" + number);
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

    private static BadBody bad(String list, int place, String member, String reason) {
        return new BadBody(list + "[" + place + "]" + member, reason);
    }
}
