package dev.vitrine.plugin.guard;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * When a window is wanted.
 *
 * @param opensAt first moment
 * @param closesAt first moment after it
 */
record WindowPlan(Instant opensAt, Instant closesAt) {
    private static final Duration AHEAD_MAX = Duration.ofDays(90);
    /** A request on its way, or a clock that is a little off; such a window opens now. */
    private static final Duration LATE_MAX = Duration.ofMinutes(1);

    /**
     * Reads {@code opensAt} or {@code opensInSeconds} (neither means now) and {@code closesAt} or
     * {@code durationSeconds}.
     */
    static WindowPlan of(Body body, Instant now, long maxMinutes) {
        Instant opensAt = moment(body, "opensAt", "opensInSeconds", now).orElse(now);
        if (opensAt.isBefore(now.minus(LATE_MAX))) {
            throw new BadBody("opensAt", "lies in the past; leave it out to open now");
        }
        if (opensAt.isAfter(now.plus(AHEAD_MAX))) {
            throw new BadBody("opensAt", "takes a time within " + AHEAD_MAX.toDays() + " days");
        }
        opensAt = opensAt.isBefore(now) ? now : opensAt;
        Instant closesAt = moment(body, "closesAt", "durationSeconds", opensAt)
                .orElseThrow(() -> new BadBody("closesAt", "is missing; give it or durationSeconds"));
        if (!closesAt.isAfter(opensAt)) {
            throw new BadBody("closesAt", "must lie after the opening, " + opensAt);
        }
        if (closesAt.isAfter(opensAt.plus(Duration.ofMinutes(maxMinutes)))) {
            throw new BadBody(
                    "closesAt", "is more than " + maxMinutes + " minutes after the opening (policies/window.yaml)");
        }
        return new WindowPlan(opensAt, closesAt);
    }

    private static Optional<Instant> moment(Body body, String absolute, String relative, Instant from) {
        if (body.has(absolute) && body.has(relative)) {
            throw new BadBody(absolute, "and \"" + relative + "\" exclude each other");
        }
        if (body.has(relative)) {
            long seconds = body.integer(relative);
            if (seconds < 0 || seconds > AHEAD_MAX.toSeconds()) {
                throw new BadBody(relative, "takes 0 to " + AHEAD_MAX.toSeconds() + ", not " + seconds);
            }
            return Optional.of(from.plusSeconds(seconds));
        }
        return body.optionalText(absolute).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new BadBody(absolute, "takes a time such as 2026-11-27T18:00:00Z, not \"" + text + "\"");
            }
        });
    }
}
