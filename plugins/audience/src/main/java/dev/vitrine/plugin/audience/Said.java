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
            default -> {}
        }
    }

    Optional<Body> find(long seq) {
        return Optional.ofNullable(messages.get(seq));
    }

    private void keep(long seq, Body body) {
        messages.put(seq, Body.of("target", seq, "author", body.optionalBody("author"), "text", body.text("text")));
        if (messages.size() > KEPT) {
            messages.remove(messages.keySet().iterator().next());
        }
    }
}
