package dev.vitrine.core.people;

import dev.vitrine.api.log.LogRecord;

/**
 * Stands between a room and its log: what the disk gets is sealed, what comes off it is open, and nobody else knows. So
 * there is still one log and many views, and a view holds plain records as it always did.
 */
public interface Seal {
    /** Seals nothing. */
    Seal NONE = new Seal() {
        @Override
        public LogRecord seal(LogRecord record) {
            return record;
        }

        @Override
        public LogRecord open(LogRecord stored) {
            return stored;
        }
    };

    /**
     * Returns the record as it goes to disk.
     *
     * @throws java.io.UncheckedIOException if there is no key to be had, because the disk is full
     */
    LogRecord seal(LogRecord record);

    /**
     * Returns the record as it was before {@link #seal}. What was about an erased person has {@code "erased": true}, an
     * empty text for each of their words and {@link People#ERASED_NAME} for their name. A record that was never sealed
     * comes back as it is.
     */
    LogRecord open(LogRecord stored);
}
