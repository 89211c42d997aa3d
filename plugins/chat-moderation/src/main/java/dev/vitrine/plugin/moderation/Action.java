package dev.vitrine.plugin.moderation;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a message, from mildest to gravest. */
enum Action {
    PASS,
    MODIFY,
    BOUNCE,
    HOLD,
    SHADOW,
    BLOCK;

    /** What a field for one takes, to finish a sentence. */
    static final String TAKES = "takes pass, modify, bounce, hold, shadow or block";

    private final String text = name().toLowerCase(Locale.ROOT);

    static Optional<Action> named(String name) {
        for (Action action : values()) {
            if (action.text.equals(name)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    String text() {
        return text;
    }
}
