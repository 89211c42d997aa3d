package dev.vitrine.host.cli;

/** A command that could not do its work; the message is one plain sentence. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its sentence. */
    public CommandFailed(String message) {
        super(message);
    }
}
