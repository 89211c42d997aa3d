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
     * Calls the plugin and waits at most the limit.
     *
     * @throws PluginCallException if the plugin threw, was late or its breaker is open
     */
    <T> T call(String what, Duration limit, Callable<T> task) throws PluginCallException;

    /**
     * Calls the plugin on the caller's own thread: for calls on a room's thread that must keep its order. A watchdog
     * counts and reports a call that takes longer than the limit, and interrupts it.
     *
     * @throws PluginCallException if the plugin threw or its breaker is open
     */
    <T> T callHere(String what, Duration limit, Callable<T> task) throws PluginCallException;
}
