package dev.vitrine.api.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the host gives the media engine. Take it by {@code @Reference}. Safe from any thread. */
public interface MediaHost {
    /** Checks a stream key before any media is accepted; empty means refuse. Constant-time in the key. */
    Optional<IngestGrant> authorise(String streamKey);

    /**
     * Tells of a stream: of a new state or of a publisher that was turned away, with one sentence that says why, which
     * the host records on the event's log and tells viewers; or, with an empty {@code why}, of fresh figures and the
     * timeline in the same state, about every 2 s.
     */
    void changed(StreamStatus status, String why);

    /** Tells of a probe whose state has changed; the host records it for staff. Returns at once. */
    void health(MediaHealth health);

    /**
     * The profile in force for an event. Cheap: the engine asks twice a second, so a switch takes effect within a
     * moment.
     */
    MediaProfile profile(String event);

    /**
     * Where the picture of an event is to be forwarded to. Cheap: the engine asks twice a second, so a change takes
     * effect within a moment.
     */
    default List<RestreamTarget> restreams(String event) {
        return List.of();
    }

    /**
     * Connects to an address outside that somebody gave, if the server may call it; with TLS if its scheme says so.
     * Over SRT what is written and read is its payload, packets of a transport stream. Blocks for at most about 10 s,
     * for SRT 30 s.
     *
     * @param url an address of scheme {@code rtmp}, {@code rtmps}, {@code rtsp} or {@code rtsps}, without secrets; or
     *     of scheme {@code srt}, whole
     * @throws IOException if it may not be called or does not answer; the message is a sentence for staff
     */
    default OutboundConnection dial(String url) throws IOException {
        throw new IOException("This server calls no addresses outside.");
    }

    /**
     * Fetches a file from an address outside that somebody gave, if the server may call it. Redirects are followed,
     * each after a check of its own. Blocks for at most about 30 s.
     *
     * @param url an address of scheme {@code http} or {@code https}
     * @param maxBytes a larger file is refused
     * @throws IOException if there is none; the message is a sentence for staff without the address's path
     */
    default FetchedFile fetch(String url, int maxBytes) throws IOException {
        throw new IOException("This server calls no addresses outside.");
    }

    /**
     * Fetches a stretch of a file, otherwise like {@link #fetch(String, int)}.
     *
     * @param offset where the stretch begins
     * @param length how many bytes it has; a file that ends before gives fewer, and at least one
     * @throws IOException if there is none; the message is a sentence for staff without the address's path
     */
    default FetchedFile fetch(String url, long offset, int length) throws IOException {
        throw new IOException("This server calls no addresses outside.");
    }

    /**
     * Finds a file that may be played.
     *
     * @param name its name in the media folder, with {@code /} between folders
     * @throws IOException if there is none that may; the message is a sentence for staff
     */
    default Path mediaFile(String name) throws IOException {
        throw new IOException("This server plays no files.");
    }

    /** Tells how a link stands, when that has changed; the host records it for staff. Returns at once. */
    default void link(MediaLink link) {}

    /** The event's title, for the slate. */
    String title(String event);

    /** Directory for the rolling recording of an event; exists. */
    Path recordings(String event);

    /** Class path of the media worker program. */
    List<Path> workerClassPath();

    /** Java executable to start workers with. */
    Path javaExecutable();
}
