package dev.vitrine.core.room;

import dev.vitrine.api.data.Problem;

/** Records could not be put on the log; nothing has changed. */
public final class NotStored extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    NotStored(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What the asker is told. */
    public Problem problem() {
        return problem;
    }
}
