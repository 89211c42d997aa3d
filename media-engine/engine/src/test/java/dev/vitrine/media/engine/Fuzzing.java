package dev.vitrine.media.engine;

/** How long the profile {@code fuzz} goes on with each Jazzer target; without it the kept inputs alone are run. */
public final class Fuzzing {
    /** Inputs. */
    public static final long RUNS = 5_000_000;

    /** However few inputs that were. */
    public static final String LIMIT = "1h";

    private Fuzzing() {}
}
