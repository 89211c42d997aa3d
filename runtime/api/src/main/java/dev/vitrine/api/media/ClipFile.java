package dev.vitrine.api.media;

import java.nio.file.Path;

/**
 * A finished clip.
 *
 * @param path the file
 * @param fromMs true start on the engine's clock
 * @param toMs true end
 * @param bytes its size
 */
public record ClipFile(Path path, long fromMs, long toMs, long bytes) {}
