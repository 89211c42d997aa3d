package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one event as the newest records of its log and the policy have them. A long list takes a moment to
 * prepare; that is not done on the event's own thread, and until it is done {@link #ready} is empty, so that nothing is
 * judged by yesterday's terms. A changed policy takes the place of the old one once it is prepared.
 */
final class EventRules {
    private static final Body NONE = Body.empty();

    private volatile Body wanted = NONE;
    private volatile List<String> allowed = List.of();
    private volatile Prepared prepared;

    private record Prepared(Body list, List<String> allowed, Settings settings, Rules rules) {}

    EventRules(Settings settings, Rules policyAlone) {
        prepared = new Prepared(NONE, List.of(), settings, policyAlone);
    }

    /** Takes a new list. On the event's thread. */
    void take(Body list) {
        wanted = list;
        allowed = List.of();
    }

    /** Adds an allowed phrase to the list. On the event's thread. */
    void allow(String phrase) {
        List<String> more = new ArrayList<>(allowed);
        more.add(phrase);
        allowed = List.copyOf(more);
    }

    /** The rules in force; empty while they are being prepared. */
    Optional<Rules> ready() {
        Prepared now = prepared;
        return now.list() == wanted && now.allowed() == allowed ? Optional.of(now.rules()) : Optional.empty();
    }

    /** Prepares what is not prepared yet, and returns the rules in force. */
    synchronized Rules prepare(Settings settings, Rules policyAlone) {
        while (prepared.list() != wanted || prepared.allowed() != allowed || prepared.settings() != settings) {
            Body list = wanted;
            List<String> phrases = allowed;
            TermList terms = TermList.of(list).and(new TermList(List.of(), phrases, List.of()));
            Rules rules = terms.size() == 0 ? policyAlone : Rules.of(terms, settings.lists(), settings.from());
            prepared = new Prepared(list, phrases, settings, rules);
        }
        return prepared.rules();
    }
}
