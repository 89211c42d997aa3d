package dev.vitrine.host.plugin;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.House;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts every plugin change through the command bus, which decides it and puts it on the server's log. */
final class ChangeLedger {
    private static final System.Logger LOG = System.getLogger(ChangeLedger.class.getName());
    private static final Duration BUS_LIMIT = Duration.ofSeconds(10);

    private final House house;

    ChangeLedger(House house) {
        this.house = house;
    }

    /** Asks for leave and records the change in one command. */
    void ask(Slot slot, Change change, String version, String state, Optional<String> why) throws PluginRefused {
        Outcome outcome = submit(slot, change, version, state, why);
        if (outcome instanceof Outcome.Refused refused) {
            throw new PluginRefused(refused.problem());
        }
    }

    /** Records what has happened already. */
    void tell(Slot slot, Change change, String version, String state, Optional<String> why) {
        if (submit(slot, change, version, state, why) instanceof Outcome.Refused refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A plugin change is not on the log: {0}",
                    refused.problem().detail());
        }
    }

    private Outcome submit(Slot slot, Change change, String version, String state, Optional<String> why) {
        Body body = Body.of(
                "id",
                slot.id,
                "action",
                change.action(),
                "version",
                version,
                "state",
                state,
                "previous",
                slot.version().filter(each -> !each.equals(version)),
                "sha256",
                change.sha256(),
                "why",
                why);
        try {
            return house.bus()
                    .submit(Command.of(Command.HOUSE, "plugin.change", change.actor(), body))
                    .toCompletableFuture()
                    .get(BUS_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused("stopping", 503, "The server is stopping.");
        } catch (ExecutionException | TimeoutException e) {
            return Outcome.refused("overloaded", 503, "The change could not be recorded in time; try again.");
        }
    }
}
