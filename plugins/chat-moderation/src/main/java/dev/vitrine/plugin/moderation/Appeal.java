package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;

/**
 * A muted person's word against a decision.
 *
 * @param id sequence number of its record
 * @param at when
 * @param user id of the person
 * @param name their name
 * @param text what they say
 * @param decision the decision it is about
 * @param state {@code open}, {@code accepted} or {@code rejected}
 * @param reason what the moderator said
 * @param byId id of who decided
 * @param by their name
 */
record Appeal(
        long id,
        Instant at,
        String user,
        String name,
        String text,
        long decision,
        String state,
        String reason,
        String byId,
        String by) {
    static Appeal of(LogRecord record) {
        Body body = record.body();
        return new Appeal(
                record.seq(),
                record.at(),
                body.text("user"),
                body.text("name"),
                body.text("text"),
                body.integer("decision"),
                "open",
                "",
                "",
                "");
    }

    boolean isOpen() {
        return state.equals("open");
    }

    Appeal decided(String newState, String why, Actor who) {
        return new Appeal(id, at, user, name, text, decision, newState, why, who.id(), who.name());
    }

    /** The same without a person's name and words. */
    Appeal without(String person) {
        boolean own = user.equals(person);
        return new Appeal(
                id,
                at,
                user,
                own ? Records.ERASED_NAME : name,
                own ? "" : text,
                decision,
                state,
                reason,
                byId,
                byId.equals(person) ? Records.ERASED_NAME : by);
    }

    Body toBody() {
        return Body.of(
                "appeal", id,
                "at", at.toString(),
                "user", user,
                "name", name,
                "text", text,
                "decision", decision,
                "state", state,
                "reason", reason,
                "by", by);
    }
}
