package dev.vitrine.core;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.chat.Cleaning;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.policy.PolicyError;
import dev.vitrine.core.policy.PolicyFiles;
import dev.vitrine.core.policy.PolicyTrials;
import dev.vitrine.core.policy.TrialDesk;
import dev.vitrine.core.room.EventRoom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What concerns the server itself: events come, plugins change, policies change. */
final class ServerCommands {
    static final String EVENT_CREATED = "core.event";
    static final String PLUGIN_CHANGED = "core.plugin";
    static final String POLICY_PUT = "core.policy";

    private static final Pattern EVENT_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_TITLE = 120;
    private static final int MAX_POLICY = 256 * 1024;

    private final PolicyFiles policies;
    private final PolicyTrials trials;
    private final Predicate<String> eventExists;
    private final CoreCommand.After eventCreated;
    private final CoreCommand.After policyPut;

    ServerCommands(
            PolicyFiles policies,
            PolicyTrials trials,
            Predicate<String> eventExists,
            CoreCommand.After eventCreated,
            CoreCommand.After policyPut) {
        this.policies = policies;
        this.trials = trials;
        this.eventExists = eventExists;
        this.eventCreated = eventCreated;
        this.policyPut = policyPut;
    }

    List<CoreCommand> all() {
        return List.of(
                server(
                        new CommandType(
                                "event.create",
                                "event.write",
                                ChangeClass.EVENT,
                                "Create an event",
                                Body.of("id", "spring-drop", "title", "Spring drop", "class", "commerce")),
                        this::createEvent,
                        eventCreated),
                server(
                        new CommandType(
                                "plugin.change",
                                "plugin.write",
                                ChangeClass.PLUGIN,
                                "Install, update, roll back or remove a plugin",
                                Body.of("id", "example-hello", "version", "1.0.0", "state", "active")),
                        this::changePlugin,
                        CoreCommand.After.NOTHING),
                server(
                        new CommandType(
                                "policy.put",
                                "policy.write",
                                ChangeClass.CONFIGURATION,
                                "Put a policy in force",
                                Body.of("name", "moderation", "yaml", "failMode: hold")),
                        this::putPolicy,
                        policyPut),
                new CoreCommand(
                        new CommandType(
                                TrialDesk.RECORD,
                                "house",
                                ChangeClass.MODERATION,
                                "State that a policy was tried on an event's log",
                                Body.of("name", "moderation", "version", "1f0c22d3abcd", "event", "spring-drop")),
                        CoreCommand.Audience.SERVER_BY_HOUSE_ALONE,
                        false,
                        (command, moment, room) -> Outcome.done(
                                Draft.asap(PolicyTrials.TRIED, Channel.OPS, command.body()), command.body()),
                        CoreCommand.After.NOTHING));
    }

    private static CoreCommand server(CommandType type, CoreCommand.Work work, CoreCommand.After after) {
        return new CoreCommand(type, CoreCommand.Audience.SERVER, false, work, after);
    }

    private Outcome createEvent(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        String id = body.text("id");
        if (!EVENT_ID.matcher(id).matches()) {
            throw new BadBody("id", "takes 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
        }
        String title = Cleaning.clean(body.optionalText("title").orElse(id));
        if (title.isEmpty() || title.length() > MAX_TITLE) {
            throw new BadBody("title", "takes 1 to " + MAX_TITLE + " characters");
        }
        String eventClass = body.optionalText("class").orElse("commerce");
        Set<String> classes = policies.policy("events").body("classes").values().keySet();
        if (!classes.contains(eventClass)) {
            throw new BadBody("class", "takes one of " + String.join(", ", classes) + ", not " + eventClass);
        }
        if (eventExists.test(id)) {
            return Outcome.refused("event-exists", 409, "There is an event \"" + id + "\" already; choose another id.");
        }
        Body event = Body.of("id", id, "title", title, "class", eventClass);
        return Outcome.done(Draft.asap(EVENT_CREATED, Channel.OPS, event), event);
    }

    private Outcome changePlugin(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        body.text("id");
        body.text("state");
        return Outcome.done(Draft.asap(PLUGIN_CHANGED, Channel.OPS, body), body);
    }

    private Outcome putPolicy(Command command, Moment moment, EventRoom room) {
        String name = command.body().text("name");
        String yaml = command.body().text("yaml");
        if (!policies.names().contains(name)) {
            throw new BadBody("name", "takes one of " + String.join(", ", policies.names()) + ", not " + name);
        }
        if (yaml.length() > MAX_POLICY) {
            throw new BadBody("yaml", "takes at most " + MAX_POLICY + " characters");
        }
        try {
            PolicyFiles.Checked checked = policies.check(name + ".yaml", name, yaml);
            Optional<Problem> untried = trials.against(name, checked.version());
            boolean forced = untried.isPresent() && isForced(command);
            if (untried.isPresent() && !forced) {
                return new Outcome.Refused(untried.get());
            }
            Draft put = Draft.asap(
                    POLICY_PUT, Channel.OPS, Body.of("name", name, "version", checked.version(), "yaml", yaml));
            return Outcome.done(
                    forced ? List.of(put, forced(command)) : List.of(put),
                    Body.of("name", name, "version", checked.version()));
        } catch (PolicyError e) {
            return new Outcome.Refused(e.problem());
        }
    }

    /** The bus has seen to it that there is a reason. */
    private static boolean isForced(Command command) {
        return command.body().flag("force", false) && command.actor().roles().contains("owner");
    }

    private static Draft forced(Command command) {
        return Draft.asap(
                "core.forced",
                Channel.OPS,
                Body.of(
                        "command", command.type(),
                        "rule", "dry run of policy \"" + command.body().text("name") + "\"",
                        "reason", command.body().optionalText("reason").orElse(""),
                        "actor", command.actor().name()));
    }
}
