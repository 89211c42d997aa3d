package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.Codecs;

/**
 * A stretch of a stream without a break: one publisher, one configuration. Every break begins a new epoch.
 *
 * @param epoch its number, growing across restarts
 * @param codecs what it consists of
 * @param fromUs presentation time of its first picture on the engine's clock
 */
public record Segment(long epoch, Codecs codecs, long fromUs) {}
