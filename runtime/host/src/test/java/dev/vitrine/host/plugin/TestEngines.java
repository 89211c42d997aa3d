package dev.vitrine.host.plugin;

/** Routers for tests of other packages. */
public final class TestEngines {
    private TestEngines() {}

    /** Returns a router with one engine that sends back what a publisher sends. */
    public static EngineRouter withOne() {
        EngineRouter router = new EngineRouter();
        router.promote(new FakeEngine("echo"));
        return router;
    }
}
