package dev.vitrine.core.chat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.log.LogRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Takes messages from people: judges, records, publishes. */
public interface ChatDesk {
    /**
     * Sends a message. The filters in service judge it on the caller's thread (a virtual one; at most 20 ms each), then
     * it goes on the log. {@code Done} means judged and on disk: the reply has {@code state}, {@code shown} or
     * {@code held}, and {@code seq}. {@code Refused} types: {@code bounced}, {@code blocked}, {@code too-long},
     * {@code too-fast}, {@code muted}, {@code forbidden}, {@code overloaded}; members {@code rule}, {@code category},
     * {@code level}, {@code span}, {@code retryAfterMs} where they apply.
     */
    CompletionStage<Outcome> send(String event, Actor actor, String text, Optional<Long> replyTo);

    /**
     * Returns messages of an event that wait for a moderator, oldest first: {@code chat.held} records. For staff alone.
     */
    List<LogRecord> held(String event, int limit, long afterSeq);
}
