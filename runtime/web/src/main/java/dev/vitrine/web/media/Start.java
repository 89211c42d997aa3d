package dev.vitrine.web.media;

import java.util.Optional;

/**
 * Where a viewer can start: the newest key frame with its configuration.
 *
 * @param index of the key frame's unit
 * @param generation its configuration
 * @param config frame with the configuration text
 * @param init frame with the initialisation segment, when the format has one
 */
record Start(long index, long generation, byte[] config, Optional<byte[]> init) {}
