package dev.vitrine.media.engine.hls;

import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Sound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Picture and sounds of a source in playlists of their own, which players put together: only so can they choose among
 * several sounds (4.4.6.1). There are none until a stretch has several, and from then on all are kept up, since a copy
 * of each frame is little and the first viewer waits for nothing. Written by the packager's thread behind the source's
 * own packager, whose cuts they follow; read from any.
 */
final class Apart implements PacketSubscriber, AutoCloseable {
    private static final String PICTURE = "-picture";
    private static final String SOUND = "sound-";

    private record Part(Rendition rendition, Packager packager) {}

    private final String source;
    private final BiFunction<String, Packager.Content, Part> open;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();
    private volatile List<Sound> sounds = List.of();

    /**
     * Nothing yet.
     *
     * @param source name of the source's rendition
     * @param renditions makes one that follows the source
     */
    Apart(String source, Renditions renditions) {
        this.source = source;
        this.open = (name, content) -> {
            Rendition rendition = renditions.following(name);
            return new Part(rendition, renditions.packager(rendition, content));
        };
    }

    /** Makes what is written to. */
    interface Renditions {
        /** A rendition that takes its numbers from the source. */
        Rendition following(String name);

        /** A packager that is cut like the source's. */
        Packager packager(Rendition rendition, Packager.Content content);
    }

    /** The picture of a rung alone. */
    static String picture(String rung) {
        return rung + PICTURE;
    }

    /** The rung of a picture alone, if the name is of one. */
    static Optional<String> rung(String name) {
        return name.endsWith(PICTURE)
                ? Optional.of(name.substring(0, name.length() - PICTURE.length()))
                : Optional.empty();
    }

    /** One sound alone. */
    static String sound(String id) {
        return SOUND + id;
    }

    /** Whether a playlist of this name is one to be put together with others. */
    static boolean isApart(String name) {
        return name.endsWith(PICTURE) || name.startsWith(SOUND);
    }

    /** The sounds of the current stretch, if there are several. */
    List<Sound> sounds() {
        return sounds;
    }

    /** A rendition by its name. */
    Optional<Rendition> rendition(String name) {
        return Optional.ofNullable(parts.get(name)).map(Part::rendition);
    }

    @Override
    public void begin(Segment segment) {
        sounds = segment.sounds();
        if (!sounds.isEmpty()) {
            parts.computeIfAbsent(picture(source), name -> open.apply(name, Packager.Content.PICTURE));
            for (Sound sound : sounds) {
                parts.computeIfAbsent(sound(sound.id()), name -> open.apply(name, Packager.Content.sound(sound.id())));
            }
        }
        parts.values().forEach(part -> part.packager().begin(segment));
    }

    @Override
    public void packet(Packet packet) {
        parts.values().forEach(part -> part.packager().packet(packet));
    }

    @Override
    public void other(String sound, Packet packet) {
        parts.values().forEach(part -> part.packager().other(sound, packet));
    }

    @Override
    public void pause() {
        parts.values().forEach(part -> part.packager().pause());
    }

    @Override
    public void close() {
        parts.values().forEach(part -> part.rendition().close());
    }
}
