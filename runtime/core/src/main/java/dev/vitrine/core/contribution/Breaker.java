package dev.vitrine.core.contribution;

import java.time.InstantSource;

/**
 * Leaves a failing plugin alone for a while. Opens after {@link #FAULTS_IN_A_ROW} faults in a row, or when more than
 * half of the last {@link #WINDOW} calls failed; after {@link #OPEN_MS} one call may try, and its result closes or
 * opens it.
 */
final class Breaker {
    static final int FAULTS_IN_A_ROW = 10;
    static final int WINDOW = 20;
    static final long OPEN_MS = 5_000;

    private final InstantSource clock;
    private final boolean[] faults = new boolean[WINDOW];
    private int calls;
    private int faultsInWindow;
    private int inARow;
    private boolean open;
    private boolean probing;
    private long openedMs;

    Breaker(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a call may go ahead; when it may, {@link #succeeded} or {@link #failed} must follow. */
    synchronized boolean admit() {
        if (!open) {
            return true;
        }
        if (probing || clock.millis() - openedMs < OPEN_MS) {
            return false;
        }
        probing = true;
        return true;
    }

    synchronized boolean isOpen() {
        return open;
    }

    synchronized void succeeded() {
        if (probing) {
            close();
        }
        inARow = 0;
        note(false);
    }

    synchronized void failed() {
        inARow++;
        note(true);
        if (probing || inARow >= FAULTS_IN_A_ROW || (calls >= WINDOW && faultsInWindow > WINDOW / 2)) {
            open = true;
            probing = false;
            openedMs = clock.millis();
        }
    }

    private void note(boolean fault) {
        int slot = calls % WINDOW;
        if (calls >= WINDOW && faults[slot]) {
            faultsInWindow--;
        }
        faults[slot] = fault;
        if (fault) {
            faultsInWindow++;
        }
        // Stays within [WINDOW, 2 * WINDOW) once full, so that it never overflows.
        calls = calls + 1 == 2 * WINDOW ? WINDOW : calls + 1;
    }

    private void close() {
        open = false;
        probing = false;
        calls = 0;
        faultsInWindow = 0;
        inARow = 0;
    }
}
