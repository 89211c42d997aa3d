package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Terms as somebody wrote them: an event's staff, or the owner in the policy.
 *
 * @param terms what is looked for
 * @param allow phrases in which no term counts
 * @param patterns regular expressions
 */
record TermList(List<Term> terms, List<String> allow, List<Term> patterns) {
    static final TermList EMPTY = new TermList(List.of(), List.of(), List.of());

    /** As many as are matched without the time growing, and fit into one record. */
    private static final int TERMS_MAX = 50_000;
    /** Each costs time of each message, unlike a term. */
    private static final int PATTERNS_MAX = 50;

    TermList {
        terms = List.copyOf(terms);
        allow = List.copyOf(allow);
        patterns = List.copyOf(patterns);
    }

    /**
     * Reads and checks a list. Plain loops over the maps as they are: with the longest list this runs on an event's own
     * thread before any of it has been compiled.
     */
    static TermList of(Body body) {
        return of(body, "terms", Term.Absent.OF_EVENTS);
    }

    /** As {@link #of(Body)}, for the list of a policy, whose name is in the rules' ids. */
    static TermList of(Body body, String name, Term.Absent absent) {
        List<?> listed = list(body, "terms");
        List<?> allowed = list(body, "allow");
        List<?> written = list(body, "patterns");
        if (listed.size() + allowed.size() > TERMS_MAX) {
            throw new BadBody("terms", "takes at most " + TERMS_MAX + " terms");
        }
        if (written.size() > PATTERNS_MAX) {
            throw new BadBody("patterns", "takes at most " + PATTERNS_MAX + " patterns");
        }
        List<Term> terms = new ArrayList<>(listed.size());
        Map<String, Integer> numbers = new HashMap<>();
        for (Object each : listed) {
            terms.add(Term.of(name, terms.size(), each, numbers, absent));
        }
        List<Term> patterns = new ArrayList<>(written.size());
        Map<String, Integer> patternNumbers = new HashMap<>();
        for (Object each : written) {
            patterns.add(Term.of("patterns", patterns.size(), each, patternNumbers, absent));
        }
        List<String> allow = new ArrayList<>(allowed.size());
        for (Object each : allowed) {
            String wrong = each instanceof String phrase ? Term.wrong(phrase) : "takes a string";
            if (!wrong.isEmpty()) {
                throw new BadBody("allow[" + allow.size() + "]", wrong);
            }
            allow.add(each.toString());
        }
        return new TermList(terms, allow, patterns);
    }

    /** Returns this list with another behind it. */
    TermList and(TermList more) {
        if (more.terms.isEmpty() && more.allow.isEmpty() && more.patterns.isEmpty()) {
            return this;
        }
        return new TermList(both(terms, more.terms), both(allow, more.allow), both(patterns, more.patterns));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    /** How many entries it has. */
    int size() {
        return terms.size() + allow.size() + patterns.size();
    }

    Body toBody() {
        return Body.of(
                "terms",
                terms.stream().map(term -> entry("term", term)).toList(),
                "allow",
                allow,
                "patterns",
                patterns.stream().map(pattern -> entry("pattern", pattern)).toList());
    }

    private static Body entry(String member, Term term) {
        return Body.of(
                member,
                term.text(),
                "action",
                term.action().text(),
                "category",
                term.category(),
                "level",
                term.level());
    }

    /** Short hash of what is listed. */
    String version() {
        CRC32C hash = new CRC32C();
        terms.forEach(term -> add(hash, term));
        for (String phrase : allow) {
            add(hash, phrase);
        }
        patterns.forEach(pattern -> add(hash, pattern));
        return HexFormat.of().toHexDigits((int) hash.getValue());
    }

    private static void add(CRC32C hash, Term term) {
        add(hash, term.text());
        add(hash, term.category());
        hash.update(term.action().ordinal());
        hash.update(term.level());
    }

    private static void add(CRC32C hash, String text) {
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        hash.update('\n');
    }

    private static List<?> list(Body body, String name) {
        Object value = body.values().getOrDefault(name, List.of());
        if (value instanceof List<?> list) {
            return list;
        }
        throw new BadBody(name, "takes a list");
    }
}
