package dev.vitrine.media.engine.hls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where the segments of the source begin and what its stretches are called, so that every other rendition is cut and
 * counted alike (6.2.4). For one thread: the one on which all packagers of an event run.
 */
final class Marks {
    /** Presentation times of the same picture may differ by the rounding of two clocks. */
    private static final long TOLERANCE_US = 2_000;

    private static final int KEPT = 64;
    private static final long UNKNOWN_US = HlsRules.TARGET_US;

    /** Where a segment begins. */
    record Mark(long msn, long ptsUs) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private final Deque<HlsSegment.Stretch> stretches = new ArrayDeque<>();

    void segment(long msn, long ptsUs) {
        marks.addLast(new Mark(msn, ptsUs));
        if (marks.size() > KEPT) {
            marks.removeFirst();
        }
    }

    void stretch(HlsSegment.Stretch stretch) {
        stretches.addLast(stretch);
        if (stretches.size() > KEPT) {
            stretches.removeFirst();
        }
    }

    /** The segment that begins with a picture; the later one, if a gap without length comes before it. */
    Optional<Mark> at(long ptsUs) {
        return marks.reversed().stream()
                .filter(mark -> Math.abs(mark.ptsUs() - ptsUs) <= TOLERANCE_US)
                .findFirst();
    }

    /** How long a segment is, as far as the next one has begun. */
    long lengthUs(long msn) {
        Mark from = null;
        for (Mark mark : marks) {
            if (from != null) {
                return Math.max(1_000, mark.ptsUs() - from.ptsUs());
            }
            if (mark.msn() == msn) {
                from = mark;
            }
        }
        return UNKNOWN_US;
    }

    /** The source's stretch of an epoch. */
    Optional<HlsSegment.Stretch> stretch(long epoch) {
        return stretches.stream().filter(stretch -> stretch.epoch() == epoch).findFirst();
    }
}
