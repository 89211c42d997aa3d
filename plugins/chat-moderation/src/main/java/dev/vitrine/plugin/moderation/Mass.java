package dev.vitrine.plugin.moderation;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decisions about many, which take two people: one proposes, another confirms. */
final class Mass {
    private static final Duration CONFIRM = Duration.ofMinutes(10);
    private static final int MOST = 500;

    private Mass() {}

    static Outcome propose(Body body, Moment moment) {
        String action = body.text("action");
        if (!Set.of("timeout", "ban").contains(action)) {
            throw new BadBody("action", "takes timeout or ban, not " + action);
        }
        List<String> users = new ArrayList<>(new LinkedHashSet<>(body.texts("users")));
        if (users.isEmpty() || users.size() > MOST || users.stream().anyMatch(user -> !Commands.isId(user))) {
            throw new BadBody("users", "takes 1 to " + MOST + " ids");
        }
        Optional<Long> seconds = body.has("seconds") || action.equals("timeout")
                ? Optional.of(
                        Commands.seconds(body, action.equals("timeout") ? Commands.TIMEOUT_MAX : Commands.BAN_MAX))
                : Optional.empty();
        return Commands.done(
                Records.MASS_PROPOSED,
                Channel.MOD,
                Body.of(
                        "action", action,
                        "users", users,
                        "seconds", seconds,
                        "reason", Commands.reason(body),
                        "expiresAt", moment.now().plus(CONFIRM).toString()));
    }

    static Outcome confirm(Command command, EventState state, Moment moment) {
        long id = Commands.number(command.body(), "proposal");
        Optional<Proposal> found = state.proposal(id);
        if (found.isEmpty()) {
            return Outcome.refused("no-such-proposal", 404, "There is no proposal " + id + " that waits.");
        }
        Proposal proposal = found.get();
        if (!proposal.expiresAt().isAfter(moment.now())) {
            return Outcome.refused(
                    "too-late", 409, "Proposal " + id + " had to be confirmed by " + proposal.expiresAt() + ".");
        }
        if (proposal.actor().equals(command.actor().id())) {
            return Outcome.refused(
                    "second-person", 403, "You proposed this yourself; a decision about many takes a second person.");
        }
        List<Draft> drafts = new ArrayList<>();
        drafts.add(Draft.asap(
                Records.MASS_CONFIRMED,
                Channel.MOD,
                Body.of("proposal", id, "users", proposal.users().size())));
        for (String user : proposal.users()) {
            drafts.add(
                    proposal.action().equals("ban")
                            ? Draft.asap(
                                    Records.BANNED,
                                    Channel.MOD,
                                    Commands.banned(user, state, proposal.seconds(), proposal.reason(), moment, false))
                            : Draft.asap(
                                    Records.TIMED_OUT,
                                    Channel.MOD,
                                    Commands.timedOut(
                                            user,
                                            state,
                                            proposal.seconds().orElse(60L),
                                            proposal.reason(),
                                            moment,
                                            false)));
        }
        return Outcome.done(drafts, drafts.getFirst().body());
    }
}
