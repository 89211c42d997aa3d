package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.MediaTap;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.HlsClient;
import dev.vitrine.itests.support.hls.HlsClient.Answer;
import dev.vitrine.itests.support.hls.MediaPlaylist;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real encoders over TLS and over SRT with a passphrase, on a server that has a certificate and libsrt. */
class SecureAndSrtIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSPHRASE = "passphrase-of-the-server";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final List<String> H264 =
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25");
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @SuppressWarnings("NullAway.Init") // made before each test
    private static KeyStore keys;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-secure");
        keys = keys();
        Path certificate =
                pem("cert.pem", "CERTIFICATE", keys.getCertificate("ingest").getEncoded());
        Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("ingest", PASSWORD).getEncoded());
        requireLibsrt();
        // What is called in these tests is this machine, which nobody may reach through a server else.
        Files.writeString(
                Files.createDirectories(data.resolve("data/policies")).resolve("outbound.yaml"),
                "trustedHosts: [127.0.0.1]\n");
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
                "0",
                "--srt-passphrase-file",
                Files.writeString(data.resolve("passphrase"), PASSPHRASE + "\n").toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @Test
    void rtmps_isTakenWithTheCertificateOfHttps_andPlaysByHlsOverHttp2() throws Exception {
        Api owner = server.api().liveEvent("secure");
        String address = "rtmps://127.0.0.1:" + port("rtmps") + "/live/" + owner.streamKey("secure");
        try (Encoder encoder = Encoder.publishTo("flv", address, H264);
                MediaTap tap = MediaTap.open(server, "secure")) {
            await().atMost(LIMIT).until(() -> tap.fragments() > 50);
            assertThat(encoder.isAlive()).isTrue();
            assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2");
            playsByHlsOverHttp2("secure");
        }
    }

    /** As Apple's players ask: the next playlist and the part it hints are held at once, on one connection. */
    private static void playsByHlsOverHttp2(String event) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(trusting(keys))
                .build()) {
            HlsClient index =
                    new HlsClient(http, "https://127.0.0.1:" + port("https") + "/live/" + event + "/index.m3u8");
            await().atMost(LIMIT).until(() -> index.reload("").status() == 200);
            assertThat(index.reload("").response().version()).isEqualTo(HttpClient.Version.HTTP_2);
            String variant = index.reload("")
                    .text()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
            HlsClient client = new HlsClient(http, index.resolve(variant).toString());
            MediaPlaylist known = client.now();
            for (int round = 0; round < 5; round++) {
                CompletableFuture<Answer> hinted = client.held(known.hintedPart());
                Answer next = client.after(known, "");
                assertThat(next.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(next.playlist().parts())
                        .extracting(MediaPlaylist.Part::uri)
                        .contains(known.hintedPart());
                Answer part = hinted.get(60, TimeUnit.SECONDS);
                assertThat(part.status()).isEqualTo(200);
                assertThat(part.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(part.bytes()).isNotEmpty();
                known = next.playlist();
            }
        }
    }

    @Test
    void srt_isRoutedByItsStreamId_twoAtOnceOnOnePort_andOneWithoutAPictureIsNamed() {
        Api owner = server.api();
        owner.liveEvent("blind");
        owner.liveEvent("one");
        owner.liveEvent("two");
        String address = srt("");
        List<String> withoutParameterSets = new ArrayList<>(H264);
        withoutParameterSets.addAll(List.of("-bsf:v", "filter_units=remove_types=7-8"));
        try (Encoder blind = Encoder.publishTo("mpegts", address + owner.streamKey("blind"), withoutParameterSets);
                Encoder first = Encoder.publishTo("mpegts", address + owner.streamKey("one"), H264);
                Encoder second = Encoder.publishTo("mpegts", address + "publish:live/" + owner.streamKey("two"), H264);
                MediaTap tapOne = MediaTap.open(server, "one");
                MediaTap tapTwo = MediaTap.open(server, "two")) {
            await().atMost(LIMIT).until(() -> tapOne.fragments() > 50 && tapTwo.fragments() > 50);
            assertThat(first.isAlive() && second.isAlive()).isTrue();
            assertThat(tapOne.config()).contains("avc1.").contains("mp4a.40.2");
            assertThat(tapOne.timestampsAreMonotonic()).isTrue();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(owner.get("/api/v1/events/blind/health")
                                    .must(200)
                                    .body())
                            .as(blind.output())
                            .contains("\"probe\":\"picture\"")
                            .contains("pictures come without what decodes them (SPS and PPS)"));
            assertThat(owner.get("/api/v1/events/one/health").must(200).body())
                    .contains("\"probe\":\"picture\"")
                    .doesNotContain("pictures come without");
        }
    }

    /** Where publishers go who have the passphrase; a stream id follows. */
    private static String srt(String streamId) {
        return "srt://127.0.0.1:" + port("srt") + "?passphrase=" + PASSPHRASE + "&streamid=" + streamId;
    }

    @Test
    void srt_withAWrongKey_isHungUpOn_andWithoutThePassphraseNotEvenAnswered() {
        Api owner = server.api().liveEvent("shut");
        String key = owner.streamKey("shut");
        String open = "srt://127.0.0.1:" + port("srt") + "?streamid=" + key;
        try (Encoder encoder = Encoder.publishTo("mpegts", srt("no-such-key"), H264);
                Encoder without = Encoder.publishTo("mpegts", open, H264);
                Encoder other = Encoder.publishTo("mpegts", open + "&passphrase=another-passphrase", H264)) {
            await().atMost(LIMIT).until(() -> !encoder.isAlive() && !without.isAlive() && !other.isAlive());
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.output()).contains("Stream key \"no…ey\" is not known"));
            assertThat(owner.streamState("shut")).isEqualTo("OFFLINE");
            assertThat(owner.get("/api/v1/events/shut/stream-keys").must(200).body())
                    .contains("\"srtPort\":" + port("srt"))
                    .contains("\"srtEncrypted\":true")
                    .doesNotContain(PASSPHRASE);
            assertThat(server.output()).contains("&passphrase=…").doesNotContain(PASSPHRASE);
            assertThat(server.handle().descendants().map(child -> child.info().commandLine()))
                    .as("what everybody on the machine can see")
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.orElse("")).doesNotContain(PASSPHRASE));
        }
    }

    /** One picture all the way: a foreign listener, this server as caller, and as caller of two other listeners. */
    @Test
    void srt_isFetchedAndForwardedAsCaller() throws Exception {
        Api owner = server.api();
        owner.liveEvent("fetched");
        owner.liveEvent("taken");
        String key = owner.streamKey("taken");
        int from = freePort();
        int to = freePort();
        int standby = freePort();
        Path taken = data.resolve("taken.ts");
        assertThat(owner.post("/api/v1/events/fetched/restreams", "url", "srt://10.0.0.7:9000?streamid=" + key)
                        .must(400)
                        .body())
                .contains("not on the public network")
                .doesNotContain(key);
        Process foreign = ffmpeg(
                "-i",
                "srt://127.0.0.1:" + to + "?mode=listener&passphrase=their-passphrase",
                "-t",
                "2",
                "-c",
                "copy",
                taken.toString());
        try (Encoder encoder = Encoder.publishTo(
                        "mpegts", "srt://127.0.0.1:" + from + "?mode=listener&passphrase=our-passphrase", H264);
                Encoder spare = Encoder.publishTo(
                        "mpegts", "srt://127.0.0.1:" + standby + "?mode=listener&passphrase=our-passphrase", H264);
                MediaTap tap = MediaTap.open(server, "taken")) {
            owner.put(
                            "/api/v1/events/fetched/sources/primary",
                            "url",
                            "srt://127.0.0.1:" + from + "?passphrase=our-passphrase")
                    .must(200);
            String restream = owner.post("/api/v1/events/fetched/restreams", "url", srt(key))
                    .must(201)
                    .text("id");
            owner.put(
                            "/api/v1/events/taken/sources/backup",
                            "url",
                            "srt://127.0.0.1:" + standby + "?passphrase=our-passphrase")
                    .must(200);
            owner.post(
                            "/api/v1/events/fetched/restreams",
                            "url",
                            "srt://127.0.0.1:" + to + "?latency=300&passphrase=their-passphrase")
                    .must(201);

            await().atMost(LIMIT).until(() -> tap.fragments() > 50);
            assertThat(tap.timestampsAreMonotonic()).isTrue();
            assertThat(tap.config()).contains("avc1.").contains("mp4a.40.2");
            assertThat(foreign.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(encoder.isAlive()).isTrue();
            String shown = owner.get("/api/v1/events/fetched/restreams")
                            .must(200)
                            .body()
                    + owner.get("/api/v1/events/fetched/sources").must(200).body();
            assertThat(shown).contains("\"state\":\"sending\"").contains("\"state\":\"playing\"");
            assertThat(shown
                            + owner.get("/api/v1/events/fetched/log?limit=1000").body()
                            + server.output())
                    .as("answers, log and output")
                    .doesNotContain(key)
                    .doesNotContain("our-passphrase")
                    .doesNotContain("their-passphrase")
                    .doesNotContain(PASSPHRASE);
            backupIsShownWhileThePublisherIsAway(owner, restream, key, tap);
            assertThat(spare.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
        assertThat(said(ffmpeg("-v", "error", "-xerror", "-i", taken.toString(), "-f", "null", "-")))
                .as("what the foreign receiver took can be decoded, picture and sound")
                .isEmpty();
        assertThat(said(new ProcessBuilder(
                                "ffprobe",
                                "-v",
                                "error",
                                "-show_entries",
                                "stream=codec_name",
                                "-of",
                                "csv=p=0",
                                taken.toString())
                        .start()))
                .contains("h264")
                .contains("aac");
    }

    /** Over SRT both: the publisher is a restream of the server's own, which is taken away and put back. */
    private static void backupIsShownWhileThePublisherIsAway(Api owner, String publisher, String key, MediaTap tap) {
        await().atMost(LIMIT)
                .until(() -> owner.get("/api/v1/events/taken/sources")
                        .must(200)
                        .body()
                        .contains("\"state\":\"playing\""));
        assertThat(owner.streamState("taken")).as("it only stands by").isEqualTo("LIVE");
        owner.delete("/api/v1/events/fetched/restreams/" + publisher).must(200);
        await().atMost(LIMIT).until(() -> owner.streamState("taken").equals("BACKUP"));
        long before = tap.fragments();
        await().atMost(LIMIT).until(() -> tap.fragments() > before + 25);

        owner.post("/api/v1/events/fetched/restreams", "url", srt(key)).must(201);
        await().atMost(LIMIT).until(() -> owner.streamState("taken").equals("LIVE"));
        long back = tap.fragments();
        await().atMost(LIMIT).until(() -> tap.fragments() > back + 25);
        assertThat(tap.timestampsAreMonotonic()).isTrue();
    }

    private static Process ffmpeg(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String said(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
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

    private static SSLContext trusting(KeyStore keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static Path pem(String name, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(
                data.resolve(name), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
