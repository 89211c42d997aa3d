package dev.vitrine.core.log;

/** The log is open already, here or in another process. Two writers would destroy it. */
public final class LogInUse extends LogException {
    private static final long serialVersionUID = 1L;

    LogInUse(String message) {
        super(message, null);
    }

    @Override
    public String code() {
        return "log-in-use";
    }
}
