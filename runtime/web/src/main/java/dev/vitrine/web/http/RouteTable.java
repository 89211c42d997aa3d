package dev.vitrine.web.http;

import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Every route in force: ours, then those of the plugins in service. Immutable; rebuilt when a plugin changes. What is
 * not in here does not exist, and a route without a right is not let in.
 */
final class RouteTable {
    private static final System.Logger LOG = System.getLogger(RouteTable.class.getName());
    private static final Duration ASK_LIMIT = Duration.ofSeconds(1);

    private final List<Endpoint> endpoints;
    private final Map<InService, List<Endpoint>> byVersion;

    private RouteTable(List<Endpoint> endpoints, Map<InService, List<Endpoint>> byVersion) {
        this.endpoints = endpoints;
        this.byVersion = byVersion;
    }

    /** A found row. */
    record Match(Endpoint endpoint, Map<String, String> names) {}

    /** Returns our own routes alone. */
    static RouteTable of(List<Endpoint> own) {
        return new RouteTable(sorted(own), Map.of());
    }

    /** Returns our routes with those of the versions in service; a version that stays is not asked again. */
    RouteTable with(List<Endpoint> own, Snapshot snapshot) {
        Map<InService, List<Endpoint>> versions = new LinkedHashMap<>();
        List<Endpoint> all = new ArrayList<>(own);
        for (InService version : snapshot.plugins()) {
            List<Endpoint> routes = byVersion.get(version);
            if (routes == null) {
                routes = ask(version);
            }
            versions.put(version, routes);
            for (Endpoint route : routes) {
                if (taken(all, route)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Route " + route.method() + " " + route.path().text() + " of plugin \"" + route.owner()
                                    + "\" is taken already and stays out.");
                } else {
                    all.add(route);
                }
            }
        }
        return new RouteTable(sorted(all), versions);
    }

    private static boolean taken(List<Endpoint> all, Endpoint route) {
        return all.stream()
                .anyMatch(other -> other.method().equals(route.method())
                        && other.path().text().equals(route.path().text()));
    }

    private static List<Endpoint> sorted(List<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(Comparator.comparingInt(
                                (Endpoint endpoint) -> -endpoint.path().exactness())
                        .thenComparing(endpoint -> endpoint.path().text()))
                .toList();
    }

    private static List<Endpoint> ask(InService version) {
        List<Endpoint> routes = new ArrayList<>();
        for (RouteGroup group : version.contributions().routes()) {
            try {
                for (Route route : version.calls().call("routes", ASK_LIMIT, group::routes)) {
                    admit(version, route).ifPresent(routes::add);
                }
            } catch (PluginCallException e) {
                LOG.log(System.Logger.Level.WARNING, "Routes are missing: " + e.getMessage());
            }
        }
        return routes;
    }

    private static Optional<Endpoint> admit(InService version, Route route) {
        String plugin = version.contributions().plugin();
        if (route.right().isBlank()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Route " + route.path() + " of plugin \"" + plugin + "\" names no right and stays out.");
            return Optional.empty();
        }
        Template template;
        try {
            template = Template.of(route.path());
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "A route of plugin \"" + plugin + "\" stays out: " + e.getMessage());
            return Optional.empty();
        }
        Endpoint.Action action = route.commandType()
                .<Endpoint.Action>map(type -> new Endpoint.Action.Submit(
                        type, !template.names().contains("event"), status(route, template), order -> order))
                .orElseGet(() -> new Endpoint.Action.Ask(route.query(), Optional.of(version.calls())));
        return Optional.of(new Endpoint(route.method(), template, route.right(), route.summary(), plugin, action));
    }

    /** A {@code POST} to a collection, whose name is a plural, makes something. */
    private static int status(Route route, Template template) {
        Template.Segment last = template.segments().getLast();
        return route.method().equals("POST") && last.literal() && last.prefix().endsWith("s") ? 201 : 200;
    }

    /** Returns the most exact row for a request, unless there is none. */
    Optional<Match> find(String method, List<String> path) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.method().equals(method)) {
                Optional<Map<String, String>> names = endpoint.path().match(path);
                if (names.isPresent()) {
                    return Optional.of(new Match(endpoint, names.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Methods that the path takes, for {@code Allow}. */
    TreeSet<String> methods(List<String> path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.path().match(path).isPresent()) {
                methods.add(endpoint.method());
            }
        }
        return methods;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }
}
