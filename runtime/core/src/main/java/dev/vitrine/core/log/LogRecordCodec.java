package dev.vitrine.core.log;

import dev.vitrine.api.log.LogRecord;

/**
 * Records as UTF-8 JSON: whole on disk, and without what viewers must not see on sockets. Pure; safe from any thread.
 */
public final class LogRecordCodec {
    private LogRecordCodec() {}

    /** Encodes a record for the log. */
    public static byte[] encode(LogRecord record) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is not such a record
     */
    public static LogRecord decode(byte[] json) {
        throw new UnsupportedOperationException();
    }

    /**
     * Encodes the {@code data} of a socket publication: type, seq, at, media, deliver, until, body; never the actor.
     */
    public static byte[] publicationData(LogRecord record) {
        throw new UnsupportedOperationException();
    }
}
