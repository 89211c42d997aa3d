package dev.vitrine.web.http;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Route;
import dev.vitrine.core.House;
import dev.vitrine.web.PluginAdmin;
import dev.vitrine.web.StaticRoots;
import dev.vitrine.web.WebConfig;
import dev.vitrine.web.hub.Hub;
import dev.vitrine.web.media.MediaDoor;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.oidc.Oidc;
import dev.vitrine.web.qoe.QoeDesk;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the HTTP side together. */
public final class Doors {
    private Doors() {}

    /** Returns the handler of everything that is not a socket. */
    public static HttpDoor http(
            WebConfig config,
            House house,
            StaticRoots roots,
            PluginAdmin plugins,
            Hub hub,
            MediaDoor media,
            Health health,
            WebMetrics metrics) {
        OpenApi openApi = new OpenApi(house::commandTypes, config.version());
        QoeDesk qoe = new QoeDesk(metrics, System::nanoTime);
        AsyncApi asyncApi = new AsyncApi(house.contributions(), config.version());
        Optional<Oidc> oidc = config.oidc().map(provider -> new Oidc(provider, InstantSource.system()));
        return new HttpDoor(
                house,
                new Pages(
                        roots,
                        event -> !event.equals(Command.HOUSE)
                                && house.rooms().room(event).isPresent()),
                config.origins(),
                metrics,
                table -> {
                    List<Endpoint> own = new ArrayList<>();
                    own.addAll(new EventRoutes(house, hub, media, config.ingest()).endpoints());
                    own.addAll(new ProfileRoutes(house).endpoints());
                    own.addAll(new ModerationRoutes(house).endpoints());
                    own.addAll(new HlsDoor(house.contributions(), metrics).endpoints());
                    own.addAll(new PluginRoutes(plugins).endpoints());
                    own.addAll(new PolicyRoutes(house).endpoints());
                    own.addAll(new SessionRoutes(house).endpoints());
                    own.addAll(new PeopleRoutes(house).endpoints());
                    own.addAll(new WebhookRoutes(house).endpoints());
                    own.addAll(new LinkRoutes(house, config.srt()).endpoints());
                    own.addAll(new OidcRoutes(house, oidc).endpoints());
                    own.addAll(new AccountRoutes(house).endpoints());
                    own.addAll(new QoeRoutes(qoe).endpoints());
                    own.addAll(new HealthRoutes(house).endpoints());
                    own.addAll(health.endpoints());
                    own.add(Endpoint.ask(
                            "GET",
                            "/openapi",
                            Route.PUBLIC,
                            "This description",
                            request -> Reply.ok(new Body(openApi.describe(table.get())))));
                    own.add(Endpoint.ask(
                            "GET",
                            "/asyncapi",
                            Route.PUBLIC,
                            "The description of the sockets",
                            request -> Reply.ok(new Body(asyncApi.describe()))));
                    own.add(Endpoint.ask(
                            "GET", "/metrics", Route.PUBLIC, "Prometheus metrics", request -> metrics(metrics)));
                    return List.copyOf(own);
                });
    }

    private static Reply metrics(WebMetrics metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create()
                    .write(out, metrics.registry().scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply.Bytes(PrometheusTextFormatWriter.CONTENT_TYPE, out.toByteArray(), Duration.ZERO);
    }
}
