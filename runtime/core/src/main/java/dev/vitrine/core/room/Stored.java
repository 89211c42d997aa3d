package dev.vitrine.core.room;

import dev.vitrine.api.data.Problem;

/** Hears how an append ended, on a thread of the background. */
public interface Stored {
    /** All records are on disk and have been published. Also called after {@link #open}, once the disk works again. */
    void durable();

    /** The disk failed; the records are kept and are put on the log once it works again. Called at most once. */
    void open(Problem problem);

    /** For records that nobody waits for. */
    Stored IGNORED = new Stored() {
        @Override
        public void durable() {}

        @Override
        public void open(Problem problem) {}
    };
}
