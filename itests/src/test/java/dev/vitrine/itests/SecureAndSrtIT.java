package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real encoders over TLS and over SRT, on a server that has a certificate and libsrt. */
class SecureAndSrtIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final List<String> H264 =
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25");
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-secure");
        KeyStore keys = keys();
        Path certificate =
                pem("cert.pem", "CERTIFICATE", keys.getCertificate("ingest").getEncoded());
        Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("ingest", PASSWORD).getEncoded());
        requireLibsrt();
        server = Vitrine.up(
                data.resolve("data"),
                "--no-demo",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString(),
                "--https",
                "0",
                "--rtmps",
                "0",
                "--srt",
                "0");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @Test
    void rtmps_isTakenWithTheCertificateOfHttps() {
        Api owner = server.api().liveEvent("secure");
        String address = "rtmps://127.0.0.1:" + port("rtmps") + "/live/" + owner.streamKey("secure");
        try (Encoder encoder = Encoder.publishTo("flv", address, H264);
                MediaTap tap = MediaTap.open(server, "secure")) {
            await().atMost(LIMIT).until(() -> tap.fragments() > 50);
            assertThat(encoder.isAlive()).isTrue();
            assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2");
        }
    }

    @Test
    void srt_isRoutedByItsStreamId_twoAtOnceOnOnePort() {
        Api owner = server.api();
        owner.liveEvent("one");
        owner.liveEvent("two");
        String address = "srt://127.0.0.1:" + port("srt") + "?streamid=";
        try (Encoder first = Encoder.publishTo("mpegts", address + owner.streamKey("one"), H264);
                Encoder second = Encoder.publishTo("mpegts", address + "publish:live/" + owner.streamKey("two"), H264);
                MediaTap tapOne = MediaTap.open(server, "one");
                MediaTap tapTwo = MediaTap.open(server, "two")) {
            await().atMost(LIMIT).until(() -> tapOne.fragments() > 50 && tapTwo.fragments() > 50);
            assertThat(first.isAlive() && second.isAlive()).isTrue();
            assertThat(tapOne.config()).contains("avc1.").contains("mp4a.40.2");
            assertThat(tapOne.timestampsAreMonotonic()).isTrue();
        }
    }

    @Test
    void srt_withAWrongKey_isHungUpOn() {
        try (Encoder encoder =
                Encoder.publishTo("mpegts", "srt://127.0.0.1:" + port("srt") + "?streamid=no-such-key", H264)) {
            await().atMost(LIMIT).until(() -> !encoder.isAlive());
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.output()).contains("Stream key \"no…ey\" is not known"));
        }
    }

    private static int port(String scheme) {
        Matcher matcher = Pattern.compile(scheme + "://127\\.0\\.0\\.1:(\\d+)").matcher(server.output());
        assertThat(matcher.find()).as(server.output()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** It comes with Debian's ffmpeg, which these tests install; the doctor's sentence is the one an operator reads. */
    private static void requireLibsrt() {
        assertThat(Vitrine.command("doctor", "--data", data.resolve("data").toString())
                        .output())
                .containsPattern("srt +libsrt is there");
    }

    private static KeyStore keys() throws Exception {
        Path file = data.resolve("keys.p12");
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
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static Path pem(String name, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(
                data.resolve(name), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
