package dev.vitrine.core.command;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.core.room.EventRoom;

/**
 * A command that the house handles itself.
 *
 * @param type its type, right, class and example
 * @param audience who may use it, and where
 * @param secretReply whether the reply holds a secret, which is then not kept with the idempotency key
 * @param work turns it into records, on the event's own thread
 * @param after what must be done once the records are durable, before the asker is answered
 */
public record CoreCommand(CommandType type, Audience audience, boolean secretReply, Work work, After after) {
    /** Where a command belongs and who may use it. */
    public enum Audience {
        /** For an event, by whoever holds the right. */
        EVENT,
        /** For the server, by whoever holds the right. */
        SERVER,
        /** For an event, by the house alone. */
        HOUSE_ALONE,
        /** For the server, by the house alone. */
        SERVER_BY_HOUSE_ALONE
    }

    /** Turns a permitted command into records. */
    @FunctionalInterface
    public interface Work {
        /** Called on the event's own thread; see {@link dev.vitrine.api.command.CommandHandler#handle}. */
        Outcome handle(Command command, Moment moment, EventRoom room);
    }

    /** What follows once the records are durable. */
    @FunctionalInterface
    public interface After {
        /** For commands that nothing follows. */
        After NOTHING = (command, done) -> {};

        /**
         * Called on a thread of the background; may block.
         *
         * @throws Exception if it could not be done; the asker is told, the records stand
         */
        void done(Command command, Outcome.Done done) throws Exception;
    }

    /** Returns a command for an event with nothing to follow. */
    public static CoreCommand ofEvent(CommandType type, Work work) {
        return new CoreCommand(type, Audience.EVENT, false, work, After.NOTHING);
    }
}
