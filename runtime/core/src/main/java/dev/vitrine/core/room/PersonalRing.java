package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.people.People;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest of what single persons alone are told. Offsets count each person's own, from 1 and without gaps, so nobody
 * learns from theirs how much others are told; the log's order makes them the same after every restart. One ring for
 * the event, since few persons are told anything. Safe from any thread.
 */
final class PersonalRing {
    private final int capacity;
    private final Deque<Publication> newest = new ArrayDeque<>();
    private final Map<String, Long> tops = new HashMap<>();

    PersonalRing(int capacity) {
        this.capacity = capacity;
    }

    /** Whom a record is to; empty when it says nobody. */
    static String to(LogRecord record) {
        return record.body().values().get("to") instanceof String person ? person : "";
    }

    /** Adds the next, and returns it with its person's own offset. */
    synchronized Publication add(LogRecord record, byte[] data) {
        Publication publication = new Publication(tops.merge(to(record), 1L, Long::sum), record, data);
        newest.add(publication);
        if (newest.size() > capacity) {
            newest.remove();
        }
        return publication;
    }

    synchronized History latest(String epoch, String person, int limit) {
        List<Publication> all = of(person);
        int from = Math.max(0, all.size() - Math.max(0, limit));
        return new History(epoch, top(person), List.copyOf(all.subList(from, all.size())), true);
    }

    synchronized History since(String epoch, boolean sameEpoch, String person, long offset, int limit) {
        long top = top(person);
        List<Publication> after = of(person).stream()
                .filter(publication -> publication.offset() > offset)
                .toList();
        if (!sameEpoch || offset < 0 || offset > top || after.size() != top - offset) {
            return new History(epoch, top, List.of(), false);
        }
        return new History(epoch, top, after.stream().limit(Math.max(0, limit)).toList(), true);
    }

    private long top(String person) {
        return tops.getOrDefault(person, 0L);
    }

    private List<Publication> of(String person) {
        List<Publication> of = new ArrayList<>();
        for (Publication publication : newest) {
            if (to(publication.record()).equals(person)) {
                of.add(publication);
            }
        }
        return of;
    }

    /** Takes out what is to a person or names them; the offsets are not used again. */
    synchronized void forget(String person) {
        newest.removeIf(publication -> People.concerns(publication.record(), person));
    }
}
