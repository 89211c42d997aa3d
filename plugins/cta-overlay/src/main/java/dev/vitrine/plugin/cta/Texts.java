package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.BadBody;

/** Texts that viewers read. */
final class Texts {
    private Texts() {}

    /** Returns the text without space around it: 1 to {@code max} characters, none of them a control character. */
    static String line(String field, String text, int max) {
        String line = text.strip();
        if (line.isEmpty() || line.length() > max) {
            throw new BadBody(field, "takes 1 to " + max + " characters");
        }
        if (line.chars().anyMatch(Character::isISOControl)) {
            throw new BadBody(field, "takes no control characters");
        }
        return line;
    }
}
