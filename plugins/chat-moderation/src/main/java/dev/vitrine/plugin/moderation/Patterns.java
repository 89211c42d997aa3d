package dev.vitrine.plugin.moderation;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * Regular expressions of operators, by RE2/J, whose time is linear in the text whatever the expression is. They see a
 * text as it reads: small letters, no marks, look-alikes as Latin letters. Immutable.
 */
final class Patterns {
    private static final int TEXT_MAX = 260;
    /** Instructions of a compiled expression; each may cost a step per character. */
    private static final int PROGRAM_MAX = 1_000;

    private final List<Compiled> patterns;

    private record Compiled(Pattern pattern, Term term) {}

    private Patterns(List<Compiled> patterns) {
        this.patterns = patterns;
    }

    static Patterns of(List<Term> written) {
        return new Patterns(written.stream()
                .map(term -> new Compiled(compile(term.text()), term))
                .toList());
    }

    boolean any() {
        return !patterns.isEmpty();
    }

    /** Adds the first match of each expression. */
    void find(Readings text, List<TermMatcher.Match> matches) {
        Reading glyphs = text.glyphs();
        String plain = glyphs.text();
        for (Compiled compiled : patterns) {
            Matcher matcher = compiled.pattern().matcher(plain);
            if (matcher.find() && matcher.end() > matcher.start()) {
                matches.add(new TermMatcher.Match(
                        compiled.term(), glyphs.start(matcher.start()), glyphs.end(matcher.end() - 1)));
            }
        }
    }

    /** What is wrong with an expression; empty when nothing is. */
    static String wrong(String text) {
        if (text.isBlank() || text.length() > TEXT_MAX) {
            return "takes 1 to " + TEXT_MAX + " characters";
        }
        try {
            Pattern pattern = compile(text);
            if (pattern.programSize() > PROGRAM_MAX) {
                return "is too long an expression; repeat less";
            }
            return pattern.matches("") ? "must not match nothing" : "";
        } catch (PatternSyntaxException e) {
            return "is no regular expression of RE2: " + e.getDescription();
        }
    }

    private static Pattern compile(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }
}
