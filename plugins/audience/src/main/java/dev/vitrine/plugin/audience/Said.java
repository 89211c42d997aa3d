package dev.vitrine.plugin.audience;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest chat messages, so that one can be pinned; a removed one is not among them. On the event's thread. */
final class Said {
    private static final int KEPT = 500;

    private final Map<Long, Body> messages = new LinkedHashMap<>();

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case Records.CHAT_MESSAGE -> keep(record.seq(), body);
            case Records.CHAT_REMOVED -> messages.remove(body.integer("target"));
            case Records.CHAT_RESTORED -> keep(body.integer("target"), body);
            case Records.FORGOTTEN -> messages.values().removeIf(each -> isBy(each, body.text("person")));
            default -> {}
        }
    }

    /** Whether a message, as {@link #find} returns it, is somebody's. */
    static boolean isBy(Body message, String person) {
        return message.optionalBody("author")
                .flatMap(author -> author.optionalText("id"))
                .equals(Optional.of(person));
    }

    Optional<Body> find(long seq) {
        return Optional.ofNullable(messages.get(seq));
    }

    private void keep(long seq, Body body) {
        if (body.text("text").isEmpty()) {
            // By somebody who is erased.
            return;
        }
        messages.put(seq, Body.of("target", seq, "author", body.optionalBody("author"), "text", body.text("text")));
        if (messages.size() > KEPT) {
            messages.remove(messages.keySet().iterator().next());
        }
    }
}
