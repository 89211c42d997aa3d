package dev.vitrine.plugin.moderation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a text is read, because a writer who evades a rule counts on the reader to undo it:
 *
 * <ul>
 *   <li>{@link #glyphs}: each code point as what it looks like, with white space and punctuation;
 *   <li>{@link #plain}: its words, punctuation as spaces;
 *   <li>{@link #folded}: digits and signs that stand for letters as those letters, l and i as one, repeats counted;
 *   <li>{@link #joined}: folded, with punctuation inside a word and spaces between single letters left out; only when
 *       there is something to join.
 * </ul>
 *
 * <p>Each is made when it is first asked for, and kept. For one thread.
 */
final class Readings {
    private static final String DIGITS = "013456789";
    private static final String DIGITS_AS = "oieasgtbg";
    /** Signs that stand for a letter wherever they touch a word. */
    private static final String SIGNS = "@$€£¢¥";

    private static final String SIGNS_AS = "aseicy";
    /** Signs that end a sentence or a sum as well: letters only when a word goes on behind them. */
    private static final String WEAK_SIGNS = "!|+(¡";

    private static final String WEAK_SIGNS_AS = "iitci";

    private final Reading glyphs;
    private boolean substituted;
    private @Nullable Reading plain;
    private @Nullable Reading folded;
    private @Nullable Optional<Reading> joined;

    private Readings(Reading glyphs) {
        this.glyphs = glyphs;
    }

    static Readings of(String text) {
        Reading glyphs = new Reading(text.length());
        for (int at = 0; at < text.length(); ) {
            char single = Glyphs.single(text.charAt(at));
            if (single != 0) {
                glyphs.add(single, at, ++at);
                continue;
            }
            int codePoint = text.codePointAt(at);
            int end = at + Character.charCount(codePoint);
            String fold = Glyphs.fold(codePoint);
            for (int i = 0; i < fold.length(); i++) {
                glyphs.add(fold.charAt(i), at, end);
            }
            at = end;
        }
        return new Readings(glyphs);
    }

    Reading glyphs() {
        return glyphs;
    }

    Reading plain() {
        Reading made = plain != null ? plain : makePlain();
        plain = made;
        return made;
    }

    Reading folded() {
        Reading made = folded != null ? folded : makeFolded();
        folded = made;
        return made;
    }

    /** Whether in {@link #folded} no digit and no sign was taken for a letter. */
    boolean isLiteral() {
        folded();
        return !substituted;
    }

    /** Empty when it would read like {@link #folded}. */
    Optional<Reading> joined() {
        Optional<Reading> made = joined != null ? joined : makeJoined();
        joined = made;
        return made;
    }

    private Reading makePlain() {
        Reading plain = new Reading(glyphs.length());
        plain.space(0);
        for (int i = 0; i < glyphs.length(); i++) {
            if (isWord(glyphs.charAt(i))) {
                plain.add(glyphs.charAt(i), glyphs.start(i), glyphs.end(i));
            } else {
                plain.space(glyphs.start(i));
            }
        }
        plain.space(end());
        return plain;
    }

    private Reading makeFolded() {
        Reading folded = new Reading(glyphs.length());
        folded.space(0);
        for (int from = 0; from < glyphs.length(); ) {
            int to = chunkEnd(from);
            fold(folded, from, to, false);
            folded.space(to < glyphs.length() ? glyphs.start(to) : end());
            from = to + 1;
        }
        folded.space(end());
        return folded;
    }

    private Optional<Reading> makeJoined() {
        if (!joins()) {
            return Optional.empty();
        }
        Reading joined = new Reading(glyphs.length());
        joined.space(0);
        boolean afterSingle = false;
        for (int from = 0; from < glyphs.length(); ) {
            int to = chunkEnd(from);
            boolean single = words(from, to) == 1;
            if (single && afterSingle) {
                joined.leaveOut();
            } else {
                joined.space(glyphs.start(from));
            }
            fold(joined, from, to, true);
            afterSingle = single || (afterSingle && to == from);
            from = to + 1;
        }
        joined.space(end());
        return Optional.of(joined);
    }

    /** Folds the chunk of characters without white space from {@code from} to {@code to}. */
    private void fold(Reading out, int from, int to, boolean join) {
        boolean letters = false;
        for (int i = from; i < to && !letters; i++) {
            letters = Character.isLetter(glyphs.charAt(i));
        }
        // A single character of a joined row ("b 1 0 r p") is a chunk of its own; the row tells that it is a letter.
        boolean asLetters = letters || (join && to - from == 1);
        for (int i = from; i < to; i++) {
            char glyph = glyphs.charAt(i);
            char letter = asLetters ? letter(i, from, to) : glyph;
            substituted |= letter != glyph;
            if (isWord(letter)) {
                out.squeeze(letter == 'l' ? 'i' : letter, glyphs.start(i), glyphs.end(i));
            } else if (join) {
                out.leaveOut();
                if (i > from && asLetters && WEAK_SIGNS.indexOf(glyph) >= 0) {
                    // Ends the sentence or the word: the word may end before it or with it.
                    out.squeeze(WEAK_SIGNS_AS.charAt(WEAK_SIGNS.indexOf(glyph)), glyphs.start(i), glyphs.end(i));
                    out.leaveOut();
                }
            } else {
                out.space(glyphs.start(i));
            }
        }
    }

    /** The letter that a character of a chunk stands for; itself when it stands for none. */
    private char letter(int i, int from, int to) {
        char glyph = glyphs.charAt(i);
        if (glyph >= 'a' && glyph <= 'z') {
            return glyph;
        }
        int digit = DIGITS.indexOf(glyph);
        if (digit >= 0) {
            return DIGITS_AS.charAt(digit);
        }
        int sign = SIGNS.indexOf(glyph);
        if (sign >= 0) {
            boolean touches = stands(past(i, -1, from, to), from, to)
                    || stands(past(i, 1, from, to), from, to)
                    || (weak(i - 1, from, to) && weak(i + 1, from, to));
            return touches ? SIGNS_AS.charAt(sign) : glyph;
        }
        int weak = WEAK_SIGNS.indexOf(glyph);
        if (weak >= 0) {
            return stands(past(i, 1, from, to), from, to) ? WEAK_SIGNS_AS.charAt(weak) : glyph;
        }
        return glyph;
    }

    /** Whether there is punctuation inside a word, or a row of single letters. */
    private boolean joins() {
        int singles = 0;
        for (int from = 0; from < glyphs.length(); ) {
            int to = chunkEnd(from);
            int first = firstWord(from, to);
            int last = lastWord(from, to);
            for (int i = first; i < last; i++) {
                if (!isWord(glyphs.charAt(i))) {
                    return true;
                }
            }
            if (to > from) {
                singles = first == last ? singles + 1 : 0;
            }
            if (singles > 2) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private int firstWord(int from, int to) {
        int i = from;
        while (i < to && !isWord(glyphs.charAt(i))) {
            i++;
        }
        return i;
    }

    private int lastWord(int from, int to) {
        int i = to - 1;
        while (i >= from && !isWord(glyphs.charAt(i))) {
            i--;
        }
        return i;
    }

    /** How many different characters in a row a chunk has: 1 for "b", "bbb" and "b." */
    private int words(int from, int to) {
        int words = 0;
        char last = ' ';
        for (int i = from; i < to; i++) {
            char glyph = glyphs.charAt(i);
            if (isWord(glyph) && glyph != last) {
                words++;
                last = glyph;
            }
        }
        return words;
    }

    private int chunkEnd(int from) {
        int to = from;
        while (to < glyphs.length() && glyphs.charAt(to) != ' ') {
            to++;
        }
        return to;
    }

    private int end() {
        return glyphs.length() == 0 ? 0 : glyphs.end(glyphs.length() - 1);
    }

    /** Whether a character of a chunk is part of a word for certain. */
    private boolean stands(int i, int from, int to) {
        return i >= from && i < to && (isWord(glyphs.charAt(i)) || SIGNS.indexOf(glyphs.charAt(i)) >= 0);
    }

    /** The next place in a direction that is not a weak sign. */
    private int past(int i, int step, int from, int to) {
        int next = i + step;
        while (weak(next, from, to)) {
            next += step;
        }
        return next;
    }

    private boolean weak(int i, int from, int to) {
        return i >= from && i < to && WEAK_SIGNS.indexOf(glyphs.charAt(i)) >= 0;
    }

    /** Letters, digits and pictures: what a term can be made of. */
    static boolean isWord(char glyph) {
        if (glyph < 0x80) {
            return (glyph >= 'a' && glyph <= 'z') || (glyph >= '0' && glyph <= '9') || (glyph >= 'A' && glyph <= 'Z');
        }
        return Character.isLetterOrDigit(glyph)
                || Character.isSurrogate(glyph)
                || Character.getType(glyph) == Character.OTHER_SYMBOL;
    }
}
