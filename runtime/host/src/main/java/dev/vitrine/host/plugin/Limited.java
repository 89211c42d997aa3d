package dev.vitrine.host.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the framework's work on a plugin (start, activate, stop) with a time limit. Each on a daemon platform thread of
 * its own: code that spins would otherwise hold one of the few carriers that all virtual threads share.
 */
final class Limited {
    private Limited() {}

    /** What ran was not done in time; the message says where it hangs. */
    static final class LateException extends Exception {
        private static final long serialVersionUID = 1L;

        LateException(String message) {
            super(message);
        }
    }

    /**
     * Runs a task and waits for it, at most the limit; then it is interrupted and left behind.
     *
     * @throws LateException if it was not done in time
     * @throws ExecutionException with what the task threw
     */
    static <T> T run(String name, Duration limit, Callable<T> task)
            throws LateException, ExecutionException, InterruptedException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("plugin-change-" + name)
                .inheritInheritableThreadLocals(false)
                .start(future);
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String where = where(thread);
            thread.interrupt();
            throw new LateException("takes longer than " + limit.toSeconds() + " s" + where);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    /** Names the plugin's own frame in which the thread is. */
    private static String where(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String type = frame.getClassName();
            boolean platform = type.startsWith("java.")
                    || type.startsWith("jdk.")
                    || type.startsWith("org.apache.felix.")
                    || type.startsWith("dev.vitrine.host.");
            if (!platform) {
                return ", in " + type + "." + frame.getMethodName() + " (line " + frame.getLineNumber() + ")";
            }
        }
        return "";
    }
}
