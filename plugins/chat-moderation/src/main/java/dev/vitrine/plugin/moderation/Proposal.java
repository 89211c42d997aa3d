package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A decision about many that a second person must confirm.
 *
 * @param id sequence number of its record
 * @param action {@code timeout} or {@code ban}
 * @param users whom it concerns
 * @param seconds how long
 * @param reason why
 * @param actor id of who proposed it
 * @param by their name
 * @param expiresAt until when it can be confirmed
 */
record Proposal(
        long id,
        String action,
        List<String> users,
        Optional<Long> seconds,
        String reason,
        String actor,
        String by,
        Instant expiresAt) {
    static Proposal of(LogRecord record) {
        Body body = record.body();
        return new Proposal(
                record.seq(),
                body.text("action"),
                body.texts("users"),
                body.optionalInteger("seconds"),
                body.text("reason"),
                record.actor().id(),
                record.actor().name(),
                Instant.parse(body.text("expiresAt")));
    }

    /** The same without a person's name. */
    Proposal without(String person) {
        return actor.equals(person)
                ? new Proposal(id, action, users, seconds, reason, actor, Records.ERASED_NAME, expiresAt)
                : this;
    }

    Body toBody() {
        return Body.of(
                "proposal", id,
                "action", action,
                "users", users,
                "seconds", seconds,
                "reason", reason,
                "by", by,
                "expiresAt", expiresAt.toString());
    }
}
