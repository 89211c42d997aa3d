package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.util.Optional;

/** The one message of an event that stands above the others. Removing the message takes the pin away with it. */
final class Pins {
    static final CommandType PIN = new CommandType(
            "audience.pin", Rights.RUN, ChangeClass.SHOW, "Keeps a chat message above the others", Body.of("seq", 812));
    static final CommandType UNPIN = new CommandType(
            "audience.unpin", Rights.RUN, ChangeClass.SHOW, "Takes the kept message down", Body.empty());

    private final Said said = new Said();
    private volatile Optional<Body> pinned = Optional.empty();

    Outcome pin(Command command) {
        long seq = Fields.number(command.body(), "seq");
        if (said.find(seq).isEmpty()) {
            return Outcome.refused(
                    "no-such-message",
                    404,
                    "Record " + seq + " is none of the newest chat messages that are shown; pin a newer one.");
        }
        return Outcome.done(
                Draft.asap(Records.PINNED, Channel.OVERLAY, Body.of("target", seq)), Body.of("target", seq));
    }

    Outcome unpin() {
        return pinned.isEmpty()
                ? Outcome.refused("nothing-pinned", 409, "No message is pinned.")
                : Outcome.done(Draft.asap(Records.UNPINNED, Channel.OVERLAY, Body.empty()), Body.empty());
    }

    void apply(LogRecord record) {
        said.apply(record);
        Body body = record.body();
        switch (record.type()) {
            case Records.PINNED -> pinned = said.find(body.integer("target"));
            case Records.UNPINNED -> pinned = Optional.empty();
            case Records.CHAT_REMOVED -> pinned = pinned.filter(pin -> pin.integer("target") != body.integer("target"));
            case Records.FORGOTTEN -> pinned = pinned.filter(pin -> !Said.isBy(pin, body.text("person")));
            default -> {}
        }
    }

    boolean isOf(String person) {
        return pinned.filter(pin -> Said.isBy(pin, person)).isPresent();
    }

    /** {@code {target, author, text}} of the message above the others. */
    Optional<Body> current() {
        return pinned;
    }
}
