package dev.vitrine.plugin.moderation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts who said the same again. Bounded: of each author the newest few texts, and the authors who spoke last. Safe
 * from any thread.
 */
final class Floods {
    private static final int AUTHORS_MAX = 20_000;
    private static final int TEXTS_MAX = 16;

    private final Map<String, Deque<Said>> authors = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Said>> eldest) {
            return size() > AUTHORS_MAX;
        }
    };

    /** A text, as a hash, and when it was said. */
    private record Said(int text, Instant at) {}

    /** Notes a text of an author. */
    synchronized void say(String author, String text, Instant at) {
        Deque<Said> said = authors.computeIfAbsent(author, name -> new ArrayDeque<>());
        said.addLast(new Said(text.hashCode(), at));
        if (said.size() > TEXTS_MAX) {
            said.removeFirst();
        }
    }

    /** How often an author said a text within the time before a moment. */
    synchronized int count(String author, String text, Instant now, Duration within) {
        Deque<Said> said = authors.getOrDefault(author, new ArrayDeque<>());
        Instant from = now.minus(within);
        said.removeIf(entry -> entry.at().isBefore(from));
        int hash = text.hashCode();
        return (int) said.stream().filter(entry -> entry.text() == hash).count();
    }
}
