package dev.vitrine.api.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import java.util.Map;
import java.util.Optional;

/**
 * A permitted request.
 *
 * @param path values of the path template's names, decoded; {@code event} is always an existing event
 * @param query first value of each query parameter, decoded
 * @param body the JSON body; empty when there is none
 * @param actor who asks
 */
public record Request(Map<String, String> path, Map<String, String> query, Body body, Actor actor) {
    /** Returns the event of the path. */
    public String event() {
        return Optional.ofNullable(path.get("event")).orElse("");
    }

    /** Returns a value of the path template. */
    public String path(String name) {
        return Optional.ofNullable(path.get(name)).orElseThrow();
    }
}
