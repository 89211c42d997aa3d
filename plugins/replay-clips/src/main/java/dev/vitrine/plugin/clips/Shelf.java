package dev.vitrine.plugin.clips;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clips of one event as its log tells them, oldest first. Applied on the event's thread; what is read from another
 * thread is a whole state, never half of one.
 */
final class Shelf {
    private volatile Map<String, Clip> clips = Map.of();

    /** Takes a clip's newest state and returns the clips that fall off because there are more than {@code kept}. */
    List<Clip> put(Clip clip, int kept) {
        Map<String, Clip> copy = new LinkedHashMap<>(clips);
        copy.put(clip.id(), clip);
        List<Clip> ended =
                copy.values().stream().filter(old -> old.state().ended()).toList();
        List<Clip> fallen = new ArrayList<>(ended.subList(0, Math.max(0, Math.min(ended.size(), copy.size() - kept))));
        fallen.forEach(old -> copy.remove(old.id()));
        clips = Collections.unmodifiableMap(copy);
        return fallen;
    }

    Optional<Clip> clip(String id) {
        return Optional.ofNullable(clips.get(id));
    }

    List<Clip> all() {
        return List.copyOf(clips.values());
    }
}
