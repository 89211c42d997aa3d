package dev.vitrine.host.cli;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.Distribution;
import dev.vitrine.host.Server;
import dev.vitrine.host.Settings;
import dev.vitrine.host.SettingsReader;
import dev.vitrine.host.Warmup;
import dev.vitrine.host.demo.DemoShow;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the server in this process and runs until it is told to stop. */
@Command(
        name = "up",
        description = "Starts the server; Ctrl-C or SIGTERM drains and ends it.",
        footer = "Each option is also a variable (VITRINE_HTTP …) and a key of vitrine.yaml (http: …).",
        mixinStandardHelpOptions = true)
public final class UpCommand implements java.util.concurrent.Callable<Integer> {
    /** After this long a crash is no longer blamed on the boot. */
    private static final Duration LASTED = Duration.ofSeconds(10);
    /** Drains longer than this are cut: a process manager would kill us anyway. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

    @Mixin
    private final DataOption where = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "Pages, API, sockets, media. 0 picks one. Default 8080.")
    private Optional<String> http = Optional.empty();

    @Option(names = "--rtmp", paramLabel = "PORT", description = "Ingest. 0 picks one. Default 1935.")
    private Optional<String> rtmp = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Address to listen on; anything wider than the default 127.0.0.1 needs --owner-token.")
    private Optional<String> bind = Optional.empty();

    @Option(
            names = "--owner-token",
            paramLabel = "TOKEN",
            description = "Bearer token with every right. Default: made at first start and printed once.")
    private Optional<String> ownerToken = Optional.empty();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate chain, for HTTPS and HTTP/2.")
    private Optional<String> tlsCert = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM key of the certificate.")
    private Optional<String> tlsKey = Optional.empty();

    @Option(names = "--https", paramLabel = "PORT", description = "HTTPS beside HTTP. Default 8443 with a certificate.")
    private Optional<String> https = Optional.empty();

    @Option(
            names = "--rtmps",
            paramLabel = "PORT",
            description = "Ingest over TLS beside RTMP. Default 1936 with a certificate.")
    private Optional<String> rtmps = Optional.empty();

    @Option(
            names = "--srt",
            paramLabel = "PORT",
            description = "Ingest over SRT, for which libsrt has to be there. 0 picks one. Default: none.")
    private Optional<String> srt = Optional.empty();

    @Option(
            names = "--srt-passphrase-file",
            paramLabel = "FILE",
            description = "File with the passphrase that publishers over SRT need, 10 to 79 characters. Or the variable"
                    + " VITRINE_SRT_PASSPHRASE. Default: none.")
    private Optional<String> srtPassphraseFile = Optional.empty();

    @Option(
            names = "--origins",
            paramLabel = "ORIGIN,…",
            description = "Further origins whose pages may use sockets and API, such as https://shop.example.")
    private Optional<String> origins = Optional.empty();

    @Option(
            names = "--watch-seconds",
            paramLabel = "N",
            description = "How long a replaced plugin version stays warm. Default 60.")
    private Optional<String> watchSeconds = Optional.empty();

    @Option(names = "--no-demo", description = "Starts an empty server, without the demo event.")
    private boolean noDemo;

    @Option(
            names = "--train",
            hidden = true,
            description = "Starts, uses itself once, and stops: records what is loaded.")
    private boolean train;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingsReader.read(flags(), System.getenv(), where.config());
        CountDownLatch stopped = new CountDownLatch(1);
        Server server = Server.start(settings, Distribution.current());
        if (train) {
            try (server) {
                Warmup.run(server);
            }
            return 0;
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(() -> {
            drain(server);
            stopped.countDown();
            // The JVM would end with 143 after SIGTERM; a drained end is a good end.
            Runtime.getRuntime().halt(0);
        }));
        tell(server, settings);
        if (!stopped.await(LASTED.toSeconds(), TimeUnit.SECONDS)) {
            server.lasted();
        }
        stopped.await();
        return 0;
    }

    private static void drain(Server server) {
        Thread closing = Thread.ofPlatform().daemon().name("closing").start(server::close);
        try {
            closing.join(DRAIN_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = where.flags();
        http.ifPresent(value -> flags.put("http", value));
        rtmp.ifPresent(value -> flags.put("rtmp", value));
        bind.ifPresent(value -> flags.put("bind", value));
        ownerToken.ifPresent(value -> flags.put("owner-token", value));
        tlsCert.ifPresent(value -> flags.put("tls-cert", value));
        tlsKey.ifPresent(value -> flags.put("tls-key", value));
        https.ifPresent(value -> flags.put("https", value));
        rtmps.ifPresent(value -> flags.put("rtmps", value));
        srt.ifPresent(value -> flags.put("srt", value));
        srtPassphraseFile.ifPresent(value -> flags.put("srt-passphrase-file", value));
        origins.ifPresent(value -> flags.put("origins", value));
        watchSeconds.ifPresent(value -> flags.put("watch-seconds", value));
        if (noDemo) {
            flags.put("demo", "false");
        }
        return flags;
    }

    private void tell(Server server, Settings settings) {
        PrintWriter out = spec.commandLine().getOut();
        String host = settings.bind().contains(":") ? "[" + settings.bind() + "]" : settings.bind();
        String http = "http://" + host + ":" + server.httpPort();
        out.println();
        line(out, http + "/", "pages, API and sockets");
        line(out, http + "/watch/" + (settings.demo() ? DemoShow.EVENT : "EVENT"), "what viewers see");
        line(out, http + "/console", "for those who run the show");
        if (server.httpsPort() >= 0) {
            line(out, "https://" + host + ":" + server.httpsPort() + "/", "the same over HTTPS and HTTP/2");
        }
        line(out, "rtmp://" + host + ":" + server.rtmpPort() + "/live/STREAMKEY", "publish here");
        if (server.rtmpsPort() >= 0) {
            line(out, "rtmps://" + host + ":" + server.rtmpsPort() + "/live/STREAMKEY", "or here, over TLS");
        }
        if (server.srtPort() >= 0) {
            boolean encrypted = settings.srt().filter(Settings.Srt::isEncrypted).isPresent();
            line(
                    out,
                    "srt://" + host + ":" + server.srtPort() + "?streamid=STREAMKEY"
                            + (encrypted ? "&passphrase=…" : ""),
                    encrypted ? "or here, over SRT with the passphrase" : "or here, over SRT");
        }
        if (server.house().ownerTokenIsNew()) {
            line(out, "Owner token: " + server.house().ownerToken(), "shown this once; kept in the data directory");
        }
        out.printf(
                Locale.ROOT,
                "%nReady after %.1f s. Ctrl-C stops.%n",
                sinceStart().toMillis() / 1000.0);
        out.flush();
    }

    private static void line(PrintWriter out, String what, String why) {
        out.printf("%-52s %s%n", what, why);
    }

    /** Since the launcher handed over, or since the process began. */
    private static Duration sinceStart() {
        Instant now = Instant.now();
        return Optional.ofNullable(System.getenv("VITRINE_STARTED_MS"))
                .filter(ms -> ms.matches("[0-9]{1,18}"))
                .map(ms -> Duration.between(Instant.ofEpochMilli(Long.parseLong(ms)), now))
                .or(() -> ProcessHandle.current().info().startInstant().map(start -> Duration.between(start, now)))
                .orElseThrow(() -> new HouseException("This system does not tell when a process began.", null));
    }
}
