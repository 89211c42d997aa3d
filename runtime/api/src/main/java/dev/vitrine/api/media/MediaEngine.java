package dev.vitrine.api.media;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The media engine as the host drives it. Provided by the engine bundle alone. */
public interface MediaEngine extends MediaService {
    /** The sound that viewers hear who choose none. */
    String FIRST_AUDIO = "0";

    /**
     * Speaks RTMP with a publisher until it leaves. Runs on a virtual thread of the host, which accepts the connection
     * and owns the socket.
     *
     * @throws IOException if the connection ends badly; the message is for the operator
     */
    void serveRtmp(IngestConnection connection) throws IOException;

    /**
     * Takes an MPEG transport stream, such as one over SRT, until the publisher leaves; otherwise like
     * {@link #serveRtmp}.
     *
     * @param streamKey the key the publisher has given, still to be checked
     * @throws IOException if the key is refused or the connection ends badly; the message is for the operator
     */
    void serveTs(IngestConnection connection, String streamKey) throws IOException;

    /**
     * Gives a sink every message of one rung of a stream from now on, after the current configuration and the frames
     * since the last key frame, if a stream is there; if not, they follow once it is. Close the subscription to end it.
     *
     * <p>A rung that nobody watched begins with the next key frame of the source. A rung that the event's profile does
     * not have (any more) shows what the source shows: a change of profile ends no subscription. Who lets viewers ask
     * for rungs by name checks {@link #rungs} first.
     *
     * @param rung {@link Rung#SOURCE} or another name of {@link #rungs}
     */
    Subscription subscribe(String event, String rung, MediaFormat format, MediaSink sink);

    /**
     * The same with another of the stream's sounds, such as another language. Configuration texts list them
     * ({@code audios}). Where there is none of that name (any more), as while another publisher is shown, the first one
     * is heard.
     *
     * @param audio {@link #FIRST_AUDIO} or another digit up to 7
     */
    default Subscription subscribe(String event, String rung, String audio, MediaFormat format, MediaSink sink) {
        return subscribe(event, rung, format, sink);
    }

    /**
     * Answers a request of HTTP Live Streaming (draft-pantos-hls-rfc8216bis), with low latency. Called on the
     * connection's own thread, so it never blocks: what is not there yet is {@link HlsAnswer.Later}.
     */
    default HlsAnswer hls(HlsRequest request) {
        return new HlsAnswer.Refused(404, "Event \"" + request.event() + "\" has no HLS picture.");
    }

    /**
     * Has an event fetch its picture from these sources and no others: at most one of its own and one that stands by.
     * Those that are there already go on. Returns at once; {@link MediaHost#link} tells how they get on.
     */
    default void pull(String event, List<PullSource> sources) {}

    /**
     * Returns how the links of an event stand, those that the engine knows of. A target that is not among them waits
     * for the event's first picture. Returns at once.
     */
    default List<MediaLink> links(String event) {
        return List.of();
    }

    /**
     * Returns how the probes of an event's publisher, picture and sound stand, with their newest figures, also where
     * all is well; none while no publisher's picture is shown. A probe that has nothing to look at is left out, since
     * that is no verdict. Returns at once.
     */
    default List<MediaHealth> health(String event) {
        return List.of();
    }

    /** Returns a JPEG of the picture of at most a few seconds ago. */
    Optional<byte[]> thumbnail(String event);

    /**
     * Starts the demonstration source on an event: a media worker generates it. Does nothing while it runs; it is
     * started again by itself when its worker dies.
     */
    void startDemoSource(String event);

    /** Ends a subscription or a source. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
