package dev.vitrine.core.log;

/** The queue to the disk is full: the disk is slower than the writers. Nothing was appended; try again in a moment. */
public final class LogFull extends LogException {
    private static final long serialVersionUID = 1L;

    LogFull(String message) {
        super(message, null);
    }

    @Override
    public String code() {
        return "log-full";
    }
}
