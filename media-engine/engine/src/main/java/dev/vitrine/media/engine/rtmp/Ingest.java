package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherRefusedException;

/** Where publishers are let in. */
@FunctionalInterface
public interface Ingest {
    /**
     * Checks a stream key and opens its event's stream.
     *
     * @param remote the publisher's address
     * @param disconnect ends the publisher's connection
     * @throws PublisherRefusedException if the key is unknown or the event has a publisher; the message is for the
     *     publisher
     */
    Publication open(String streamKey, String remote, Runnable disconnect) throws PublisherRefusedException;
}
