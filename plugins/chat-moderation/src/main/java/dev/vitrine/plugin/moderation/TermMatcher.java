package dev.vitrine.plugin.moderation;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds listed terms in all readings of a text, in time that does not grow with the number of terms (Aho and Corasick,
 * "Efficient string matching", 1975). Immutable.
 *
 * <p>A term is a whole word or phrase, unless it has a star at an end or is of a script without spaces between words.
 * In a row of single letters a word may begin at any of them: "a b l o r p l e" has "blorple".
 */
final class TermMatcher {
    private final Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> plain;
    /** As plain, without what a text in which every character stands for itself is found by in {@link #folded} too. */
    private final Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> special;

    private final Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> folded;

    /** A term in the text: where, as UTF-16 indices of the original. */
    record Match(Term term, int start, int end) {}

    /**
     * A pattern of the automaton: a term or an allowed phrase ({@code term} empty), and its repeats, if those count.
     */
    private record Pattern(Optional<Term> term, int[] runs, boolean openStart, boolean openEnd) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private record Span(int start, int end) {
        boolean covers(Match match) {
            return start <= match.start() && match.end() <= end;
        }
    }

    private TermMatcher(
            Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> plain,
            Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> special,
            Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> folded) {
        this.plain = plain;
        this.special = special;
        this.folded = folded;
    }

    static TermMatcher of(TermList list) {
        Map<String, List<Pattern>> plain = new HashMap<>();
        Map<String, List<Pattern>> folded = new HashMap<>();
        list.terms().forEach(term -> add(plain, folded, term.text(), Optional.of(term)));
        list.allow().forEach(phrase -> add(plain, folded, phrase, Optional.empty()));
        Map<String, List<Pattern>> special = new HashMap<>();
        plain.forEach((text, patterns) -> {
            if (!text.chars().allMatch(TermMatcher::isLetter)
                    || patterns.stream().anyMatch(pattern -> pattern.openStart() || pattern.openEnd())) {
                special.put(text, patterns);
            }
        });
        return new TermMatcher(trie(plain), trie(special), trie(folded));
    }

    /** Finds every term that is not part of an allowed phrase. */
    List<Match> find(Readings text) {
        List<Match> matches = new ArrayList<>();
        List<Span> allowed = new ArrayList<>();
        (text.isLiteral() ? special : plain).ifPresent(trie -> find(trie, text.plain(), matches, allowed));
        folded.ifPresent(trie -> {
            find(trie, text.folded(), matches, allowed);
            text.joined().ifPresent(joined -> find(trie, joined, matches, allowed));
        });
        if (!allowed.isEmpty()) {
            matches.removeIf(match -> allowed.stream().anyMatch(span -> span.covers(match)));
        }
        return matches;
    }

    private static void find(
            AhoCorasickDoubleArrayTrie<List<Pattern>> trie, Reading reading, List<Match> matches, List<Span> allowed) {
        trie.parseText(reading.chars(), (int first, int behind, List<Pattern> patterns) -> {
            int last = behind - 1;
            for (Pattern pattern : patterns) {
                if ((pattern.openStart() || reading.begins(first))
                        && (pattern.openEnd() || reading.ends(last))
                        && repeats(pattern, reading, first)) {
                    int start = reading.start(first);
                    int end = reading.end(last);
                    pattern.term()
                            .ifPresentOrElse(
                                    term -> matches.add(new Match(term, start, end)),
                                    () -> allowed.add(new Span(start, end)));
                }
            }
        });
    }

    private static boolean isLetter(int character) {
        return character == ' ' || (character >= 'a' && character <= 'z');
    }

    /** Whether each character is repeated as often as in the term, or more: "coool" has "cool", "col" has not. */
    private static boolean repeats(Pattern pattern, Reading reading, int at) {
        for (int i = 0; i < pattern.runs().length; i++) {
            if (reading.run(at + i) < pattern.runs()[i]) {
                return false;
            }
        }
        return true;
    }

    private static void add(
            Map<String, List<Pattern>> plain, Map<String, List<Pattern>> folded, String written, Optional<Term> term) {
        Readings readings = Readings.of(written);
        boolean unspaced = unspaced(written);
        boolean openStart = unspaced || written.startsWith("*");
        boolean openEnd = unspaced || written.endsWith("*");
        add(plain, readings.plain(), false, term, openStart, openEnd);
        Set<String> guises = new LinkedHashSet<>();
        guises.add(add(folded, readings.folded(), true, term, openStart, openEnd));
        readings.joined()
                .filter(joined -> !guises.contains(joined.text().strip()))
                .ifPresent(joined -> add(folded, joined, true, term, openStart, openEnd));
    }

    private static String add(
            Map<String, List<Pattern>> patterns,
            Reading reading,
            boolean counted,
            Optional<Term> term,
            boolean openStart,
            boolean openEnd) {
        String text = reading.text().strip();
        if (text.isEmpty()) {
            return text;
        }
        // The reading has a space at either end, the pattern has not.
        int[] runs = new int[counted ? text.length() : 0];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = reading.run(i + 1);
        }
        patterns.computeIfAbsent(text, key -> new ArrayList<>()).add(new Pattern(term, runs, openStart, openEnd));
        return text;
    }

    /** Empty when there is nothing to find, which the automaton cannot express. */
    private static Optional<AhoCorasickDoubleArrayTrie<List<Pattern>>> trie(Map<String, List<Pattern>> patterns) {
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        AhoCorasickDoubleArrayTrie<List<Pattern>> trie = new AhoCorasickDoubleArrayTrie<>();
        trie.build(patterns);
        return Optional.of(trie);
    }

    /** Whether a term is of a script without spaces between words, or a picture. */
    private static boolean unspaced(String text) {
        return text.codePoints()
                .anyMatch(codePoint -> Character.isIdeographic(codePoint)
                        || switch (Character.UnicodeScript.of(codePoint)) {
                            case HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                            default -> Character.getType(codePoint) == Character.OTHER_SYMBOL;
                        });
    }
}
