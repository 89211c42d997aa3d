package dev.vitrine.core.contribution;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Every call from the host into one version of a plugin goes through here: it is counted (so that a retiring version
 * can be drained), limited in time, run with the plugin's context class loader, and refused at once while the breaker
 * is open. Safe from any thread.
 */
public interface PluginCalls {
    /**
     * Calls the plugin on a thread of its own and waits at most the limit; a late call is interrupted and its result
     * dropped.
     *
     * @throws PluginCallException if the plugin threw, was late or its breaker is open
     */
    <T> T call(String what, Duration limit, Callable<T> task) throws PluginCallException;

    /**
     * Calls the plugin on the caller's own thread: for calls on a room's thread that must keep its order. A watchdog
     * interrupts and reports a call that takes longer than the limit. A {@link dev.vitrine.api.data.BadBody} passes
     * through and is no fault.
     *
     * @throws PluginCallException if the plugin threw, was late or its breaker is open
     */
    <T> T callHere(String what, Duration limit, Callable<T> task) throws PluginCallException;

    /**
     * Like {@link #callHere}, but not refused by an open breaker: a view that missed a record would be wrong for good,
     * while one that threw at a record may well take the next. Only a version that is stuck is left out.
     *
     * @throws PluginCallException if the plugin threw, was late or is stuck
     */
    void feed(String what, Duration limit, Runnable task) throws PluginCallException;
}
