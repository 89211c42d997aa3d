package dev.vitrine.core;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.people.People;
import dev.vitrine.core.room.ChatTypes;
import dev.vitrine.core.room.EventRoom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What moderators do: remove, restore, approve, deny. All of it is a record, so all of it can be seen and undone. */
final class ChatCommands {
    private static final String RIGHT = "chat.moderate";
    private static final Body EXAMPLE = Body.of("seq", 812, "reason", "off topic");

    private static final Duration UNDO = Duration.ofHours(24);

    private ChatCommands() {}

    static List<CoreCommand> all() {
        return List.of(
                command("chat.remove", "Take a message away from everybody", ChatCommands::remove),
                command("chat.restore", "Bring a removed message back", ChatCommands::restore),
                command(
                        "chat.approve",
                        "Show a message that waits; with undo, one that was denied in the last 24 hours",
                        ChatCommands::approve),
                command("chat.deny", "Keep a message that waits hidden", ChatCommands::deny));
    }

    private static CoreCommand command(String type, String summary, CoreCommand.Work work) {
        return CoreCommand.ofEvent(new CommandType(type, RIGHT, ChangeClass.MODERATION, summary, EXAMPLE), work);
    }

    private static long target(Body body) {
        return body.has("target") ? body.integer("target") : body.integer("seq");
    }

    private static Body decision(long target, Body body) {
        return Body.of("target", target, "reason", body.optionalText("reason"));
    }

    private static Outcome remove(Command command, Moment moment, EventRoom room) {
        long target = target(command.body());
        Optional<LogRecord> message = message(room, target);
        if (message.isEmpty()) {
            return noSuchMessage(target);
        }
        if (room.state().isRemoved(target)) {
            return Outcome.done(List.of(), Body.of("target", target, "state", "removed"));
        }
        return Outcome.done(
                Draft.asap(ChatTypes.REMOVED, Channel.CHAT, decision(target, command.body())),
                Body.of("target", target, "state", "removed"));
    }

    private static Outcome restore(Command command, Moment moment, EventRoom room) {
        long target = target(command.body());
        Optional<LogRecord> message = message(room, target);
        if (message.isEmpty()) {
            return noSuchMessage(target);
        }
        if (!room.state().isRemoved(target)) {
            return Outcome.done(List.of(), Body.of("target", target, "state", "shown"));
        }
        Body body = message.get().body();
        return Outcome.done(
                Draft.asap(
                        ChatTypes.RESTORED,
                        Channel.CHAT,
                        Body.of("target", target, "author", body.body("author"), "text", body.text("text"))),
                Body.of("target", target, "state", "shown"));
    }

    private static Optional<LogRecord> message(EventRoom room, long seq) {
        if (seq < 1 || seq > room.lastSeq()) {
            return Optional.empty();
        }
        return room.read(seq - 1, 1).stream()
                .filter(record -> record.seq() == seq && record.type().equals(ChatTypes.MESSAGE))
                .findFirst();
    }

    private static Outcome noSuchMessage(long seq) {
        return Outcome.refused("no-such-message", 404, "Record " + seq + " is no chat message of this event.");
    }

    private static Outcome approve(Command command, Moment moment, EventRoom room) {
        long target = target(command.body());
        Optional<LogRecord> held = room.state()
                .held(target)
                .or(() -> command.body().flag("undo", false) ? denied(room, target, moment) : Optional.empty());
        if (held.isEmpty()) {
            return notWaiting(target);
        }
        Body body = held.get().body();
        // The message first: should the disk end between the two, the message is shown and waits no more all the same.
        Draft message = Draft.asap(
                ChatTypes.MESSAGE,
                Channel.CHAT,
                Body.of(
                        "author", body.body("author"),
                        "text", body.text("text"),
                        "replyTo", body.optionalInteger("replyTo"),
                        "held", target));
        Draft approved = Draft.asap(ChatTypes.APPROVED, Channel.MOD, decision(target, command.body()));
        return Outcome.done(List.of(message, approved), Body.of("target", target, "state", "shown"));
    }

    /** A denial is taken back by approving with {@code undo}: the message as it was held. */
    private static Optional<LogRecord> denied(EventRoom room, long target, Moment moment) {
        return room.state()
                .deniedAt(target)
                .filter(at -> moment.now().isBefore(at.plus(UNDO)))
                .flatMap(at -> room.read(target - 1, 1).stream().findFirst())
                .filter(record -> record.type().equals(ChatTypes.HELD) && !People.isErased(record));
    }

    private static Outcome deny(Command command, Moment moment, EventRoom room) {
        long target = target(command.body());
        Optional<LogRecord> held = room.state().held(target);
        if (held.isEmpty()) {
            return notWaiting(target);
        }
        Body decision = decision(target, command.body());
        Draft denied = Draft.asap(ChatTypes.DENIED, Channel.MOD, decision);
        // Whose message is shown sees it in the chat; whose message is not would wait for ever.
        Draft told = Draft.personal(
                ChatTypes.OWN, held.get().body().body("author").text("id"), decision.with("state", "denied"));
        return Outcome.done(List.of(denied, told), Body.of("target", target, "state", "denied"));
    }

    private static Outcome notWaiting(long seq) {
        return Outcome.refused(
                "not-waiting",
                409,
                "Record " + seq + " does not wait for a moderator; somebody may have decided already.");
    }
}
