package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Optional;

/** What staff tells everybody; a new one takes the place of the one before. It ends by the clock alone. */
final class Announcements {
    static final CommandType ANNOUNCE = new CommandType(
            "audience.announce",
            Rights.RUN,
            ChangeClass.SHOW,
            "Tells everybody something",
            Body.of("text", "The raffle is at eight.", "seconds", 60));
    static final CommandType END = new CommandType(
            "audience.announcement-end",
            Rights.RUN,
            ChangeClass.SHOW,
            "Takes an announcement away",
            Body.of("announcement", 812));

    private static final int TEXT_MAX = 280;

    private volatile Optional<Announcement> current = Optional.empty();

    private record Announcement(long id, String text, Optional<Instant> endsAt) {
        boolean over(Instant now) {
            return endsAt.filter(end -> !now.isBefore(end)).isPresent();
        }
    }

    Outcome announce(Command command, Moment moment) {
        Body body = command.body();
        Optional<String> endsAt = Fields.seconds(body).map(moment.now()::plus).map(Instant::toString);
        Body announcement = Body.of("text", Fields.line(body, "text", TEXT_MAX), "endsAt", endsAt);
        return Outcome.done(Draft.asap(Records.ANNOUNCED, Channel.OVERLAY, announcement), announcement);
    }

    Outcome end(Command command, Moment moment) {
        long id = Fields.number(command.body(), "announcement");
        if (current(moment.now())
                .filter(body -> body.integer("announcement") == id)
                .isEmpty()) {
            return Outcome.refused("not-on-air", 409, "Announcement " + id + " is not shown; it may be over already.");
        }
        Body body = Body.of("announcement", id);
        return Outcome.done(Draft.asap(Records.ANNOUNCEMENT_ENDED, Channel.OVERLAY, body), body);
    }

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case Records.ANNOUNCED ->
                current = Optional.of(new Announcement(
                        record.seq(),
                        body.text("text"),
                        body.optionalText("endsAt").map(Instant::parse)));
            case Records.ANNOUNCEMENT_ENDED ->
                current = current.filter(one -> one.id() != body.integer("announcement"));
            default -> {}
        }
    }

    /** {@code {announcement, text, endsAt?}} of what is told now. */
    Optional<Body> current(Instant now) {
        return current.filter(one -> !one.over(now))
                .map(one -> Body.of(
                        "announcement",
                        one.id(),
                        "text",
                        one.text(),
                        "endsAt",
                        one.endsAt().map(Instant::toString)));
    }
}
