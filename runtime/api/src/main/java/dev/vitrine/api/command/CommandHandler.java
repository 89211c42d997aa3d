package dev.vitrine.api.command;

import java.util.List;

/** Turns commands of some types into records. */
public interface CommandHandler {
    /** The types it handles; asked once, when the plugin starts. */
    List<CommandType> commands();

    /**
     * Handles one permitted command. Called on the event's own thread, one at a time per event, after every earlier
     * record has been applied to the plugin's views: what it reads there is exact, so a stock check needs no lock. It
     * must not block and has 50 ms; past that the command fails with 503 and nothing is appended.
     */
    Outcome handle(Command command, Moment moment);
}
