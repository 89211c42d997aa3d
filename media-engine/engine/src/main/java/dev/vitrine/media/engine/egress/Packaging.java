package dev.vitrine.media.engine.egress;

import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import java.util.Optional;

/** How one stretch of a stream is put into messages of a format. */
interface Packaging {
    /** The JSON text that begins the stretch. */
    String config(Offer offer);

    /** The initialisation segment, if the format has one. */
    Optional<byte[]> init();

    /** The message of a packet. */
    byte[] media(Packet packet);

    /** Makes the packaging of a stretch. */
    @FunctionalInterface
    interface Factory {
        Packaging of(Segment segment);
    }
}
