package dev.vitrine.api.media;

import java.time.Instant;
import java.util.Optional;

/**
 * How a connection for media that this server makes by itself stands.
 *
 * @param event id of the event
 * @param id id of the target or source
 * @param kind which way the media goes
 * @param state how it stands
 * @param why one sentence, without secrets
 * @param since when that began
 * @param retryAt when the next try is due, while it waits
 * @param kbps bits over the last seconds, in 1,000 bit/s
 * @param lost packets that were left out because the other side was too slow
 */
public record MediaLink(
        String event,
        String id,
        Kind kind,
        State state,
        String why,
        Instant since,
        Optional<Instant> retryAt,
        int kbps,
        long lost) {
    /** Which way the media goes. */
    public enum Kind {
        /** From this server to another one. */
        RESTREAM,
        /** To this server, which asks for it. */
        SOURCE
    }

    /** How a link stands. */
    public enum State {
        /** There is nothing to do: no picture to send, or it is not this source's turn. */
        IDLE,
        /** A connection is being made. */
        CONNECTING,
        /** Media goes out. */
        SENDING,
        /** Media comes in. */
        PLAYING,
        /** It failed, and is tried again by itself. */
        WAITING,
        /** It is over. */
        ENDED
    }
}
