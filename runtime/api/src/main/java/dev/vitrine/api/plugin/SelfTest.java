package dev.vitrine.api.plugin;

/** Proves a version before it goes into service. Optional. */
public interface SelfTest {
    /**
     * Checks that the plugin can do its work. Called once, off the live path, after its views have been filled, with 5
     * s.
     *
     * @throws Exception if it cannot; the message tells the operator why the version was turned away
     */
    void prove() throws Exception;
}
