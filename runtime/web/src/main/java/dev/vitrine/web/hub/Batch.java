package dev.vitrine.web.hub;

import dev.vitrine.core.room.Publication;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publications that travel in one frame, built at most once per encoding and shared by every session. Where chat is
 * sampled there is a second frame, for viewers: fewer publications, and now and then the count of the others.
 */
final class Batch {
    private final long index;
    private final String channel;
    private final List<Publication> publications;
    private final byte[] json;
    private final @Nullable Batch sampled;
    private final Optional<byte[]> notice;
    private volatile byte @Nullable [] protobuf;

    /** The same for everybody. */
    Batch(long index, String channel, List<Publication> publications) {
        this(index, channel, publications, Optional.empty(), null);
    }

    private Batch(
            long index,
            String channel,
            List<Publication> publications,
            Optional<byte[]> notice,
            @Nullable Batch sampled) {
        this.index = index;
        this.channel = channel;
        this.publications = publications;
        this.notice = notice;
        this.sampled = sampled;
        this.json = frame(Encoding.JSON.codec());
    }

    /** Everything for staff, a part of it for viewers, with a notice if there is one. */
    static Batch sampled(
            long index,
            String channel,
            List<Publication> publications,
            List<Publication> shown,
            Optional<byte[]> notice) {
        return new Batch(
                index, channel, publications, Optional.empty(), new Batch(index, channel, shown, notice, null));
    }

    /** What a session is given of it. */
    Batch of(boolean staff) {
        Batch part = sampled;
        return staff || part == null ? this : part;
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

    /** Returns the frame; empty when there is nothing to say. */
    byte[] frame(Encoding encoding) {
        if (encoding == Encoding.JSON) {
            return json;
        }
        byte[] frame = protobuf;
        if (frame == null) {
            frame = frame(encoding.codec());
            protobuf = frame;
        }
        return frame;
    }

    private byte[] frame(Codec codec) {
        return publications.isEmpty() && notice.isEmpty() ? new byte[0] : codec.frame(channel, publications, notice);
    }
}
