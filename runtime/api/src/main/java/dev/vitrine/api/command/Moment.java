package dev.vitrine.api.command;

import dev.vitrine.api.log.MediaTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a command is decided.
 *
 * @param event id of the event
 * @param phase its phase
 * @param now wall time
 * @param media the live picture's time, when there is one
 * @param freezes what is frozen
 */
public record Moment(String event, Phase phase, Instant now, Optional<MediaTime> media, List<Freeze> freezes) {}
