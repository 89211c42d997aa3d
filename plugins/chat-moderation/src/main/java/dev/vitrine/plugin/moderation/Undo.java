package dev.vitrine.plugin.moderation;

import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a decision back: what was in force before it is in force again, by records of its own. */
final class Undo {
    private static final Duration WITHIN = Duration.ofHours(24);

    private Undo() {}

    static Outcome handle(Body body, EventState state, Moment moment) {
        long seq = Commands.number(body, "decision");
        Optional<Decision> found = state.decision(seq);
        if (found.isEmpty()) {
            return Outcome.refused("no-such-decision", 404, "Record " + seq + " is no decision of this event.");
        }
        Decision decision = found.get();
        if (decision.undone()) {
            return Outcome.refused("undone", 409, "Decision " + seq + " has been taken back already.");
        }
        if (decision.at().plus(WITHIN).isBefore(moment.now())) {
            return Outcome.refused("too-late", 409, "Decision " + seq + " is more than 24 hours old.");
        }
        Optional<List<Draft>> inverse = inverse(decision, state, moment);
        if (inverse.isEmpty()) {
            return Outcome.refused(
                    "not-undoable",
                    409,
                    "A decision \"" + decision.what() + "\" is not taken back here; messages are restored or removed.");
        }
        List<Draft> drafts = new ArrayList<>();
        drafts.add(Draft.asap(
                Records.UNDONE,
                Channel.MOD,
                Body.of(
                        "decision",
                        seq,
                        "what",
                        decision.what(),
                        "user",
                        decision.user(),
                        "reason",
                        Commands.reason(body))));
        drafts.addAll(inverse.get());
        return Outcome.done(drafts, drafts.getFirst().body());
    }

    /** What brings back what was in force before; empty when there is no such thing. */
    private static Optional<List<Draft>> inverse(Decision decision, EventState state, Moment moment) {
        Instant now = moment.now();
        String why = "Decision " + decision.seq() + " was taken back.";
        return switch (decision.what()) {
            case "timed-out", "banned" -> {
                Optional<Sanction> sanction =
                        state.sanction(decision.user(), now).filter(each -> each.decision() == decision.seq());
                yield Optional.of(
                        sanction.isEmpty()
                                ? List.of()
                                : List.of(Draft.asap(
                                        Records.UNBANNED,
                                        Channel.MOD,
                                        Commands.unbanned(decision.user(), state, why))));
            }
            case "unbanned" -> Optional.of(reinstated(decision, state, now, why));
            case "mode-set" -> Optional.of(List.of(Draft.asap(Records.MODE_SET, Channel.CHAT, decision.before())));
            case "shield-set" ->
                Optional.of(List.of(Draft.asap(
                        Records.SHIELD_SET, Channel.MOD, decision.before().with("reason", why))));
            default -> Optional.empty();
        };
    }

    private static List<Draft> reinstated(Decision decision, EventState state, Instant now, String why) {
        Body before = decision.before();
        boolean over = before.optionalText("until")
                .map(until -> !Instant.parse(until).isAfter(now))
                .orElse(before.values().isEmpty());
        if (over || state.sanction(decision.user(), now).isPresent()) {
            return List.of();
        }
        boolean timeout = before.text("kind").equals("timeout");
        Body body = Body.of(
                "user", decision.user(),
                "name", before.text("name"),
                "until", before.optionalText("until"),
                "reason", before.text("reason") + " (" + why + ")",
                "shadow", before.text("kind").equals("shadow"),
                "auto", false);
        return List.of(Draft.asap(timeout ? Records.TIMED_OUT : Records.BANNED, Channel.MOD, body));
    }
}
