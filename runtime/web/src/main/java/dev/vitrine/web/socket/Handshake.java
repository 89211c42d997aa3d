package dev.vitrine.web.socket;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client's wish to open a socket.
 *
 * @param path decoded path
 * @param query first value of each parameter
 * @param subprotocol the one agreed on, or empty
 * @param remoteAddress IP address of the peer
 */
public record Handshake(String path, Map<String, String> query, Optional<String> subprotocol, String remoteAddress) {
    /** A wish that is refused in a way the client's programmer should read. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String phrase;

        /**
         * A refusal.
         *
         * @param detail one sentence of printable ASCII without quotes
         */
        public Refused(int status, String phrase, String detail) {
            super(detail, null, false, false);
            this.status = status;
            this.phrase = phrase;
        }

        int status() {
            return status;
        }

        String phrase() {
            return phrase;
        }
    }

    /** Whoever opens sockets under some paths. */
    public interface Door {
        /**
         * Returns the handler for a socket, or empty when the path is not this door's or there is nothing behind it.
         *
         * @throws Refused when the path is this door's and the wish cannot be met, with what to tell the client
         */
        Optional<LinkHandler> open(Handshake handshake);

        /** Sub-protocols it understands, best first. */
        default List<String> subprotocols() {
            return List.of();
        }
    }
}
