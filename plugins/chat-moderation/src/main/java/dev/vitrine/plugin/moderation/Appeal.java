package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
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
 * @param by who decided
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
        String by) {
    boolean isOpen() {
        return state.equals("open");
    }

    Appeal decided(String newState, String why, String who) {
        return new Appeal(id, at, user, name, text, decision, newState, why, who);
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
