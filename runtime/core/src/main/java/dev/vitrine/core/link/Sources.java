package dev.vitrine.core.link;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.people.People;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What each event fetches its picture from: a view of the logs. Fed on the rooms' threads; asked from any. */
public final class Sources {
    /** Record of a source; its address lies under a key of its own. */
    public static final String SET = "core.source";
    /** Record of a source that is no more: {@code {id, role}}. */
    public static final String CLEARED = "core.source-cleared";

    private final Map<String, Source> primary = new ConcurrentHashMap<>();
    private final Map<String, Source> backup = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * A source.
     *
     * @param source what is fetched
     * @param setAt since when
     */
    public record Source(PullSource source, Instant setAt) {}

    /** Takes the next record of any event. */
    public void apply(LogRecord record) {
        Body body = record.body();
        boolean standsBy =
                body.optionalText("role").filter(Badges.BACKUP::equals).isPresent();
        Map<String, Source> byEvent = standsBy ? backup : primary;
        if (record.type().equals(CLEARED)) {
            byEvent.remove(record.event());
        } else if (!People.isErased(record)) {
            byEvent.put(
                    record.event(),
                    new Source(
                            new PullSource(
                                    body.text("id"),
                                    standsBy,
                                    body.text("name"),
                                    body.optionalText("secret").orElse(""),
                                    body.texts("files"),
                                    body.flag("loop", true),
                                    Schedule.of(body)),
                            record.at()));
        }
        listeners.forEach(listener -> listener.accept(record.event()));
    }

    /** Returns the event's own source and the one that stands by, as far as there are. Cheap. */
    public List<Source> of(String event) {
        return Stream.of(primary.get(event), backup.get(event))
                .flatMap(source -> Optional.ofNullable(source).stream())
                .toList();
    }

    /** Calls a listener with an event whose sources have changed, on the room's thread; it queues and returns. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }
}
