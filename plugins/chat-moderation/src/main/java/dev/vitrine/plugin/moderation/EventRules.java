package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import java.util.Optional;

/**
 * The rules of one event as the newest record of its log has them. A long list takes a moment to prepare; that is not
 * done on the event's own thread, and until it is done {@link #ready} is empty, so that nothing is judged by
 * yesterday's rules.
 */
final class EventRules {
    private volatile Optional<Body> pending = Optional.empty();
    private volatile Rules rules = Rules.of(TermList.EMPTY);

    /** Takes a new list. */
    void take(Body list) {
        pending = Optional.of(list);
    }

    /** The rules in force; empty while they are being prepared. */
    Optional<Rules> ready() {
        return pending.isPresent() ? Optional.empty() : Optional.of(rules);
    }

    /** Prepares the newest list unless that has been done, and returns the rules in force. */
    synchronized Rules prepare() {
        for (Optional<Body> list = pending; list.isPresent(); list = pending) {
            Body body = list.get();
            rules = Rules.of(TermList.of(body));
            forget(body);
        }
        return rules;
    }

    private void forget(Body prepared) {
        // A newer list that came meanwhile stays and is prepared next.
        if (pending.filter(newest -> newest == prepared).isPresent()) {
            pending = Optional.empty();
        }
    }
}
