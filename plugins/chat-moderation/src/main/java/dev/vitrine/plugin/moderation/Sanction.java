package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What keeps a person from writing.
 *
 * @param user id of the person
 * @param name their name
 * @param kind which sort
 * @param until when it ends; empty when it ends by a decision alone
 * @param reason why
 * @param by who decided
 * @param decision sequence number of the decision
 */
record Sanction(String user, String name, Kind kind, Optional<Instant> until, String reason, String by, long decision) {
    /** The sorts. */
    enum Kind {
        /** For a while. */
        TIMEOUT,
        /** For good or for long. */
        BAN,
        /** Without the person being told. */
        SHADOW
    }

    boolean inForce(Instant at) {
        return until.map(at::isBefore).orElse(true);
    }

    /** Milliseconds that are left, 0 when it has no end. */
    long leftMs(Instant at) {
        return until.map(end -> Math.max(1, Duration.between(at, end).toMillis()))
                .orElse(0L);
    }

    /** Under which it is counted when the plugin decided by itself. */
    String rule() {
        return "sanction/" + kind.name().toLowerCase(Locale.ROOT);
    }

    String sentence(Instant at) {
        String left = until.map(end -> " for " + time(Duration.between(at, end).toSeconds() + 1) + " more")
                .orElse("");
        String why = reason.isEmpty() ? "" : " Reason: " + reason + ".";
        return "You cannot write here" + left + "." + why + " You can appeal.";
    }

    private static String time(long seconds) {
        return seconds < 120
                ? seconds + " s"
                : seconds < 7_200 ? (seconds + 59) / 60 + " min" : (seconds + 3_599) / 3_600 + " h";
    }

    Body toBody() {
        return Body.of(
                "user", user,
                "name", name,
                "kind", kind.name().toLowerCase(Locale.ROOT),
                "until", until.map(Instant::toString),
                "reason", reason,
                "by", by,
                "decision", decision);
    }
}
