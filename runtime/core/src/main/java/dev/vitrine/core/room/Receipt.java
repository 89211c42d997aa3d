package dev.vitrine.core.room;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Proof that a command with an idempotency key was done. It lies within the command's first record on disk, so that it
 * is durable exactly when the command is; it is taken off before anyone sees the record.
 *
 * @param key hash of actor and idempotency key
 * @param request hash of the command's type and body
 * @param reply what the asker got; empty when it held a secret, which is never kept
 */
public record Receipt(String key, String request, Optional<Body> reply) {
    private static final String MEMBER = "$receipt";

    /** A record as it lies on disk: with its receipt. */
    record Stored(LogRecord record, Optional<Receipt> receipt) {}

    LogRecord putOn(LogRecord record) {
        return with(record, record.body().with(MEMBER, Body.of("key", key, "request", request, "reply", reply)));
    }

    static Stored takeOff(LogRecord stored) {
        if (!stored.body().has(MEMBER)) {
            return new Stored(stored, Optional.empty());
        }
        Body member = stored.body().body(MEMBER);
        Receipt receipt = new Receipt(member.text("key"), member.text("request"), member.optionalBody("reply"));
        Map<String, Object> values = new LinkedHashMap<>(stored.body().values());
        values.remove(MEMBER);
        return new Stored(with(stored, new Body(values)), Optional.of(receipt));
    }

    static LogRecord with(LogRecord record, Body body) {
        return new LogRecord(
                record.event(),
                record.seq(),
                record.at(),
                record.media(),
                record.type(),
                record.channel(),
                record.offset(),
                record.actor(),
                record.delivery(),
                record.until(),
                body);
    }
}
