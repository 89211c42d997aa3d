package dev.vitrine.core;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.people.People;
import dev.vitrine.core.room.EventRoom;
import java.util.List;
import java.util.function.Predicate;

/** What a person may ask for: their data, and to be forgotten. Both are on record before they are done. */
final class PeopleCommands {
    private static final Body EXAMPLE = Body.of("person", "v-1a2b3c4d");

    private final Predicate<String> knows;
    private final CoreCommand.After erased;

    PeopleCommands(Predicate<String> knows, CoreCommand.After erased) {
        this.knows = knows;
        this.erased = erased;
    }

    List<CoreCommand> all() {
        return List.of(
                new CoreCommand(
                        type("person.export", "person.export", "Give out everything about one person"),
                        CoreCommand.Audience.SERVER,
                        false,
                        (command, moment, room) -> recorded(command, People.EXPORTED),
                        CoreCommand.After.NOTHING),
                new CoreCommand(
                        type("person.erase", "person.erase", "Make names and words of one person unreadable for good"),
                        CoreCommand.Audience.SERVER,
                        false,
                        this::erase,
                        erased),
                new CoreCommand(
                        type("person.forget", "house", "Tell an event's views that somebody was erased"),
                        CoreCommand.Audience.HOUSE_ALONE,
                        false,
                        PeopleCommands::forget,
                        CoreCommand.After.NOTHING));
    }

    private static CommandType type(String type, String right, String summary) {
        // Never frozen: the law does not wait for the end of a sale.
        return new CommandType(type, right, ChangeClass.MODERATION, summary, EXAMPLE);
    }

    private static Outcome recorded(Command command, String type) {
        String person = command.body().text("person");
        if (!People.isPerson(person) || People.isThing(person) || person.length() > 64) {
            throw new BadBody("person", "takes the id of a person, such as v-1a2b3c4d, not " + person);
        }
        Body body = Body.of("person", person);
        return Outcome.done(Draft.asap(type, Channel.NONE, body), body);
    }

    private Outcome erase(Command command, Moment moment, EventRoom room) {
        Outcome outcome = recorded(command, People.ERASED);
        String person = command.body().text("person");
        return knows.test(person)
                ? outcome
                : Outcome.refused(
                        "no-such-person", 404, "Nothing is kept about a person \"" + person + "\", or not any more.");
    }

    private static Outcome forget(Command command, Moment moment, EventRoom room) {
        Body body = Body.of("person", command.body().text("person"));
        return Outcome.done(Draft.asap(People.FORGOTTEN, Channel.CHAT, body), Body.empty());
    }
}
