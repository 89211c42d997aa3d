package dev.vitrine.api.chat;

/** Judges messages before anyone sees them. */
public interface ChatFilter {
    /**
     * Judges one message. Called on a thread of the host while the sender waits, many at once, so it must be safe for
     * concurrent use. It has 20 ms; when it throws or is late the message is held. It must not block and must not keep
     * the message.
     */
    Verdict review(ChatMessage message);
}
