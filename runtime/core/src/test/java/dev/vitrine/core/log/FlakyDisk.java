package dev.vitrine.core.log;

import java.io.IOException;

/** A disk that a test can fill up or break, for tests of what stands on a log. */
public final class FlakyDisk {
    private final MemoryStorage storage = new MemoryStorage();

    /** Opens a log on it. */
    public EventLog open() throws LogUnavailable {
        return EventLog.open(storage, LogOptions.defaults(), Thread.ofVirtual().factory());
    }

    /** Lets every force fail until {@link #mend}. */
    public void breakDown() {
        storage.failForces(new IOException("Input/output error"));
    }

    /** Lets no more bytes in until {@link #mend}. */
    public void fillUp() {
        storage.capacity(0);
    }

    /** Works again. */
    public void mend() {
        storage.failForces(null);
        storage.capacity(Long.MAX_VALUE);
    }
}
