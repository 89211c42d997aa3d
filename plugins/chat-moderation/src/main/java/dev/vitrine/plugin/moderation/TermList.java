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
 * The terms of an event as its staff wrote them.
 *
 * @param terms what is looked for
 * @param allow phrases in which no term counts
 */
record TermList(List<Term> terms, List<String> allow) {
    static final TermList EMPTY = new TermList(List.of(), List.of());

    /** As many as are matched without the time growing, and fit into one record. */
    private static final int TERMS_MAX = 50_000;

    TermList {
        terms = List.copyOf(terms);
        allow = List.copyOf(allow);
    }

    /**
     * Reads and checks a list. Plain loops over the maps as they are: with the longest list this runs on an event's own
     * thread before any of it has been compiled.
     */
    static TermList of(Body body) {
        List<?> listed = list(body, "terms");
        List<?> allowed = list(body, "allow");
        if (listed.size() + allowed.size() > TERMS_MAX) {
            throw new BadBody("terms", "takes at most " + TERMS_MAX + " terms");
        }
        List<Term> terms = new ArrayList<>(listed.size());
        Map<String, Integer> numbers = new HashMap<>();
        for (Object written : listed) {
            terms.add(Term.of(terms.size(), written, numbers));
        }
        List<String> allow = new ArrayList<>(allowed.size());
        for (Object written : allowed) {
            String wrong = written instanceof String phrase ? Term.wrong(phrase) : "takes a string";
            if (!wrong.isEmpty()) {
                throw new BadBody("allow[" + allow.size() + "]", wrong);
            }
            allow.add(written.toString());
        }
        return new TermList(terms, allow);
    }

    Body toBody() {
        return Body.of(
                "terms",
                terms.stream()
                        .map(term -> Body.of(
                                "term", term.text(),
                                "action", term.action().text(),
                                "category", term.category(),
                                "level", term.level()))
                        .toList(),
                "allow",
                allow);
    }

    /** Short hash of what is listed. */
    String version() {
        CRC32C hash = new CRC32C();
        for (Term term : terms) {
            add(hash, term.text());
            add(hash, term.category());
            hash.update(term.action().ordinal());
            hash.update(term.level());
        }
        for (String phrase : allow) {
            add(hash, phrase);
        }
        return HexFormat.of().toHexDigits((int) hash.getValue());
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
