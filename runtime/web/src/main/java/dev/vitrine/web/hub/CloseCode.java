package dev.vitrine.web.hub;

/**
 * Codes that the server closes a socket of {@code /ws} with. Those below 3500 and from 4000 to 4499 ask the client to
 * come back; the numbers up to 3999 are Centrifugo's.
 */
public enum CloseCode {
    /** The server is going down. */
    SHUTDOWN(3001, "shutdown", "The server is going down. Come back after a random part of what room.draining said."),
    /** The client does not read. */
    SLOW(3008, "slow", "The client does not read fast enough, or lags behind what is kept. Reconnect and recover."),
    /** No answer to a ping. */
    NO_PONG(3012, "no pong", "The client did not answer a ping within 10 s."),
    /** A flood. */
    TOO_MANY_REQUESTS(3013, "too many requests", "A flood of frames or commands. Come back later."),
    /** The token is worthless. */
    INVALID_TOKEN(3500, "invalid token", "The token or ticket is unknown, used, expired or revoked. Get another one."),
    /** A right was taken away. */
    PERMISSION_REVOKED(3500, "permission revoked", "A right was taken away that a subscription needs."),
    /** Not the protocol. */
    BAD_REQUEST(3501, "bad request", "What was sent is no command of this protocol."),
    /** Too slow to begin. */
    STALE(3502, "stale", "No connect within 15 s, or a message that was begun and not ended within 10 s."),
    /** Too many sockets of one user. */
    CONNECTION_LIMIT(3504, "connection limit", "This user has too many sockets open."),
    /** Not offered. */
    NOT_AVAILABLE(3508, "not available", "A command that Vitrine does not offer."),
    /** The waiting room. */
    WAITING(
            4013,
            "",
            "The server is full: the waiting room. The reason is JSON: retryAfterMs, position (from 1) and place, which"
                    + " an anonymous client sends back as connect.data.place to keep its position.");

    private final int code;
    private final String reason;
    private final String meaning;

    CloseCode(int code, String reason, String meaning) {
        this.code = code;
        this.reason = reason;
        this.meaning = meaning;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** What stands in the close frame. */
    public String reason() {
        return reason;
    }

    /** What it means and what to do. */
    public String meaning() {
        return meaning;
    }
}
