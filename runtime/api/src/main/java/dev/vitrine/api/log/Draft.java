package dev.vitrine.api.log;

import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record that is yet to get its place in the log. The host adds sequence number, wall time, actor and, unless given,
 * the media time of the live picture.
 *
 * @param type {@code plugin.name} or {@code core.name}, such as {@code cta.cue}
 * @param channel where it is published once it is on disk
 * @param delivery when a page acts on it
 * @param media the picture it belongs to; empty means the picture that is live when it is appended
 * @param until end of a {@link Delivery#WINDOW}; empty otherwise
 * @param body the fields of this type
 */
public record Draft(
        String type,
        Channel channel,
        Delivery delivery,
        Optional<MediaTime> media,
        Optional<Instant> until,
        Body body) {
    /** Returns a draft that acts at once. */
    public static Draft asap(String type, Channel channel, Body body) {
        return new Draft(type, channel, Delivery.ASAP, Optional.empty(), Optional.empty(), body);
    }

    /** Returns a draft that one person alone is told at once; its body begins with {@code to}, their id. */
    public static Draft personal(String type, String to, Body body) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("to", to);
        values.putAll(body.values());
        return asap(type, Channel.PERSONAL, new Body(values));
    }

    /** Returns a draft that acts when the playhead reaches the picture that is live now. */
    public static Draft at(String type, Channel channel, Body body) {
        return new Draft(type, channel, Delivery.AT, Optional.empty(), Optional.empty(), body);
    }

    /** Returns a draft that holds from the picture that is live now until a wall time. */
    public static Draft window(String type, Channel channel, Instant until, Body body) {
        return new Draft(type, channel, Delivery.WINDOW, Optional.empty(), Optional.of(until), body);
    }

    /** Returns this draft bound to a picture. */
    public Draft atMedia(MediaTime time) {
        return new Draft(type, channel, delivery, Optional.of(time), until, body);
    }
}
