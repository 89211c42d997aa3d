package dev.vitrine.api.log;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of an event's log: durable, ordered, never changed.
 *
 * @param event id of the event
 * @param seq place in the log, from 1, without gaps
 * @param at wall time at which it was appended
 * @param media the picture it belongs to, when the event had one
 * @param type {@code plugin.name} or {@code core.name}
 * @param channel where it was published
 * @param offset place within its channel, from 1, without gaps; 0 for {@link Channel#NONE}
 * @param actor who caused it
 * @param delivery when a page acts on it
 * @param until end of a {@link Delivery#WINDOW}
 * @param body the fields of its type
 */
public record LogRecord(
        String event,
        long seq,
        Instant at,
        Optional<MediaTime> media,
        String type,
        Channel channel,
        long offset,
        Actor actor,
        Delivery delivery,
        Optional<Instant> until,
        Body body) {}
