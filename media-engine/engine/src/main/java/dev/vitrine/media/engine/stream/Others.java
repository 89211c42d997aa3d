package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.AudioConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a publisher has told of its sounds, and how those after the first are encoded. For one thread. */
final class Others {
    private record Told(String name, String language) {
        static final Told NOTHING = new Told("", "");
    }

    private final TreeMap<Integer, Told> told = new TreeMap<>();
    private final TreeMap<Integer, AudioConfig> configs = new TreeMap<>();

    void describe(int sound, String name, String language) {
        if (sound >= 0 && sound < Sound.MOST) {
            told.put(sound, new Told(Sound.name(name), Sound.language(language)));
        }
    }

    void forget() {
        told.clear();
        configs.clear();
    }

    void configure(int sound, AudioConfig config) {
        if (sound > 0 && sound < Sound.MOST) {
            configs.put(sound, config);
        }
    }

    @Nullable
    AudioConfig config(int sound) {
        return configs.get(sound);
    }

    /** Whether all that was told of is there. */
    boolean complete() {
        return told.keySet().stream().allMatch(sound -> sound == 0 || configs.containsKey(sound));
    }

    /** All sounds, if there are several. */
    List<Sound> with(@Nullable AudioConfig first) {
        if (first == null || configs.isEmpty()) {
            return List.of();
        }
        List<Sound> all = new ArrayList<>();
        all.add(sound(0, first));
        configs.forEach((id, config) -> all.add(sound(id, config)));
        return List.copyOf(all);
    }

    private Sound sound(int id, AudioConfig config) {
        Told of = told.getOrDefault(id, Told.NOTHING);
        return new Sound(String.valueOf(id), of.name(), of.language(), config);
    }
}
