package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.Codecs;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of a stream without a break: one publisher, one configuration. Every break begins a new epoch.
 *
 * @param epoch its number, growing across restarts
 * @param codecs what it consists of, with the first of its sounds
 * @param fromUs presentation time of its first picture on the engine's clock
 * @param sounds all that can be heard with it, the first one first, if there are several; else none
 */
public record Segment(long epoch, Codecs codecs, long fromUs, List<Sound> sounds) {

    /** A stretch with one sound at most. */
    public Segment(long epoch, Codecs codecs, long fromUs) {
        this(epoch, codecs, fromUs, List.of());
    }

    /** One of several sounds. */
    public Optional<Sound> sound(String id) {
        return sounds.stream().filter(sound -> sound.id().equals(id)).findFirst();
    }
}
