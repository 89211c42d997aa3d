package dev.vitrine.core.contribution;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What plugins do wrong. */
public final class BadPlugins implements AutoCloseable {
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean over;

    /** Waits, and heeds an interrupt. */
    public void hangPolitely() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits, and does not heed interrupts. */
    public void hangDeaf() {
        while (!over) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    /** Burns a processor, and does not heed interrupts, like a regular expression that backtracks. */
    public void spin() {
        while (!over) {
            Thread.onSpinWait();
        }
    }

    /** Lets everything that hangs return, so that a test leaves no thread behind. */
    @Override
    public void close() {
        over = true;
        released.countDown();
    }
}
