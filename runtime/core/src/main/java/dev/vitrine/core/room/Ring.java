package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The newest publications of a channel, by offset. Safe from any thread. */
final class Ring {
    private final Publication[] slots;
    private long top;
    private int size;

    Ring(int capacity) {
        slots = new Publication[capacity];
    }

    synchronized void add(Publication publication) {
        slots[slot(publication.offset())] = publication;
        top = publication.offset();
        size = Math.min(size + 1, slots.length);
    }

    synchronized long top() {
        return top;
    }

    synchronized History latest(String epoch, int limit) {
        long from = Math.max(first(), top - Math.max(0, limit) + 1);
        return new History(epoch, top, range(from, top), true);
    }

    synchronized History since(String epoch, boolean sameEpoch, long offset, int limit) {
        if (!sameEpoch || offset < 0 || offset > top || offset + 1 < first()) {
            return new History(epoch, top, List.of(), false);
        }
        long to = Math.min(top, offset + Math.max(0, limit));
        return new History(epoch, top, range(offset + 1, to), true);
    }

    /** Puts another publication in place of each whose record matches. */
    synchronized void replace(Predicate<LogRecord> which, Function<Publication, Publication> by) {
        for (long offset = first(); offset <= top; offset++) {
            Publication publication = slots[slot(offset)];
            if (which.test(publication.record())) {
                slots[slot(offset)] = by.apply(publication);
            }
        }
    }

    private long first() {
        return top - size + 1;
    }

    private List<Publication> range(long from, long to) {
        List<Publication> range = new ArrayList<>((int) Math.max(0, to - from + 1));
        for (long offset = from; offset <= to; offset++) {
            range.add(slots[slot(offset)]);
        }
        return range;
    }

    private int slot(long offset) {
        return (int) (offset % slots.length);
    }
}
