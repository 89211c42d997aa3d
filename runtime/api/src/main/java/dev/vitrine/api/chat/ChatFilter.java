package dev.vitrine.api.chat;

import dev.vitrine.api.data.Body;
import java.util.Optional;

/** Judges messages before anyone sees them. */
public interface ChatFilter {
    /**
     * Judges one message. Called on a thread of the host while the sender waits, many at once, so it must be safe for
     * concurrent use. It has 20 ms; when it throws or is late the message is held. It must not block and must not keep
     * the message.
     */
    Verdict review(ChatMessage message);

    /**
     * Says what another policy {@code moderation} would have made of an event's chat, judging the same messages in
     * order by the policy in force and by the other; shows nobody anything and changes nothing. Called on a thread of
     * its own, with 10 s. The answer has at least {@code messages} (how many were judged) and {@code changed} (how many
     * would have fared otherwise), both integers.
     *
     * @param event an existing event
     * @param policy the other policy's values, which fit its schema
     * @return empty when this filter does not go by the policy
     */
    default Optional<Body> dryRun(String event, Body policy) {
        return Optional.empty();
    }
}
