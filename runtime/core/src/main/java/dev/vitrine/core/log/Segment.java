package dev.vitrine.core.log;

import java.util.Arrays;

/** A segment file and the places in it that are known: a sparse index that grows as frames are written or walked. */
final class Segment {
    static final String SUFFIX = ".segment";

    /** A read walks at most this far to its first record once the place is known. */
    private static final int INDEX_EVERY_BYTES = 32 << 10;

    private final SegmentHeader header;
    private final String file;
    private long[] seqs = new long[8];
    private long[] positions = new long[8];
    private int known;

    Segment(SegmentHeader header) {
        this.header = header;
        this.file = fileName(header.firstSeq());
        seqs[0] = header.firstSeq();
        positions[0] = SegmentHeader.BYTES;
        known = 1;
    }

    static String fileName(long firstSeq) {
        return "%020d%s".formatted(firstSeq, SUFFIX);
    }

    SegmentHeader header() {
        return header;
    }

    String file() {
        return file;
    }

    long firstSeq() {
        return header.firstSeq();
    }

    /** Learns where a frame starts; keeps it if it is beyond the last known place by enough. */
    synchronized void learn(long seq, long position) {
        if (position < positions[known - 1] + INDEX_EVERY_BYTES) {
            return;
        }
        if (known == seqs.length) {
            seqs = Arrays.copyOf(seqs, known * 2);
            positions = Arrays.copyOf(positions, known * 2);
        }
        seqs[known] = seq;
        positions[known] = position;
        known++;
    }

    /** Unlearns the places of frames that were taken back. */
    synchronized void forgetAfter(long seq) {
        while (known > 1 && seqs[known - 1] > seq) {
            known--;
        }
    }

    /** Returns the nearest known place at or before a record. */
    synchronized Place before(long seq) {
        int found = Arrays.binarySearch(seqs, 0, known, seq);
        int index = found >= 0 ? found : -found - 2;
        return new Place(seqs[index], positions[index]);
    }

    /** Where a frame starts. */
    record Place(long seq, long position) {}
}
