package dev.vitrine.core.link;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.core.people.People;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where each event's picture is forwarded to: a view of the logs. Fed on the rooms' threads; asked from any. */
public final class Restreams {
    /** Record of a new target; its key lies under a key of its own. */
    public static final String ADDED = "core.restream";
    /** Record of a target that is no more. */
    public static final String REMOVED = "core.restream-removed";
    /** How ids begin. */
    public static final String PREFIX = "r";

    private final Map<String, List<Target>> byEvent = new ConcurrentHashMap<>();

    /**
     * A target.
     *
     * @param target address and key
     * @param label its name for people; empty when it has none
     * @param addedAt since when
     */
    public record Target(RestreamTarget target, String label, Instant addedAt) {}

    /** Takes the next record of any event. */
    public void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case ADDED -> {
                if (!People.isErased(record)) {
                    Target target = new Target(
                            new RestreamTarget(
                                    body.text("id"),
                                    body.text("url"),
                                    body.optionalText("secret").orElse("")),
                            body.optionalText("label").orElse(""),
                            record.at());
                    change(record.event(), targets -> targets.add(target));
                }
            }
            case REMOVED ->
                change(
                        record.event(),
                        targets -> targets.removeIf(each -> each.target().id().equals(body.text("id"))));
            default -> {}
        }
    }

    private void change(String event, java.util.function.Consumer<List<Target>> change) {
        byEvent.compute(event, (id, before) -> {
            List<Target> targets = new ArrayList<>(before == null ? List.of() : before);
            change.accept(targets);
            return targets.isEmpty() ? null : List.copyOf(targets);
        });
    }

    /** Returns those of an event, oldest first. Cheap. */
    public List<Target> of(String event) {
        return byEvent.getOrDefault(event, List.of());
    }
}
