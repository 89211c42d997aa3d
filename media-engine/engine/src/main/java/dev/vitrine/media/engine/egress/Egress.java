package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.MediaEngine.Subscription;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaSink;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.stream.PacketSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The feeds of one stream; a format that nobody watches costs nothing. Safe from any thread. */
public final class Egress {
    private final PacketSource stream;
    private final Supplier<Offer> offer;
    private final Map<MediaFormat, Feed> feeds = new EnumMap<>(MediaFormat.class);

    /**
     * No feeds yet.
     *
     * @param rung what the stream is, for viewers
     * @param sound id of the sound that it is to have
     * @param rungs all rungs there are; asked under the stream's lock at each new configuration
     * @param cushion what players are to keep in hand; asked likewise
     */
    public Egress(
            PacketSource stream, String rung, String sound, Supplier<List<Rung>> rungs, Supplier<Cushion> cushion) {
        this.stream = stream;
        this.offer = () -> new Offer(rung, rungs.get(), sound, cushion.get());
    }

    /** Gives a sink everything from now on, after the configuration and the messages since the last key frame. */
    public Subscription subscribe(MediaFormat format, MediaSink sink) {
        stream.exclusively(() -> join(format, sink));
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                stream.exclusively(() -> leave(format, sink));
            }
        };
    }

    private void join(MediaFormat format, MediaSink sink) {
        Feed feed = feeds.get(format);
        if (feed == null) {
            feed = new Feed(
                    switch (format) {
                        case FMP4 -> Fmp4Packaging::new;
                        case FRAMES -> FramesPackaging::new;
                    },
                    offer);
            feeds.put(format, feed);
            stream.attach(feed);
        }
        feed.add(sink);
    }

    private void leave(MediaFormat format, MediaSink sink) {
        Feed feed = feeds.get(format);
        if (feed == null) {
            return;
        }
        feed.remove(sink);
        if (feed.isUnused()) {
            stream.detach(feed);
            feeds.remove(format);
        }
    }
}
