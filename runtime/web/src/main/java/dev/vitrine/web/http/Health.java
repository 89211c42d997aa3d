package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Route;
import java.util.List;

/**
 * The three probes. Live: this process answers. Started: it has been ready once. Ready: send people here. Set by the
 * host from any thread.
 */
public final class Health {
    private volatile boolean started;
    private volatile boolean ready;

    /** Everything is up. */
    public void ready() {
        started = true;
        ready = true;
    }

    /** Nobody new, please. */
    public void draining() {
        ready = false;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask("GET", "/health/live", Route.PUBLIC, "Whether the process answers", request -> up(true)),
                Endpoint.ask("GET", "/health/started", Route.PUBLIC, "Whether it has come up", request -> up(started)),
                Endpoint.ask(
                        "GET", "/health/ready", Route.PUBLIC, "Whether to send people here", request -> up(ready)));
    }

    private static Reply up(boolean up) {
        return new Reply.Json(up ? 200 : 503, Body.of("status", up ? "UP" : "DOWN"));
    }
}
