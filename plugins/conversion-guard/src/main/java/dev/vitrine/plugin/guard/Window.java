package dev.vitrine.plugin.guard;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A stretch of time in which changes are frozen. Its state follows from its times alone, so no late or lost timer
 * leaves a gap in the protection; what the log says of the state is for people.
 *
 * @param id its id
 * @param title what people call it
 * @param opensAt first moment of the freeze
 * @param closesAt first moment after it
 * @param tier name of its tier
 * @param freezes what stands still, as the policy had it when the window was made
 * @param approvers roles that may close it early
 * @param owner who answers for it
 * @param closedAt when it was closed early
 */
record Window(
        String id,
        String title,
        Instant opensAt,
        Instant closesAt,
        String tier,
        Set<ChangeClass> freezes,
        List<String> approvers,
        String owner,
        Optional<Instant> closedAt) {

    /** Where a window is in its life. */
    enum State {
        ARMED,
        OPEN,
        CLOSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Window of(Body body) {
        return new Window(
                body.text("id"),
                body.text("title"),
                Instant.parse(body.text("opensAt")),
                Instant.parse(body.text("closesAt")),
                body.text("tier"),
                Tier.classes(body.texts("freezes")),
                body.texts("approvers"),
                body.text("owner"),
                body.optionalText("closedAt").map(Instant::parse));
    }

    State state(Instant now) {
        if (!now.isBefore(end())) {
            return State.CLOSED;
        }
        return now.isBefore(opensAt) ? State.ARMED : State.OPEN;
    }

    /** When it is over: at its planned end, or when it was closed before. */
    Instant end() {
        return closedAt.filter(closesAt::isAfter).orElse(closesAt);
    }

    Window closed(Instant at) {
        return new Window(id, title, opensAt, closesAt, tier, freezes, approvers, owner, Optional.of(at));
    }

    Freeze freeze() {
        return new Freeze("window \"" + title + "\"", freezes, end(), approvers);
    }

    Body toBody(State state) {
        return Body.of(
                "id",
                id,
                "title",
                title,
                "state",
                state.text(),
                "opensAt",
                opensAt.toString(),
                "closesAt",
                closesAt.toString(),
                "tier",
                tier,
                "freezes",
                Tier.names(freezes),
                "approvers",
                approvers,
                "owner",
                owner,
                "closedAt",
                closedAt.map(Instant::toString));
    }
}
