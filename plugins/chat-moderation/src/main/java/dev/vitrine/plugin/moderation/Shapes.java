package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.Optional;

/**
 * What a message looks like from afar: shouting, rows of signs, walls of emoji, towers of marks.
 *
 * @param caps what becomes of a message in capitals
 * @param capsFrom letters from which it counts as one; nine in ten must be capitals
 * @param symbols what becomes of a message that is mostly signs, or has towers of combining marks
 * @param symbolsFrom signs from which it counts as one
 * @param emoji what becomes of a message with too many emoji
 * @param emojiMost most emoji of a message
 */
record Shapes(Action caps, long capsFrom, Action symbols, long symbolsFrom, Action emoji, long emojiMost) {
    private static final double MOSTLY = 0.9;
    /** Signs of a message that has words as well. */
    private static final double SIGNS = 0.6;
    /** Vietnamese stacks two marks on a letter, Hebrew and Arabic three. */
    private static final int MARKS_MOST = 3;
    /** Characters that repeat one another in a row: "!!!!!!!!" or "aaaaaaaa" beyond any feeling. */
    private static final int ROW_MOST = 25;

    static Shapes of(Body shapes) {
        Body caps = shapes.optionalBody("caps").orElse(Body.empty());
        Body symbols = shapes.optionalBody("symbols").orElse(Body.empty());
        Body emoji = shapes.optionalBody("emoji").orElse(Body.empty());
        return new Shapes(
                action("shapes.caps.action", caps),
                caps.optionalInteger("from").orElse(25L),
                action("shapes.symbols.action", symbols),
                symbols.optionalInteger("from").orElse(15L),
                action("shapes.emoji.action", emoji),
                emoji.optionalInteger("most").orElse(20L));
    }

    private static Action action(String field, Body of) {
        return of.optionalText("action")
                .map(name -> Action.named(name).orElseThrow(() -> new BadBody(field, Action.TAKES)))
                .orElse(Action.BOUNCE);
    }

    /** What was found. */
    record Found(String rule, Action action, String sentence) {}

    Optional<Found> find(String text) {
        int letters = 0;
        int capitals = 0;
        int signs = 0;
        int emojis = 0;
        int seen = 0;
        int marks = 0;
        int row = 0;
        int last = -1;
        boolean tower = false;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            row = point == last ? row + 1 : 1;
            last = point;
            tower |= row > ROW_MOST;
            if (point < 0x80 ? Character.isLetterOrDigit(point) : Character.isLetter(point)) {
                letters++;
                seen++;
                marks = 0;
                capitals += Character.isUpperCase(point) ? 1 : 0;
            } else if (point >= 0x80 && Character.isEmojiPresentation(point)) {
                emojis++;
                marks = 0;
            } else if (point >= 0x300 && isMark(point)) {
                marks++;
                tower |= marks > MARKS_MOST;
            } else if (!Character.isWhitespace(point) && !Character.isDigit(point) && !isJoiner(point)) {
                signs++;
                seen++;
                marks = 0;
            }
        }
        if (emoji != Action.PASS && emojis > emojiMost) {
            return found("shapes/emoji", emoji, "That is a wall of emoji; send fewer.");
        }
        if (symbols != Action.PASS && (tower || (signs >= symbolsFrom && signs > SIGNS * seen))) {
            return found("shapes/symbols", symbols, "That is mostly signs; write it in words.");
        }
        if (caps != Action.PASS && letters >= capsFrom && capitals >= MOSTLY * letters) {
            return found("shapes/caps", caps, "That is all in capitals; write it in small letters.");
        }
        return Optional.empty();
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Joiners, variation selectors and tags are parts of emoji. */
    private static boolean isJoiner(int point) {
        return point == 0x200D || (point >= 0xFE00 && point <= 0xFE0F) || point >= 0xE0000;
    }

    private static Optional<Found> found(String rule, Action action, String sentence) {
        return Optional.of(new Found(rule, action, sentence));
    }

    /** Whether a text is emoji and emotes ({@code :name:}) alone. */
    static boolean emotesOnly(String text) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point == ':') {
                int end = text.indexOf(':', i + 1);
                if (end < i + 2 || !text.substring(i + 1, end).matches("[A-Za-z0-9_+-]{1,32}")) {
                    return false;
                }
                i = end + 1;
            } else if (Character.isWhitespace(point)
                    || isJoiner(point)
                    || (point >= 0x80 && Character.isEmoji(point))
                    || point == 0x20E3) {
                i += Character.charCount(point);
            } else {
                return false;
            }
        }
        return true;
    }
}
