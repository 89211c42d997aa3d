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
    /** Whoever opens sockets under some paths. */
    public interface Door {
        /**
         * Returns the handler for a socket, or empty when the path is not this door's or there is nothing behind it.
         */
        Optional<LinkHandler> open(Handshake handshake);

        /** Sub-protocols it understands, best first. */
        default List<String> subprotocols() {
            return List.of();
        }
    }
}
