package dev.vitrine.core;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.chat.Cleaning;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.room.EventRoom;
import java.time.Duration;
import java.util.List;

/** Sessions of viewers and stream keys of encoders. Their records hold hashes and go to no channel. */
final class AccessCommands {
    /** A show and its rehearsal; a page asks for a new session when the old one has ended. */
    private static final Duration SESSION_LIFE = Duration.ofHours(24);

    /** Keys of one event: main and backup encoder, some to hand out, some to be forgotten. */
    private static final int MAX_KEYS = 100;

    private final Secrets secrets;
    private final Badges badges;

    AccessCommands(Secrets secrets, Badges badges) {
        this.secrets = secrets;
        this.badges = badges;
    }

    List<CoreCommand> all() {
        return List.of(
                new CoreCommand(
                        new CommandType(
                                "session.create",
                                Route.PUBLIC,
                                ChangeClass.SHOW,
                                "Take a name to chat and buy with",
                                Body.of("name", "Mia")),
                        CoreCommand.Audience.EVENT,
                        true,
                        this::createSession,
                        CoreCommand.After.NOTHING),
                new CoreCommand(
                        new CommandType(
                                "stream-key.create",
                                "stream-key.write",
                                ChangeClass.CONFIGURATION,
                                "Make a stream key, of role primary or backup; it is shown once",
                                Body.of("role", "primary")),
                        CoreCommand.Audience.EVENT,
                        true,
                        this::createKey,
                        CoreCommand.After.NOTHING),
                CoreCommand.ofEvent(
                        new CommandType(
                                "stream-key.revoke",
                                "stream-key.write",
                                ChangeClass.CONFIGURATION,
                                "Make a stream key worthless",
                                Body.of("id", "k-1a2b3c4d")),
                        this::revokeKey));
    }

    private Outcome createSession(Command command, Moment moment, EventRoom room) {
        String name = Cleaning.name(command.body().text("name"));
        if (name.isEmpty()) {
            throw new BadBody("name", "takes 1 to " + Cleaning.MAX_NAME + " characters that can be seen");
        }
        String token = secrets.secret();
        String id = secrets.longId("v");
        String expiresAt = moment.now().plus(SESSION_LIFE).toString();
        return Outcome.done(
                Draft.asap(
                        Badges.SESSION,
                        Channel.NONE,
                        Body.of("id", id, "name", name, "hash", Secrets.hash(token), "expiresAt", expiresAt)),
                Body.of("token", token, "id", id, "name", name, "expiresAt", expiresAt));
    }

    private Outcome createKey(Command command, Moment moment, EventRoom room) {
        if (badges.keys(room.event()).size() >= MAX_KEYS) {
            return Outcome.refused(
                    "too-many-keys",
                    409,
                    "Event \"" + room.event() + "\" has " + MAX_KEYS + " stream keys; revoke one that is not used.");
        }
        String role = command.body().optionalText("role").orElse(Badges.PRIMARY);
        if (!role.equals(Badges.PRIMARY) && !role.equals(Badges.BACKUP)) {
            throw new BadBody("role", "takes " + Badges.PRIMARY + " or " + Badges.BACKUP + ", not " + role);
        }
        String key = secrets.secret();
        String id = secrets.id("k");
        return Outcome.done(
                Draft.asap(Badges.KEY, Channel.NONE, Body.of("id", id, "hash", Secrets.hash(key), "role", role)),
                Body.of("id", id, "key", key, "role", role));
    }

    private Outcome revokeKey(Command command, Moment moment, EventRoom room) {
        String id = command.body().text("id");
        if (badges.keys(room.event()).stream().noneMatch(key -> key.id().equals(id))) {
            return Outcome.refused(
                    "no-such-key", 404, "Event \"" + room.event() + "\" has no stream key \"" + id + "\".");
        }
        return Outcome.done(Draft.asap(Badges.KEY_REVOKED, Channel.NONE, Body.of("id", id)), Body.of("id", id));
    }
}
