package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.SelfTest;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.PluginCalls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Proves a version before anything is routed to it: every contribution answers, its own self-test passes, and each
 * command type's example is understood on an event that does not exist. Handlers change nothing by themselves (they
 * only return records, which are thrown away here), so this is safe beside the version in service.
 */
final class Prover {
    /** The event that examples are tried on. No real event's id starts with an underscore. */
    static final String SCRATCH = "_proof";

    private static final Duration SELF_TEST_LIMIT = Duration.ofSeconds(5);
    /** The first call loads classes, so it gets far more than the 20 ms of a live one. */
    private static final Duration FIRST_CALL_LIMIT = Duration.ofSeconds(2);

    private final InstantSource clock;

    Prover(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Proves a version whose views are fed.
     *
     * @throws PluginRefused if it does not answer or does not do its work
     */
    void prove(Contributions version, PluginCalls calls) throws PluginRefused {
        String name = Starter.name(version.plugin(), version.version());
        try {
            for (SelfTest test : version.selfTests()) {
                calls.call("self-test", SELF_TEST_LIMIT, () -> {
                    test.prove();
                    return true;
                });
            }
            for (ChatFilter filter : version.filters()) {
                calls.call("review", FIRST_CALL_LIMIT, () -> filter.review(sample()));
            }
            for (ChangeGuard guard : version.guards()) {
                calls.call("freezes", FIRST_CALL_LIMIT, () -> guard.freezes(SCRATCH, clock.instant()));
            }
            for (SnapshotPart part : version.snapshots()) {
                calls.call("snapshot", FIRST_CALL_LIMIT, () -> part.snapshot(SCRATCH));
            }
            for (RouteGroup routes : version.routes()) {
                calls.call("routes", FIRST_CALL_LIMIT, routes::routes);
            }
            for (CommandHandler handler : version.handlers()) {
                for (CommandType type : calls.call("commands", FIRST_CALL_LIMIT, handler::commands)) {
                    example(handler, type, calls, name);
                }
            }
        } catch (PluginCallException e) {
            Throwable cause = e.getCause();
            String reason = cause == null ? Starter.message(e) : Starter.sentence(cause);
            throw PluginRefused.bad("not-proven", "The " + name + " does not prove itself: " + reason);
        }
    }

    private void example(CommandHandler handler, CommandType type, PluginCalls calls, String name)
            throws PluginCallException, PluginRefused {
        Command command = Command.of(SCRATCH, type.type(), Actor.HOUSE, type.example());
        Moment moment = new Moment(SCRATCH, Phase.LIVE, clock.instant(), Optional.empty(), List.of());
        Outcome outcome;
        try {
            outcome = calls.callHere("example " + type.type(), FIRST_CALL_LIMIT, () -> handler.handle(command, moment));
        } catch (BadBody e) {
            throw notUnderstood(type, name, Starter.message(e));
        }
        if (outcome instanceof Outcome.Refused refused && refused.problem().status() == 400) {
            throw notUnderstood(type, name, refused.problem().detail());
        }
    }

    private static PluginRefused notUnderstood(CommandType type, String name, String reason) {
        return PluginRefused.bad(
                "not-proven",
                "The " + name + " does not understand its own example of \"" + type.type() + "\": " + reason + " ("
                        + Body.of("example", type.example()).values() + ")");
    }

    private ChatMessage sample() {
        return new ChatMessage(
                SCRATCH, new Author("v-proof", "Proof", false), "Good evening!", Optional.empty(), clock.instant());
    }
}
