package dev.vitrine.core.contribution;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches calls that run on their caller's thread: interrupts one that is late, and reports one that does not heed
 * that. It looks every few milliseconds while there is traffic and sleeps while there is none, so that watching costs a
 * call two entries in a set and no wake-up.
 */
final class Watchdog {
    /** How often it looks; a call is found late at most this much after its limit. */
    static final long LOOK_NANOS = 5_000_000;
    /**
     * A call that goes on for so many looks (about 2 s) after its interrupt will hardly ever return. Looks, because a
     * machine that was suspended makes every call seem to have run for as long.
     */
    static final int STUCK_LOOKS = 400;
    /** Processor time that a runnable thread must have used up by then; one that got none is not to blame. */
    static final long STUCK_CPU_NANOS = 500_000_000L;

    private static final int IDLE_LOOKS = 200;

    private final String name;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile boolean ended;

    Watchdog(String name) {
        this.name = name;
    }

    /** One call under watch. */
    static final class Watch {
        private final Thread caller;
        private final Overrun overrun;
        private final Runnable stuck;
        private final long beganNanos = System.nanoTime();
        private boolean late;
        private int looksSinceLate;
        private boolean stuckTold;
        private boolean done;

        private Watch(Thread caller, long limitNanos, Runnable stuck) {
            this.caller = caller;
            this.overrun = new Overrun(caller, limitNanos);
            this.stuck = stuck;
        }
    }

    /**
     * Begins to watch the current thread; {@code stuck} is run once on the watchdog's thread if the call never ends.
     */
    Watch begin(long limitNanos, Runnable stuck) {
        Watch watch = new Watch(Thread.currentThread(), limitNanos, stuck);
        watches.add(watch);
        if (asleep) {
            wake();
        } else if (thread == null) {
            start();
        }
        return watch;
    }

    /** Ends the watch. Returns whether the call was late; clears the interrupt that told it so. */
    boolean end(Watch watch) {
        watches.remove(watch);
        synchronized (watch) {
            watch.done = true;
            if (watch.late) {
                Thread.interrupted();
            }
            return watch.late;
        }
    }

    /** Ends the watchdog's thread once no call is under watch. */
    void end() {
        ended = true;
        wake();
    }

    private synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name(name)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this::run);
            thread.setContextClassLoader(Watchdog.class.getClassLoader());
            thread.start();
        }
    }

    private synchronized void wake() {
        asleep = false;
        LockSupport.unpark(thread);
    }

    private void run() {
        int idleLooks = 0;
        while (!(ended && watches.isEmpty())) {
            if (watches.isEmpty() && ++idleLooks > IDLE_LOOKS && !ended) {
                asleep = true;
                // A call that began before it saw "asleep" is in the set now.
                while (asleep && watches.isEmpty() && !ended) {
                    LockSupport.park(this);
                }
                asleep = false;
                idleLooks = 0;
            }
            if (!watches.isEmpty()) {
                idleLooks = 0;
                long now = System.nanoTime();
                watches.forEach(watch -> look(watch, now));
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private static boolean isStuck(Overrun overrun) {
        return overrun.isWaiting() || overrun.cpuNanosPastLimit() >= STUCK_CPU_NANOS;
    }

    private static void look(Watch watch, long now) {
        synchronized (watch) {
            long running = now - watch.beganNanos;
            if (watch.done) {
                return;
            }
            if (!watch.late && watch.overrun.isLate(running)) {
                watch.late = true;
                watch.caller.interrupt();
            }
            if (watch.late && !watch.stuckTold && ++watch.looksSinceLate >= STUCK_LOOKS && isStuck(watch.overrun)) {
                watch.stuckTold = true;
                // Inside the lock: a call that ends now must find that its work was given away.
                watch.stuck.run();
            }
        }
    }
}
