package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;

/**
 * A request to a door of our own that looks at more than a command does: at cookies, grounds and the peer's address.
 *
 * @param request as it came
 * @param response to be answered
 * @param body its JSON; empty for a {@code GET}
 * @param caller who sends it
 */
record Visit(ServerRequest request, ServerResponse response, Body body, Caller caller) {
    /** Whoever answers it. Called on the connection's virtual thread. */
    @FunctionalInterface
    interface Door {
        /** Answers. */
        void serve(Visit visit);
    }

    /** The peer's IP address. */
    String address() {
        return request.remotePeer().address() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
    }

    void answer(int status, Body body) {
        Responder.json(request, response, status, body);
    }

    void refuse(Problem problem) {
        Responder.problem(request, response, problem);
    }
}
