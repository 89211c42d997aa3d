package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * One message that was recorded.
 *
 * @param seq its place in the log
 * @param at when
 * @param user id of its author
 * @param name their name
 * @param text what they wrote
 * @param replyTo what it answers
 * @param state {@code shown}, {@code held}, {@code blocked}, {@code shadowed}, {@code approved}, {@code denied} or
 *     {@code removed}
 * @param rule the rule that judged it; empty when none spoke
 */
record Line(
        long seq,
        Instant at,
        String user,
        String name,
        String text,
        Optional<Long> replyTo,
        String state,
        String rule) {
    static Line of(LogRecord record, String state) {
        Body body = record.body();
        Body author = body.body("author");
        return new Line(
                record.seq(),
                record.at(),
                author.text("id"),
                author.text("name"),
                body.text("text"),
                body.optionalInteger("replyTo"),
                state,
                body.optionalText("rule").orElse(""));
    }

    Line in(String newState) {
        return new Line(seq, at, user, name, text, replyTo, newState, rule);
    }

    Line approved(String byRule) {
        return new Line(seq, at, user, name, text, replyTo, "approved", byRule);
    }

    /** The same without words and name; its place and what was decided stand. */
    Line erased() {
        return new Line(seq, at, user, Records.ERASED_NAME, "", replyTo, state, rule);
    }

    /** Whether its words are gone: nobody can send a message without any. */
    boolean isErased() {
        return text.isEmpty();
    }

    Body toBody() {
        Body body = Body.of("seq", seq, "at", at.toString(), "text", text, "state", state);
        return rule.isEmpty() ? body : body.with("rule", rule);
    }
}
