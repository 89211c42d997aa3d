package dev.vitrine.core.policy;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.command.CommandBus;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tries a policy on a show's log and puts on record that it was; {@link PolicyTrials} says what that is good for. */
public final class TrialDesk {
    /** The house's own command that records a trial. */
    public static final String RECORD = "policy.tried";

    /** As {@link ChatFilter#dryRun} says. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final PolicyFiles policies;
    private final PolicyTrials trials;
    private final Supplier<Snapshot> plugins;
    private final Predicate<String> eventExists;
    private final CommandBus bus;

    /** A desk over the plugins in service. */
    public TrialDesk(
            PolicyFiles policies,
            PolicyTrials trials,
            Supplier<Snapshot> plugins,
            Predicate<String> eventExists,
            CommandBus bus) {
        this.policies = policies;
        this.trials = trials;
        this.plugins = plugins;
        this.eventExists = eventExists;
        this.bus = bus;
    }

    /**
     * Judges an event's chat by the policy in force and by a text in its place. Blocks, for at most 10 s and a record.
     * Changes nothing but the record that it was done.
     *
     * @param who asks, and may
     * @param name of the policy
     * @param yaml its whole text
     * @param event empty: the last show
     * @return what the filter says, with {@code event}, {@code version}, and whether it {@code counts}, so that the
     *     text may be put in force now
     */
    public Outcome dryRun(Actor who, String name, String yaml, Optional<String> event) {
        if (!name.equals(PolicyTrials.NAME)) {
            return Outcome.refused(
                    "no-dry-run",
                    404,
                    "Policy \"" + name + "\" has no dry run; \"" + PolicyTrials.NAME + "\" alone has.");
        }
        Optional<String> on = event.or(trials::lastShow);
        if (on.isEmpty()) {
            return Outcome.refused(
                    "no-show",
                    409,
                    "There has been no show yet to try a policy on; name an event, or put it in force.");
        }
        if (!eventExists.test(on.get())) {
            return Outcome.refused("no-such-event", 404, "There is no event \"" + on.get() + "\".");
        }
        try {
            PolicyFiles.Checked checked = policies.check(name + ".yaml", name, yaml);
            Optional<Body> said = ask(on.get(), checked.body());
            return said.map(body -> record(who, checked, on.get(), body))
                    .orElseGet(() -> Outcome.refused(
                            "no-dry-run",
                            409,
                            "No plugin in service judges chat by this policy, so it cannot be tried; see \"vitrine"
                                    + " plugins list\"."));
        } catch (PolicyError e) {
            return new Outcome.Refused(e.problem());
        } catch (BadBody e) {
            return Outcome.refused("policy-invalid", 422, "Policy \"" + name + "\" cannot be used: " + e.getMessage());
        } catch (PluginCallException e) {
            return Outcome.refused("plugin-unavailable", 503, e.getMessage() + " Nothing was tried.");
        }
    }

    private Optional<Body> ask(String event, Body policy) throws PluginCallException {
        for (InService version : plugins.get().plugins()) {
            for (ChatFilter filter : version.contributions().filters()) {
                Optional<Body> said = version.calls().call("dry-run", LIMIT, () -> filter.dryRun(event, policy));
                if (said.isPresent()) {
                    return said;
                }
            }
        }
        return Optional.empty();
    }

    private Outcome record(Actor who, PolicyFiles.Checked checked, String event, Body said) {
        Body record = Body.of(
                "name", checked.name(),
                "version", checked.version(),
                "event", event,
                "messages", said.integer("messages"),
                "changed", said.integer("changed"),
                "by", who.id());
        Outcome recorded = bus.submit(Command.of(Command.HOUSE, RECORD, Actor.HOUSE, record))
                .toCompletableFuture()
                .join();
        if (recorded instanceof Outcome.Refused) {
            return recorded;
        }
        Optional<Problem> against = trials.against(checked.name(), checked.version());
        return new Outcome.Done(
                List.of(),
                said.with("event", event).with("version", checked.version()).with("counts", against.isEmpty()));
    }
}
