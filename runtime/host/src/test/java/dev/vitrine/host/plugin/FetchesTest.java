package dev.vitrine.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.core.net.OutboundGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a plugin gets when it asks for a document from outside. */
class FetchesTest {
    private final HttpServer server;
    private final Fetches trusting =
            new Fetches(new OutboundGuard(OutboundGuard.Resolver.SYSTEM, () -> Set.of("127.0.0.1")));

    FetchesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/list", exchange -> {
            boolean known = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            byte[] body = "{\"entries\":3}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(known ? 304 : 200, known ? -1 : body.length);
            if (!known) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.createContext("/text", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Download from(Fetches fetches, String path, String etag) {
        return fetches.fetch("http://127.0.0.1:" + server.getAddress().getPort() + path, etag)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aDocument_comesOnce_andThenOnlyWhenItChanged() {
        assertThat(from(trusting, "/list", "")).isEqualTo(new Download.Document(Body.of("entries", 3L), "\"1\""));
        assertThat(from(trusting, "/list", "\"1\"")).isEqualTo(new Download.Unchanged());
    }

    @Test
    void whatIsNoDocument_isAFailureThatSaysWhy() {
        assertThat(from(trusting, "/text", "")).isEqualTo(new Download.Failed("What it answers is no JSON object."));
        assertThat(from(trusting, "/nothing", "")).isEqualTo(new Download.Failed("It answered 404."));
    }

    @Test
    void theServersOwnNetwork_isNotAsked() {
        Fetches wary =
                new Fetches(new OutboundGuard(host -> java.util.List.of(InetAddress.getByName("10.0.0.7")), Set::of));
        assertThat(from(wary, "/list", ""))
                .isInstanceOfSatisfying(
                        Download.Failed.class,
                        failed -> assertThat(failed.sentence()).contains("https://"));
        Download inside = wary.fetch("https://partner.example/list", "")
                .toCompletableFuture()
                .join();
        assertThat(inside)
                .isInstanceOfSatisfying(
                        Download.Failed.class,
                        failed -> assertThat(failed.sentence()).contains("not on the public network"));
    }
}
