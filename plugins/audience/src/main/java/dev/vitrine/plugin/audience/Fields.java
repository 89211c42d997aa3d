package dev.vitrine.plugin.audience;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.time.Duration;
import java.util.Optional;

/** Reads what people send, and names the field that cannot be taken. */
final class Fields {
    private static final long SECONDS_MAX = Duration.ofHours(4).toSeconds();

    private Fields() {}

    /** Returns a line without space around it: 1 to {@code max} characters, none of them a control character. */
    static String line(Body body, String field, int max) {
        return line(field, body.text(field), max);
    }

    /** As {@link #line(Body, String, int)} of a text at hand. */
    static String line(String field, String text, int max) {
        String line = text.strip();
        if (line.isEmpty() || line.codePointCount(0, line.length()) > max) {
            throw new BadBody(field, "takes 1 to " + max + " characters");
        }
        if (line.chars().anyMatch(Character::isISOControl)) {
            throw new BadBody(field, "takes no control characters");
        }
        return line;
    }

    /** Returns a record's number, which a path gives as text and a command as a number. */
    static long number(Body body, String field) {
        if (body.values().get(field) instanceof String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new BadBody(field, "takes a whole number, not \"" + text + "\"");
            }
        }
        return body.integer(field);
    }

    /** Returns for how long something runs, unless it runs until somebody ends it. */
    static Optional<Duration> seconds(Body body) {
        return body.optionalInteger("seconds").map(seconds -> {
            if (seconds < 1 || seconds > SECONDS_MAX) {
                throw new BadBody("seconds", "takes 1 to " + SECONDS_MAX + ", not " + seconds);
            }
            return Duration.ofSeconds(seconds);
        });
    }
}
