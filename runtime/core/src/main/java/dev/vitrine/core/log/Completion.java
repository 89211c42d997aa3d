package dev.vitrine.core.log;

/**
 * Hears how an append ended. Exactly one of the two methods is called, once. Calls come in sequence order on the log's
 * writer, while nothing else of this log is written: return within microseconds, never block, never append and wait.
 * What it throws is logged and otherwise ignored.
 */
public interface Completion {
    /** Does nothing; for appends whose end nobody waits for. */
    Completion IGNORED = new Completion() {
        @Override
        public void durable(long seq) {}

        @Override
        public void failed(long seq, LogUnavailable why) {}
    };

    /** The record is on disk: force has returned, and every earlier record is there as well. */
    void durable(long seq);

    /**
     * The record was not acknowledged and never will be. Its sequence number is given again after
     * {@link EventLog#recover}. Should the process die before that, the record may still turn up at the next open: to
     * the one who sent it the outcome is unknown, not "no".
     */
    void failed(long seq, LogUnavailable why);
}
