package dev.vitrine.core.room;

import dev.vitrine.core.contribution.Abandonable;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Does a room's work one piece at a time, in order, on whichever thread of a shared pool is free; a quiet room holds
 * none. The threads are platform threads: work here calls plugins, and a plugin that spins on a virtual thread would
 * hold a carrier that every socket shares.
 *
 * <p>When a plugin never returns, {@link #abandon} gives the rest of the work to another thread. The lost one finds out
 * as soon as it comes back, by {@link #check}, and touches nothing more.
 */
public final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    private static final long IDLE_THREAD_MS = 10_000;

    private final String name;
    private final Task resume;
    private final ExecutorService threads;
    private final BlockingQueue<Task> tasks;
    private final Queue<Task> control = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Run current;

    /** A piece of work. */
    public interface Task {
        /** Does it. */
        void run();

        /**
         * Answers whoever waits: it will never be done, because a plugin did not return. Called at most once, and not
         * once the task has put records on their way to the disk.
         */
        default void abandoned() {}
    }

    /** Thrown at a thread that came back after its work had been given to another; work must let it pass. */
    public static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("The room went on without this thread.", null, false, false);
        }
    }

    private static final class Run {
        private final Lane lane;
        private @Nullable Task task;

        Run(Lane lane) {
            this.lane = lane;
        }
    }

    private static final class LaneThread extends Thread implements Abandonable {
        private volatile @Nullable Run run;

        LaneThread(Runnable task) {
            super(null, task, "lane", 0, false);
            setDaemon(true);
            setContextClassLoader(Lane.class.getClassLoader());
        }

        @Override
        public void abandon() {
            Run lost = run;
            if (lost != null) {
                lost.lane.abandon(lost);
            }
        }
    }

    /** A lane whose threads each begin with {@code resume}, which finishes what a lost thread left undone. */
    Lane(String name, ExecutorService threads, int capacity, Task resume) {
        this.name = name;
        this.resume = resume;
        this.threads = threads;
        this.tasks = new ArrayBlockingQueue<>(capacity);
    }

    /** Returns a pool for lanes. */
    public static ExecutorService newThreads() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_MS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), LaneThread::new);
    }

    /** Takes work unless too much waits already or the room is closing. */
    public boolean offer(Task task) {
        if (closed || !tasks.offer(task)) {
            return false;
        }
        schedule();
        return true;
    }

    /** Takes the room's own work, which goes first and is never refused. */
    void control(Task task) {
        control.add(task);
        schedule();
    }

    /** Whether any work waits or is under way. */
    boolean isIdle() {
        return !scheduled.get() && tasks.isEmpty() && control.isEmpty();
    }

    /** Work that waits. */
    public int depth() {
        return tasks.size();
    }

    /** Takes no more work; what has been taken is still done. */
    void close() {
        closed = true;
    }

    /** Ends the calling thread's part if its work was given to another; call it after each call into a plugin. */
    public static void check() {
        if (Thread.currentThread() instanceof LaneThread thread) {
            Run run = thread.run;
            if (run != null && run.lane.current != run) {
                throw new Abandoned();
            }
        }
    }

    /** Says that whoever waits for the calling thread's task will be answered by others, whatever a plugin does now. */
    static void answeredByOthers() {
        if (Thread.currentThread() instanceof LaneThread thread) {
            Run run = thread.run;
            if (run != null) {
                run.task = null;
            }
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            threads.execute(this::drain);
        }
    }

    private void drain() {
        Run run = new Run(this);
        LaneThread thread = (LaneThread) Thread.currentThread();
        thread.setName("lane-" + name);
        thread.run = run;
        current = run;
        try {
            perform(resume);
            while (current == run) {
                Task task = control.poll();
                if (task == null) {
                    task = tasks.poll();
                }
                if (task == null) {
                    if (!goesOn(run)) {
                        return;
                    }
                    continue;
                }
                run.task = task;
                perform(task);
                run.task = null;
            }
        } finally {
            thread.run = null;
        }
    }

    /** Lets go of the lane, and takes it again if work came meanwhile and no other thread has taken it. */
    private boolean goesOn(Run run) {
        scheduled.set(false);
        boolean more = !tasks.isEmpty() || !control.isEmpty();
        if (!more || !scheduled.compareAndSet(false, true)) {
            return false;
        }
        // Another thread may have had the lane and let go of it since: then the current run is that thread's.
        current = run;
        return true;
    }

    private void perform(Task task) {
        try {
            task.run();
        } catch (Abandoned e) {
            LOG.log(System.Logger.Level.DEBUG, "A lost call of room \"{0}\" came back.", name);
        } catch (RuntimeException | Error e) {
            // A bug: the room must go on with its next piece of work all the same.
            LOG.log(System.Logger.Level.ERROR, "Room \"" + name + "\" failed at a piece of work.", e);
        }
    }

    private void abandon(Run lost) {
        Task task;
        synchronized (this) {
            if (current != lost) {
                return;
            }
            current = null;
            task = lost.task;
        }
        LOG.log(
                System.Logger.Level.ERROR,
                "A plugin does not return in room \"{0}\"; the room goes on without it.",
                name);
        threads.execute(this::drain);
        if (task != null) {
            task.abandoned();
        }
    }
}
