package dev.vitrine.api.media;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the engine says to a {@link HlsRequest}. Everything in it is shared by all who ask; neither side ever changes
 * it, nor moves a buffer's position.
 */
public sealed interface HlsAnswer {
    /** How an answer may be cached. */
    enum Caching {
        /** Asked for anew each time: it changes. */
        NONE,
        /** The answer to exactly this address stays right for {@link HlsAnswer#BLOCKED_MAX_AGE}. */
        BRIEF,
        /** It never changes. */
        IMMUTABLE
    }

    /** Six target durations: how long the answer to a blocking reload may stay in a cache. */
    Duration BLOCKED_MAX_AGE = Duration.ofSeconds(24);

    /**
     * A playlist.
     *
     * @param text UTF-8
     * @param gzip the same, compressed once for everybody
     */
    record Playlist(ByteBuffer text, ByteBuffer gzip, Caching caching) implements HlsAnswer {}

    /**
     * Media held in memory.
     *
     * @param bytes what is to be sent, one after the other; duplicate each before reading
     */
    record Media(String contentType, List<ByteBuffer> bytes) implements HlsAnswer {}

    /** Media on disk, {@code length} bytes from the start of a file that is not shortened while it may be asked for. */
    record Stored(String contentType, Path path, long length) implements HlsAnswer {}

    /**
     * Not there yet. The stage completes, with one of the other kinds, the moment it is.
     *
     * @param patience after this long the asker is told 503
     */
    record Later(CompletionStage<HlsAnswer> stage, Duration patience) implements HlsAnswer {}

    /**
     * Nothing.
     *
     * @param status of HTTP: 400, 404 or 503
     * @param why a plain sentence
     * @param retryAfter when asking again makes sense
     */
    record Refused(int status, String why, Optional<Duration> retryAfter) implements HlsAnswer {
        /** A refusal for good. */
        public Refused(int status, String why) {
            this(status, why, Optional.empty());
        }
    }
}
