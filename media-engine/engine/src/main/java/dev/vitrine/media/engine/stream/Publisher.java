package dev.vitrine.media.engine.stream;

import java.time.Instant;

/**
 * Who publishes a stream, for messages.
 *
 * @param name such as {@code stream key "ab…f2"} or {@code demonstration}
 * @param remote its address
 * @param since when it began
 * @param backup stands by, and is shown while the publisher proper is away
 * @param standIn gives way to any other publisher, and takes over again when that is gone
 * @param disconnect ends its connection; called when another publisher takes its place or it has been silent too long
 */
public record Publisher(
        String name, String remote, Instant since, boolean backup, boolean standIn, Runnable disconnect) {}
