package dev.vitrine.web.hub;

import dev.vitrine.core.room.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publications that travel in one frame, built at most once per encoding and shared by every session. */
final class Batch {
    private final long index;
    private final String channel;
    private final List<Publication> publications;
    private final byte[] json;
    private volatile byte @Nullable [] protobuf;

    Batch(long index, String channel, List<Publication> publications) {
        this.index = index;
        this.channel = channel;
        this.publications = publications;
        this.json = Encoding.JSON.codec().frame(channel, publications);
    }

    long index() {
        return index;
    }

    int count() {
        return publications.size();
    }

    int bytes() {
        return json.length;
    }

    byte[] frame(Encoding encoding) {
        if (encoding == Encoding.JSON) {
            return json;
        }
        byte[] frame = protobuf;
        if (frame == null) {
            frame = encoding.codec().frame(channel, publications);
            protobuf = frame;
        }
        return frame;
    }
}
