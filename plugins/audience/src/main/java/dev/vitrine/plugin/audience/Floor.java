package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The audience of one event, as its log tells it. */
final class Floor {
    private final String event;
    final Pins pins = new Pins();
    final Announcements announcements = new Announcements();
    final Polls polls = new Polls();
    final Questions questions = new Questions();
    final Reactions reactions = new Reactions();
    final Emotes emotes = new Emotes();
    final Whispers whispers = new Whispers();

    Floor(String event) {
        this.event = event;
    }

    void apply(LogRecord record) {
        pins.apply(record);
        announcements.apply(record);
        polls.apply(record);
        questions.apply(record);
        emotes.apply(record);
        whispers.apply(record);
    }

    Outcome handle(Command command, Moment moment) {
        return switch (command.type()) {
            case "audience.pin" -> pins.pin(command);
            case "audience.unpin" -> pins.unpin();
            case "audience.announce" -> announcements.announce(command, moment);
            case "audience.announcement-end" -> announcements.end(command, moment);
            case "audience.poll" -> polls.open(command, moment);
            case "audience.vote" -> polls.vote(command, moment);
            case "audience.poll-end" -> polls.end(command);
            case "audience.question" -> questions.ask(command);
            case "audience.question-show" -> questions.show(command);
            case "audience.question-close" -> questions.close(command);
            case "audience.upvote" -> questions.upvote(command);
            case "audience.react" -> reactions.react(command);
            case "audience.emote" -> emotes.put(command);
            case "audience.emote-remove" -> emotes.remove(command);
            case "audience.whisper" -> Whispers.whisper(command);
            case "audience.tell" -> Outcome.done(due(moment.now()), Body.empty());
            default -> throw new IllegalArgumentException(command.type());
        };
    }

    /** What everybody has to be told by now. The reactions among it are forgotten here. */
    private List<Draft> due(Instant now) {
        List<Draft> due = new ArrayList<>();
        reactions.drain().ifPresent(due::add);
        polls.due(now).ifPresent(due::add);
        questions.due().ifPresent(due::add);
        return due;
    }

    /** What somebody who comes late needs at once. */
    Body snapshot(Instant now) {
        return Body.of(
                "pin", pins.current(),
                "announcement", announcements.current(now),
                "poll", polls.current(now),
                "questions", questions.shownCount(),
                "reactions", Reactions.KINDS,
                "emotes", emotes.list(event));
    }
}
