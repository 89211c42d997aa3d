package dev.vitrine.media.worker.play;

import dev.vitrine.media.worker.av.Deadline;
import java.util.concurrent.TimeUnit;

/** The clock of a play: how far it should be by now. Moved by the playing thread, read by any. */
final class Pace {
    /** A play that is held up for longer does not send the backlog at once but goes on from there. */
    private static final long MAX_BEHIND_US = 500_000;

    /** A file that begins so much late has had to be opened; the play waits for it. */
    private static final long MAX_OPENING_US = 50_000;

    private static final long MAX_NAP_US = 200_000;

    private final Deadline deadline;
    private volatile long originNanos = System.nanoTime();

    Pace(Deadline deadline) {
        this.deadline = deadline;
    }

    /** How long it has played. */
    long nowUs() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - originNanos);
    }

    /** The first packet of a file is there; what is late by now is not made up for. */
    void begin(long timeUs) {
        moveIfLater(timeUs, MAX_OPENING_US);
    }

    /** Sleeps until a time of the play; one that is late moves the play's origin. */
    void await(long timeUs) throws InterruptedException {
        moveIfLater(timeUs, MAX_BEHIND_US);
        for (long aheadUs = timeUs - nowUs(); aheadUs > 0 && !deadline.over(); aheadUs = timeUs - nowUs()) {
            TimeUnit.MICROSECONDS.sleep(Math.min(aheadUs, MAX_NAP_US));
        }
    }

    private void moveIfLater(long timeUs, long toleratedUs) {
        long lateUs = nowUs() - timeUs;
        if (lateUs > toleratedUs) {
            originNanos = originNanos + TimeUnit.MICROSECONDS.toNanos(lateUs);
        }
    }
}
