package dev.vitrine.core.log;

import java.util.Arrays;
import java.util.List;

/** What readers may see: the segments, and up to which record they are durable. Written by one thread, read by any. */
final class LogIndex {
    private volatile Segment[] segments;
    private volatile long durableSeq;

    LogIndex(List<Segment> segments, long durableSeq) {
        this.segments = segments.toArray(Segment[]::new);
        this.durableSeq = durableSeq;
    }

    long durableSeq() {
        return durableSeq;
    }

    /** Tells readers of more records, or of fewer when damage was found. */
    void durable(long seq) {
        durableSeq = seq;
    }

    /** Adds the newest segment; it replaces one that starts with the same record, and so is empty. */
    void add(Segment segment) {
        int kept = segments.length;
        if (segments[kept - 1].firstSeq() == segment.firstSeq()) {
            kept--;
        }
        Segment[] more = Arrays.copyOf(segments, kept + 1);
        more[kept] = segment;
        segments = more;
    }

    /** The segment that holds a record, with the last durable record it holds. */
    Stretch stretch(long seq) {
        // The order matters: whatever is durable is in the segments read afterwards.
        long durable = durableSeq;
        Segment[] all = segments;
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all[middle].firstSeq() <= seq) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long last = low + 1 < all.length ? Math.min(durable, all[low + 1].firstSeq() - 1) : durable;
        return new Stretch(all[low], last);
    }

    /**
     * Part of the log in one file.
     *
     * @param segment the file
     * @param lastSeq last durable record in it
     */
    record Stretch(Segment segment, long lastSeq) {}
}
