package dev.vitrine.api.media;

import java.nio.file.Path;

/**
 * A piece of the recording wanted as a file.
 *
 * @param event id of the event
 * @param epoch timeline epoch both ends belong to
 * @param fromMs start on the engine's clock; the clip starts at the key frame at or before it
 * @param toMs end on the engine's clock
 * @param target file to write; it appears whole or not at all
 */
public record ClipRequest(String event, long epoch, long fromMs, long toMs, Path target) {}
