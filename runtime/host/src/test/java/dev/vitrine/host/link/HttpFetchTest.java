package dev.vitrine.host.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.core.net.OutboundGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFetchTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 4 << 20;

    private final OutboundGuard guard = new OutboundGuard(OutboundGuard.Resolver.SYSTEM, () -> Set.of("127.0.0.1"));
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/here", "/chunked" -> {
                    byte[] body = "a file".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, path.equals("/here") ? body.length : 0);
                    exchange.getResponseBody().write(body);
                }
                case "/stretches" -> {
                    assertThat(exchange.getRequestHeaders().getFirst("Range")).isEqualTo("bytes=2-5");
                    exchange.sendResponseHeaders(206, 4);
                    exchange.getResponseBody().write("file".getBytes(StandardCharsets.UTF_8));
                }
                case "/moved" -> {
                    exchange.getResponseHeaders().set("Location", "here?secret");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/round" -> {
                    exchange.getResponseHeaders().set("Location", "/round");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/inside" -> {
                    exchange.getResponseHeaders().set("Location", "http://169.254.169.254/secret");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/large" -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] block = new byte[1 << 20];
                    for (int i = 0; i < 8; i++) {
                        exchange.getResponseBody().write(block);
                    }
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void file_isFetched_alsoInChunks_andBehindARedirect() throws IOException {
        for (String path : new String[] {"/here", "/chunked", "/moved"}) {
            FetchedFile file = HttpFetch.get(guard, base + path, MAX_BYTES, LIMIT);
            assertThat(file.body()).as(path).asString(StandardCharsets.UTF_8).isEqualTo("a file");
            assertThat(file.url()).isEqualTo(path.equals("/moved") ? base + "/here?secret" : base + path);
        }
    }

    @Test
    void stretch_isFetched_alsoOfAServerThatGivesTheWholeFile() throws IOException {
        for (String path : new String[] {"/stretches", "/here", "/chunked", "/moved"}) {
            FetchedFile file = HttpFetch.stretch(guard, base + path, 2, 4, LIMIT);
            assertThat(file.body()).as(path).asString(StandardCharsets.UTF_8).isEqualTo("file");
        }
        assertThat(HttpFetch.stretch(guard, base + "/here", 4, 100, LIMIT).body())
                .hasSize(2);
        assertThatThrownBy(() -> HttpFetch.stretch(guard, base + "/here", 6, 4, LIMIT))
                .hasMessageContaining("ends before");
    }

    @Test
    void whatIsNoFile_isASentenceWithoutThePath() {
        refused("/gone-secret", "answers 404");
        refused("/round", "leads on more than 5 times");
        refused("/large", "more than 4 MiB");
        refused("/inside", "169.254.169.254");
    }

    @Test
    void addressesThatAreNotPublic_areRefused() {
        for (String url : new String[] {"http://10.0.0.7/secret", "https://[::1]/secret", "file:///etc/secret"}) {
            assertThatThrownBy(() -> HttpFetch.get(guard, url, MAX_BYTES, LIMIT))
                    .isInstanceOf(IOException.class)
                    .message()
                    .doesNotContain("secret");
        }
    }

    private void refused(String path, String sentence) {
        assertThatThrownBy(() -> HttpFetch.get(guard, base + path, MAX_BYTES, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("secret");
    }
}
