package dev.vitrine.core.command;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import java.util.concurrent.CompletionStage;

/** The one way in for every change: decided, logged, applied, published, answered. */
public interface CommandBus {
    /**
     * Submits a command. The stage never fails: an unknown event or type, a missing right, a freeze, a bad body, an
     * overloaded room, a full disk and a handler that is late are all {@link Outcome.Refused} with their problem. It
     * completes after the records are on disk and have been handed to listeners. Safe from any thread, never blocks.
     */
    CompletionStage<Outcome> submit(Command command);
}
