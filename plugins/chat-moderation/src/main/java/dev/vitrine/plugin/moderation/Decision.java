package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody decided.
 *
 * @param seq its place in the log, by which it is undone
 * @param at when
 * @param what type of the record without its plugin, such as {@code banned}
 * @param user whom it concerns; empty when nobody in particular
 * @param by who decided
 * @param auto whether the plugin did by itself
 * @param record body of its record
 * @param before what was in force before, as a body of the same kind
 * @param undone whether it has been taken back
 */
record Decision(
        long seq,
        Instant at,
        String what,
        String user,
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
                record.actor().name(),
                record.body().flag("auto", false),
                record.body(),
                before,
                false);
    }

    Decision takenBack() {
        return new Decision(seq, at, what, user, by, auto, record, before, true);
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
