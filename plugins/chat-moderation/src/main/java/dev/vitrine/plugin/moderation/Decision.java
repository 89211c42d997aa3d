package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody decided.
 *
 * @param seq its place in the log, by which it is undone
 * @param at when
 * @param what type of the record without its plugin, such as {@code banned}
 * @param user whom it concerns; empty when nobody in particular
 * @param byId id of who decided
 * @param by their name
 * @param auto whether the plugin did by itself
 * @param record what is shown of its record's body
 * @param before what was in force before, as a body of the same kind
 * @param undone whether it has been taken back
 */
record Decision(
        long seq,
        Instant at,
        String what,
        String user,
        String byId,
        String by,
        boolean auto,
        Body record,
        Body before,
        boolean undone) {
    static Decision of(LogRecord record, String user, Body before) {
        return new Decision(
                record.seq(),
                record.at(),
                record.type().substring(record.type().indexOf('.') + 1),
                user,
                record.actor().id(),
                record.actor().name(),
                record.body().flag("auto", false),
                shown(record.body()),
                before,
                false);
    }

    /** A ban list's record holds the whole list; a decision need not. */
    private static Body shown(Body record) {
        Body shown = Body.empty();
        for (String member : List.of("name", "target", "until", "reason")) {
            Object value = record.values().get(member);
            shown = value == null ? shown : shown.with(member, value);
        }
        return shown;
    }

    Decision takenBack() {
        return new Decision(seq, at, what, user, byId, by, auto, record, before, true);
    }

    /** The same without what it says of a person, and without their name. */
    Decision without(String person) {
        boolean about = user.equals(person);
        boolean own = byId.equals(person);
        return about || own
                ? new Decision(
                        seq,
                        at,
                        what,
                        user,
                        byId,
                        own ? Records.ERASED_NAME : by,
                        auto,
                        about ? erased(record) : record,
                        about ? erased(before) : before,
                        undone)
                : this;
    }

    private static Body erased(Body body) {
        return body.has("name") ? body.with("name", Records.ERASED_NAME) : body;
    }

    Body toBody() {
        return Body.of(
                "decision",
                seq,
                "at",
                at.toString(),
                "what",
                what,
                "user",
                user,
                "name",
                record.optionalText("name"),
                "target",
                record.optionalInteger("target"),
                "by",
                by,
                "auto",
                auto,
                "until",
                record.optionalText("until"),
                "reason",
                Optional.of(record.optionalText("reason").orElse("")),
                "undone",
                undone);
    }
}
