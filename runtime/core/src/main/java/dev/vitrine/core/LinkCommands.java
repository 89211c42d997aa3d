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
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.link.Destination;
import dev.vitrine.core.link.Fetching;
import dev.vitrine.core.link.Restreams;
import dev.vitrine.core.link.Schedule;
import dev.vitrine.core.link.Sources;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.room.EventRoom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an event's picture is forwarded to and what it is fetched from. Keys and addresses must be known in full to
 * call with, so they lie on the log each under a key of its own; removing the target or source destroys it. Whether the
 * address may be called is asked by whoever submits, since that takes the name service, and again at each call.
 */
final class LinkCommands {
    /** Record of how a link stands. */
    static final String LINK = "media.link";

    private static final int MAX_LABEL = 60;

    private final Secrets secrets;
    private final Policies policies;
    private final Restreams restreams;
    private final Sources sources;
    private final CoreCommand.After removed;

    /** Commands; {@code removed} is called for what has a secret no more: its id is the reply's {@code removed}. */
    LinkCommands(Secrets secrets, Policies policies, Restreams restreams, Sources sources, CoreCommand.After removed) {
        this.secrets = secrets;
        this.policies = policies;
        this.restreams = restreams;
        this.sources = sources;
        this.removed = removed;
    }

    List<CoreCommand> all() {
        return List.of(
                CoreCommand.ofEvent(
                        new CommandType(
                                "restream.add",
                                "restream.write",
                                ChangeClass.CONFIGURATION,
                                "Forward the event's picture to another service; the stream key is shown nowhere again",
                                Body.of("url", "rtmps://live.example/app", "key", "abcd-1234", "label", "Example")),
                        this::add),
                new CoreCommand(
                        new CommandType(
                                "restream.remove",
                                "restream.write",
                                ChangeClass.CONFIGURATION,
                                "Forward the event's picture there no more",
                                Body.of("id", "r-1a2b3c4d")),
                        CoreCommand.Audience.EVENT,
                        false,
                        this::remove,
                        removed),
                new CoreCommand(
                        new CommandType(
                                "source.set",
                                "source.write",
                                ChangeClass.CONFIGURATION,
                                "Have the event fetch its picture: from files that play in turn or by the clock, or"
                                        + " from another server; of role primary, or backup to stand by",
                                Body.of("role", "primary", "files", List.of("opening.mp4", "show.mp4"), "loop", true)),
                        CoreCommand.Audience.EVENT,
                        false,
                        this::set,
                        removed),
                new CoreCommand(
                        new CommandType(
                                "source.clear",
                                "source.write",
                                ChangeClass.CONFIGURATION,
                                "Fetch no more, and wait for publishers alone",
                                Body.of("role", "primary")),
                        CoreCommand.Audience.EVENT,
                        false,
                        this::clear,
                        removed),
                new CoreCommand(
                        new CommandType(
                                LINK,
                                "house",
                                ChangeClass.SHOW,
                                "State how a link for media stands",
                                Body.of("link", "r-1a2b3c4d", "state", "sending", "why", "…")),
                        CoreCommand.Audience.HOUSE_ALONE,
                        false,
                        (command, moment, room) ->
                                Outcome.done(Draft.asap(LINK, Channel.OPS, command.body()), Body.empty()),
                        CoreCommand.After.NOTHING));
    }

    private Outcome add(Command command, Moment moment, EventRoom room) {
        Destination destination = Destination.of(command.body());
        String label = command.body().optionalText("label").orElse("").strip();
        if (label.length() > MAX_LABEL) {
            throw new BadBody("label", "takes at most " + MAX_LABEL + " characters");
        }
        List<Restreams.Target> there = restreams.of(room.event());
        long most = policies.policy("restream").integer("maxTargets");
        if (there.size() >= most) {
            return Outcome.refused(
                    "too-many-restreams",
                    409,
                    "Event \"" + room.event() + "\" is forwarded to " + there.size() + " targets, and " + most
                            + " are allowed; remove one, or raise \"maxTargets\" in the policy \"restream\".");
        }
        if (there.stream()
                .anyMatch(each -> each.target().url().equals(destination.url())
                        && each.target().key().equals(destination.key()))) {
            return Outcome.refused(
                    "restream-exists",
                    409,
                    "Event \"" + room.event() + "\" is forwarded to that address with that key already.");
        }
        Body shown = Body.of(
                "id", secrets.longId(Restreams.PREFIX),
                "url", destination.url(),
                "label", label);
        return Outcome.done(
                Draft.asap(Restreams.ADDED, Channel.NONE, shown.with("secret", destination.key())),
                shown.with("key", destination.masked()));
    }

    private Outcome remove(Command command, Moment moment, EventRoom room) {
        String id = command.body().text("id");
        if (restreams.of(room.event()).stream()
                .noneMatch(each -> each.target().id().equals(id))) {
            return Outcome.refused(
                    "no-such-restream", 404, "Event \"" + room.event() + "\" has no restream target \"" + id + "\".");
        }
        return Outcome.done(
                Draft.asap(Restreams.REMOVED, Channel.NONE, Body.of("id", id)), Body.of("id", id, "removed", id));
    }

    private Outcome set(Command command, Moment moment, EventRoom room) {
        String role = role(command);
        Fetching fetching = Fetching.of(command.body());
        Body shown = Body.of(
                "id",
                secrets.longId(Restreams.PREFIX),
                "role",
                role,
                "name",
                fetching.name(),
                "files",
                fetching.files(),
                "loop",
                fetching.loop(),
                Schedule.FIELD,
                fetching.schedule().stream()
                        .map(programme -> (Object) Schedule.body(programme).values())
                        .toList());
        return Outcome.done(
                Draft.asap(Sources.SET, Channel.NONE, shown.with("secret", fetching.url())),
                shown.with("removed", there(room, role)));
    }

    private Outcome clear(Command command, Moment moment, EventRoom room) {
        String role = role(command);
        Optional<String> id = there(room, role);
        if (id.isEmpty()) {
            return Outcome.refused(
                    "no-source", 404, "Event \"" + room.event() + "\" fetches from no source of role " + role + ".");
        }
        Body body = Body.of("id", id, "role", role);
        return Outcome.done(Draft.asap(Sources.CLEARED, Channel.NONE, body), body.with("removed", id));
    }

    private Optional<String> there(EventRoom room, String role) {
        return sources.of(room.event()).stream()
                .map(Sources.Source::source)
                .filter(source -> source.backup() == role.equals(Badges.BACKUP))
                .map(PullSource::id)
                .findFirst();
    }

    private static String role(Command command) {
        String role = command.body().optionalText("role").orElse(Badges.PRIMARY);
        if (!role.equals(Badges.PRIMARY) && !role.equals(Badges.BACKUP)) {
            throw new BadBody("role", "takes " + Badges.PRIMARY + " or " + Badges.BACKUP + ", not " + role);
        }
        return role;
    }

    /** What is recorded of a link: what staff needs to see, no figures. */
    static Body body(MediaLink link) {
        return Body.of(
                "link", link.id(),
                "kind", link.kind().name().toLowerCase(Locale.ROOT),
                "state", link.state().name().toLowerCase(Locale.ROOT),
                "why", link.why());
    }
}
