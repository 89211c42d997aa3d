package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.web.PluginAdmin;
import java.util.List;
import java.util.function.Function;

/** REST for operators: the plugins, through the host's plugin manager. */
final class PluginRoutes {
    private static final String PLUGINS = "/api/v1/plugins";
    private static final String PLUGIN = PLUGINS + "/{id}";
    private static final String WRITE = "plugin.write";

    private final PluginAdmin plugins;

    PluginRoutes(PluginAdmin plugins) {
        this.plugins = plugins;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask(
                        "GET",
                        PLUGINS,
                        "ops.read",
                        "The plugins and their versions",
                        request -> Reply.ok(Body.of("plugins", List.copyOf(plugins.list())))),
                Endpoint.ask(
                        "GET",
                        PLUGIN + "/why",
                        "ops.read",
                        "Why a plugin is in the state it is in",
                        request -> plugins.why(request.path("id"))
                                .map(Reply::ok)
                                .orElseGet(() -> Reply.notFound("There is no plugin \"" + request.path("id") + "\"."))),
                upload(
                        "POST",
                        PLUGINS,
                        "Installs a bundle, or updates the plugin it names",
                        201,
                        parcel -> plugins.install(sent(parcel))),
                upload(
                        "PUT",
                        PLUGIN,
                        "Updates a plugin",
                        200,
                        parcel -> plugins.update(parcel.path().getOrDefault("id", ""), sent(parcel))),
                upload(
                        "POST",
                        PLUGIN + "/rollback",
                        "Goes back to the version before",
                        200,
                        parcel -> plugins.rollback(
                                parcel.path().getOrDefault("id", ""), parcel.actor(), parcel.idempotencyKey())),
                upload(
                        "DELETE",
                        PLUGIN,
                        "Removes a plugin",
                        200,
                        parcel -> plugins.remove(
                                parcel.path().getOrDefault("id", ""), parcel.actor(), parcel.idempotencyKey())));
    }

    private static PluginAdmin.Upload sent(Endpoint.Parcel parcel) {
        return new PluginAdmin.Upload(parcel.bytes(), parcel.actor(), parcel.idempotencyKey());
    }

    private static Endpoint upload(
            String method,
            String path,
            String summary,
            int status,
            Function<Endpoint.Parcel, dev.vitrine.api.command.Outcome> take) {
        return new Endpoint(
                method, Template.of(path), WRITE, summary, Endpoint.CORE, new Endpoint.Action.Upload(take, status));
    }
}
