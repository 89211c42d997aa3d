package dev.vitrine.core.log;

/**
 * Bounds of a log.
 *
 * @param segmentBytes size at which a new segment file is begun; open scans one segment, so this bounds its time
 * @param maxRecordBytes largest payload
 * @param queueRecords most records that wait for the disk
 * @param queueBytes most payload bytes that wait for the disk
 */
public record LogOptions(long segmentBytes, int maxRecordBytes, int queueRecords, int queueBytes) {
    /** 16 MiB holds about 50,000 chat records and is scanned in well under 100 ms. */
    private static final long SEGMENT_BYTES = 16L << 20;

    private static final int MAX_RECORD_BYTES = 1 << 20;

    /** About two seconds of the fastest disk measured; beyond that waiting is worse than refusing. */
    private static final int QUEUE_RECORDS = 32_768;

    private static final int QUEUE_BYTES = 16 << 20;

    /** Checks the bounds. */
    public LogOptions {
        if (segmentBytes < 1 || maxRecordBytes < 1 || queueRecords < 1 || queueBytes < 1) {
            throw new IllegalArgumentException("Every bound of a log is at least 1.");
        }
    }

    /** Returns the bounds for a live event. */
    public static LogOptions defaults() {
        return new LogOptions(SEGMENT_BYTES, MAX_RECORD_BYTES, QUEUE_RECORDS, QUEUE_BYTES);
    }

    /** Returns these bounds with another segment size. */
    public LogOptions withSegmentBytes(long bytes) {
        return new LogOptions(bytes, maxRecordBytes, queueRecords, queueBytes);
    }

    /** Returns these bounds with another queue. */
    public LogOptions withQueue(int records, int bytes) {
        return new LogOptions(segmentBytes, maxRecordBytes, records, bytes);
    }
}
