package dev.vitrine.web.http;

import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.http.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Describes the route table in force as OpenAPI 3.1. */
final class OpenApi {
    private final Supplier<List<CommandType>> types;
    private final String version;

    OpenApi(Supplier<List<CommandType>> types, String version) {
        this.types = types;
        this.version = version;
    }

    Map<String, Object> describe(List<Endpoint> endpoints) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            paths.computeIfAbsent(endpoint.path().text(), path -> new LinkedHashMap<>())
                    .put(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        return ordered(
                "openapi", "3.1.0",
                "info",
                        ordered(
                                "title",
                                "Vitrine",
                                "version",
                                version,
                                "description",
                                "Live commerce. Errors are problem details (RFC 9457); every write takes an"
                                        + " Idempotency-Key; changes refused by a protected window are 423.",
                                "license",
                                ordered("name", "Proprietary", "identifier", "LicenseRef-Vitrine")),
                "servers", List.of(ordered("url", "/")),
                "paths", paths,
                "components", components());
    }

    private Map<String, Object> operation(Endpoint endpoint) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(endpoint));
        operation.put("summary", endpoint.summary());
        operation.put("tags", List.of(endpoint.owner()));
        operation.put("x-vitrine-right", endpoint.right());
        operation.put(
                "security",
                endpoint.right().equals(Route.PUBLIC)
                        ? List.of(Map.of(), ordered("bearer", List.of()), ordered("cookie", List.of()))
                        : List.of(ordered("bearer", List.of()), ordered("cookie", List.of())));
        List<Object> parameters = parameters(endpoint);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        body(endpoint).ifPresent(body -> operation.put("requestBody", body));
        int status = endpoint.action() instanceof Endpoint.Action.Submit submit
                ? submit.status()
                : endpoint.action() instanceof Endpoint.Action.Upload upload ? upload.status() : 200;
        operation.put(
                "responses",
                ordered(
                        Integer.toString(status),
                        ordered(
                                "description",
                                "Done",
                                "content",
                                ordered("application/json", ordered("schema", ordered("type", "object")))),
                        "default",
                        ordered("$ref", "#/components/responses/Problem")));
        return operation;
    }

    private static List<Object> parameters(Endpoint endpoint) {
        List<Object> parameters = new ArrayList<>();
        for (String name : endpoint.path().names()) {
            parameters.add(ordered("name", name, "in", "path", "required", true, "schema", ordered("type", "string")));
        }
        if (!endpoint.method().equals("GET")
                && !(endpoint.action() instanceof Endpoint.Action.Ask)
                && !(endpoint.action() instanceof Endpoint.Action.Visited)) {
            parameters.add(ordered("$ref", "#/components/parameters/IdempotencyKey"));
        }
        return parameters;
    }

    private Optional<Map<String, Object>> body(Endpoint endpoint) {
        return switch (endpoint.action()) {
            case Endpoint.Action.Ask ask ->
                endpoint.method().equals("GET") ? Optional.empty() : Optional.of(json(Map.of("type", "object")));
            case Endpoint.Action.Serve serve -> Optional.empty();
            case Endpoint.Action.Submit submit -> {
                Map<String, Object> schema = new LinkedHashMap<>();
                schema.put("type", "object");
                type(submit.commandType()).ifPresent(type -> {
                    schema.put("description", type.summary());
                    schema.put("examples", List.of(type.example()));
                });
                yield Optional.of(json(schema));
            }
            case Endpoint.Action.Visited door ->
                endpoint.method().equals("GET")
                        ? Optional.empty()
                        : Optional.of(json(ordered(
                                "type",
                                "object",
                                "examples",
                                List.of(door.example().values()))));
            case Endpoint.Action.Upload upload ->
                endpoint.method().equals("DELETE") || endpoint.path().text().endsWith("rollback")
                        ? Optional.empty()
                        : Optional.of(ordered(
                                "required",
                                true,
                                "content",
                                ordered(
                                        "application/java-archive",
                                        ordered("schema", ordered("contentMediaType", "application/java-archive")))));
        };
    }

    private Optional<CommandType> type(String name) {
        return types.get().stream().filter(type -> type.type().equals(name)).findFirst();
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return ordered("content", ordered("application/json", ordered("schema", schema)));
    }

    private static String operationId(Endpoint endpoint) {
        return endpoint.method().toLowerCase(Locale.ROOT)
                + endpoint.path().text().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_+$", "");
    }

    private static Map<String, Object> components() {
        Map<String, Object> text = ordered("type", "string");
        return ordered(
                "securitySchemes",
                ordered(
                        "bearer",
                        ordered("type", "http", "scheme", "bearer"),
                        "cookie",
                        ordered(
                                "type",
                                "apiKey",
                                "in",
                                "cookie",
                                "name",
                                SessionCookie.SECURE,
                                "description",
                                "Of a login; a write needs the Origin of a page of this server as well")),
                "parameters",
                ordered(
                        "IdempotencyKey",
                        ordered(
                                "name",
                                "Idempotency-Key",
                                "in",
                                "header",
                                "description",
                                "The same actor's same key within an event is done once and answered alike",
                                "schema",
                                ordered("type", "string", "minLength", 1, "maxLength", HttpDoor.MAX_KEY_CHARS))),
                "responses",
                ordered(
                        "Problem",
                        ordered(
                                "description",
                                "Refused: who, what state, what to do next",
                                "content",
                                ordered(
                                        "application/problem+json",
                                        ordered("schema", ordered("$ref", "#/components/schemas/Problem"))))),
                "schemas",
                ordered(
                        "Problem",
                        ordered(
                                "type",
                                "object",
                                "required",
                                List.of("type", "title", "status", "detail"),
                                "properties",
                                ordered(
                                        "type",
                                        text,
                                        "title",
                                        text,
                                        "status",
                                        ordered("type", "integer"),
                                        "detail",
                                        text,
                                        "rule",
                                        text,
                                        "until",
                                        text,
                                        "approvers",
                                        ordered("type", "array", "items", text)))));
    }

    /** Returns a map that keeps the order of its names and values. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
