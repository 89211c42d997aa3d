package dev.vitrine.plugin.guard;

import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The windows of one event as its log tells them. Applied on the event's thread; what is read from another thread is a
 * whole state, never half of one.
 */
final class Windows {
    /** Closed windows that are listed; older ones are in the log. */
    private static final int CLOSED_KEPT = 50;

    private volatile Map<String, Entry> entries = Map.of();

    /** A window, and the last state that the log tells of it. */
    private record Entry(Window window, Window.State recorded) {
        Optional<Instant> due() {
            return switch (recorded) {
                case ARMED -> Optional.of(window.opensAt());
                case OPEN -> Optional.of(window.end());
                case CLOSED -> Optional.empty();
            };
        }
    }

    void apply(Body body) {
        Window window = Window.of(body);
        Window.State recorded = Window.State.valueOf(body.text("state").toUpperCase(Locale.ROOT));
        Map<String, Entry> copy = new LinkedHashMap<>(entries);
        copy.put(window.id(), new Entry(window, recorded));
        List<String> closed = copy.values().stream()
                .filter(entry -> entry.recorded() == Window.State.CLOSED)
                .map(entry -> entry.window().id())
                .toList();
        closed.stream().limit(Math.max(0, closed.size() - CLOSED_KEPT)).forEach(copy::remove);
        entries = Collections.unmodifiableMap(copy);
    }

    Optional<Window> window(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::window);
    }

    Optional<Window.State> recorded(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::recorded);
    }

    /** How many are not over. */
    long active(Instant now) {
        return all().filter(window -> window.state(now) != Window.State.CLOSED).count();
    }

    Stream<Freeze> freezes(Instant now) {
        return all().filter(window -> window.state(now) == Window.State.OPEN).map(Window::freeze);
    }

    /** Windows, newest first, with their state at a moment. */
    List<Body> bodies(Instant now) {
        return all().map(window -> window.toBody(window.state(now))).toList().reversed();
    }

    /** Windows of whose present state the log does not tell yet. */
    List<String> turned(Instant now) {
        List<String> turned = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (entry.window().state(now) != entry.recorded()) {
                turned.add(id);
            }
        });
        return turned;
    }

    /** When the state of a window next changes, or when one changed that the log does not tell of yet. */
    Optional<Instant> nextDue() {
        return entries.values().stream().flatMap(entry -> entry.due().stream()).min(Instant::compareTo);
    }

    private Stream<Window> all() {
        return entries.values().stream().map(Entry::window);
    }
}
