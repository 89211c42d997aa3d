package dev.vitrine.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS, HTTP/2 and sockets over TLS with a certificate made for the test. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory = Path.of("");

    private KeyStore keys() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private Path pem(String name, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", keys.getCertificate("web"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void certificate_opensHttpsWithHttp2AndSecureSockets() throws Exception {
        KeyStore keys = keys();
        WebConfig config = WebConfig.plain("127.0.0.1", 0)
                .withTls(new WebConfig.Tls(
                        0,
                        pem(
                                "cert.pem",
                                "CERTIFICATE",
                                keys.getCertificate("web").getEncoded()),
                        pem(
                                "key.pem",
                                "PRIVATE KEY",
                                keys.getKey("web", PASSWORD).getEncoded())));
        try (TestWeb web = new TestWeb(
                        Files.createDirectory(directory.resolve("data")),
                        Files.createDirectory(directory.resolve("pages")),
                        config);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
            web.withEvent("demo");
            String address = "localhost:" + web.web().tlsPort();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + address + "/api/v1/events"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).contains("demo");
            HttpResponse<String> made = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + address + "/api/v1/events/demo/sessions"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Mia\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);

            CompletableFuture<String> greeting = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("wss://" + address + "/ws"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            greeting.complete(text.toString());
                            return CompletableFuture.completedStage(null);
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            socket.sendText("{\"id\":1,\"connect\":{}}", true).get(30, TimeUnit.SECONDS);
            assertThat(greeting.get(30, TimeUnit.SECONDS)).contains("\"client\"");
            socket.abort();
        }
    }

    @Test
    void portInUse_isNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Path data = Files.createDirectory(directory.resolve("data"));
            assertThatThrownBy(() ->
                            new TestWeb(data, directory, WebConfig.plain("127.0.0.1", taken.getLocalPort())).close())
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("in use");
        }
    }
}
