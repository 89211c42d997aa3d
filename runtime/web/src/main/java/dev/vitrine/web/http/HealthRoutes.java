package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.core.House;
import java.util.List;

/** REST about how an event's picture and sound come in. */
final class HealthRoutes {
    private final EngineQuestion engine;

    HealthRoutes(House house) {
        this.engine = new EngineQuestion(house.contributions());
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.ask(
                "GET",
                EventRoutes.EVENT + "/health",
                "ops.read",
                "How the probes of the event's publisher, picture and sound stand, with figure and limit",
                request -> Reply.ok(Body.of("probes", probes(request.event())))));
    }

    private List<Object> probes(String event) {
        return engine.list("media health", each -> each.health(event)).stream()
                .map(health -> (Object) House.body(health).values())
                .toList();
    }
}
