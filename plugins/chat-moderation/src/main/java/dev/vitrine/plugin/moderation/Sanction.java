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
 * @param byId id of who decided
 * @param by their name
 * @param decision sequence number of the decision
 */
record Sanction(
        String user,
        String name,
        Kind kind,
        Optional<Instant> until,
        String reason,
        String byId,
        String by,
        long decision) {
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

    /** The same without a person's name; whoever is muted stays so. */
    Sanction without(String person) {
        return new Sanction(
                user,
                user.equals(person) ? Records.ERASED_NAME : name,
                kind,
                until,
                reason,
                byId,
                byId.equals(person) ? Records.ERASED_NAME : by,
                decision);
    }

    /** What it takes to put it in force again. */
    Body terms() {
        return Body.of(
                "name",
                name,
                "kind",
                kind.name().toLowerCase(Locale.ROOT),
                "until",
                until.map(Instant::toString),
                "reason",
                reason);
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
