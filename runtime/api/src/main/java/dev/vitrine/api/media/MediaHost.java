package dev.vitrine.api.media;

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

    /** The event's title, for the slate. */
    String title(String event);

    /** Directory for the rolling recording of an event; exists. */
    Path recordings(String event);

    /** Class path of the media worker program. */
    List<Path> workerClassPath();

    /** Java executable to start workers with. */
    Path javaExecutable();
}
