package dev.vitrine.host.plugin;

import dev.vitrine.api.data.Problem;

/** A plugin change that was not made; the problem says why and what to do. */
public final class PluginRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** A refusal with its problem. */
    public PluginRefused(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** A jar that is no plugin, or one that failed to prove itself: 422. */
    static PluginRefused bad(String type, String detail) {
        return new PluginRefused(Problem.of(type, 422, detail));
    }

    /** The reason in one sentence. */
    public String sentence() {
        return problem.detail();
    }

    /** What the person who asked is told. */
    public Problem problem() {
        return problem;
    }
}
