package dev.vitrine.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.plugin.EngineRouter;
import dev.vitrine.host.plugin.TestEngines;
import dev.vitrine.web.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port of publishers over TLS, with a certificate made for the test. */
class SecureIngestTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int LIMIT_MS = 20_000;

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // made before each test
    private KeyStore keys;

    @SuppressWarnings("NullAway.Init") // made before each test
    private IngestListener listener;

    @BeforeEach
    void open() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "ingest",
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
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        SSLContext context = Certificates.context(
                pem("cert.pem", "CERTIFICATE", keys.getCertificate("ingest").getEncoded()),
                pem("key.pem", "PRIVATE KEY", keys.getKey("ingest", PASSWORD).getEncoded()));
        listener = IngestListener.openSecure("127.0.0.1", 0, context, TestEngines.withOne());
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private Path pem(String name, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private Socket secure() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ingest", keys.getCertificate("ingest"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        Socket socket = context.getSocketFactory().createSocket("127.0.0.1", listener.port());
        socket.setSoTimeout(LIMIT_MS);
        return socket;
    }

    @Test
    void publisher_speaksWithTheEngineThroughTls() throws Exception {
        try (Socket socket = secure()) {
            socket.getOutputStream().write(7);

            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void plainRtmp_isHungUpOn_andTheNextOneIsServed() throws Exception {
        try (Socket plain = new Socket("127.0.0.1", listener.port())) {
            plain.setSoTimeout(LIMIT_MS);
            plain.getOutputStream().write(new byte[1_537]);
            byte[] alert = plain.getInputStream().readAllBytes();
            assertThat(alert.length).as("an alert at most").isLessThan(64);
        } catch (IOException reset) {
            // closed with bytes of ours unread
        }
        publisher_speaksWithTheEngineThroughTls();
    }

    @Test
    void portInUse_namesTheOption() {
        assertThatThrownBy(() -> IngestListener.openSecure(
                        "127.0.0.1",
                        listener.port(),
                        Certificates.context(directory.resolve("cert.pem"), directory.resolve("key.pem")),
                        new EngineRouter()))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining("for RTMPS")
                .hasMessageContaining("--rtmps");
    }
}
