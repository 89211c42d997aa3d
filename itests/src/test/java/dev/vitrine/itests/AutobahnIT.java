package dev.vitrine.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.itests.support.EchoServer;
import dev.vitrine.itests.support.Vitrine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody else's conformance suite: Autobahn's fuzzing client, as a Maven plugin carries it, against the socket
 * bridge. Left out are its sections 9 (messages up to 16 MiB; ours end at 64 KiB), 12 and 13 (compression, which is
 * never agreed on). It sends {@code Upgrade: WebSocket} by itself; what it has no case for, an unmasked frame, is in
 * {@code SocketUpgradeTest} of {@code runtime/web}.
 */
class AutobahnIT {
    private static final Path DIRECTORY = Vitrine.ROOT.resolve("itests/target/autobahn");
    private static final long LIMIT_SECONDS = 300;
    private static final int CASES = 247;
    private static final List<String> EXCLUDED = List.of("9.*", "12.*", "13.*");
    /** Python, because that is what the suite is; the plugin's jar holds its modules. */
    private static final String SCRIPT = """
        import json, sys
        from autobahntestsuite import wstest
        wstest.start({"mode": "fuzzingclient"}, json.load(open(sys.argv[1])))
        """;

    @Test
    @Timeout(value = LIMIT_SECONDS + 60, unit = TimeUnit.SECONDS)
    void bridge_passesEveryCase() throws Exception {
        Path reports = DIRECTORY.resolve("reports");
        Path output = DIRECTORY.resolve("wstest.log");
        try (EchoServer server = new EchoServer()) {
            Map<String, Object> spec = Map.of(
                    "outdir",
                    reports.toString(),
                    "options",
                    Map.of("failByDrop", false),
                    "servers",
                    List.of(Map.of("agent", "Vitrine", "url", "ws://127.0.0.1:" + server.port() + "/")),
                    "cases",
                    List.of("*"),
                    "exclude-cases",
                    EXCLUDED,
                    "exclude-agent-cases",
                    Map.of());
            Path specFile = Files.writeString(DIRECTORY.resolve("spec.json"), JSON.std.asString(spec));
            Path script = Files.writeString(DIRECTORY.resolve("run.py"), SCRIPT);
            Process suite = new ProcessBuilder(command(script, specFile))
                    .directory(DIRECTORY.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(suite.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                        .as("the suite ends within %d s; it said: %s", LIMIT_SECONDS, tail(output))
                        .isTrue();
            } finally {
                suite.destroyForcibly();
            }
        }
        Map<String, String> verdicts = verdicts(reports.resolve("index.json"));
        assertThat(verdicts).as("%s", tail(output)).hasSize(CASES);
        verdicts.values().removeIf(verdict -> !verdict.contains("FAILED") && !verdict.contains("UNCLEAN"));
        assertThat(verdicts)
                .as("cases that failed; see %s", reports.resolve("index.html"))
                .isEmpty();
    }

    private static List<String> command(Path script, Path spec) throws Exception {
        List<String> jars;
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("lib"))) {
            jars = files.map(Path::toString).sorted().toList();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        for (String open : List.of("java.lang", "java.nio", "sun.nio.ch", "java.io", "java.util")) {
            command.add("--add-opens=java.base/" + open + "=ALL-UNNAMED");
        }
        command.add("-Dpython.cachedir=" + DIRECTORY.resolve("cache"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "org.python.util.jython"));
        command.addAll(List.of(script.toString(), spec.toString()));
        return command;
    }

    /** Verdict of each case on its behaviour and on its way to close, such as {@code OK, OK}. */
    private static Map<String, String> verdicts(Path index) throws Exception {
        Map<String, Object> agents = JSON.std.mapFrom(Files.readString(index, UTF_8));
        Map<String, String> verdicts = new TreeMap<>();
        if (agents.get("Vitrine") instanceof Map<?, ?> cases) {
            cases.forEach((id, result) -> {
                if (result instanceof Map<?, ?> values) {
                    verdicts.put(String.valueOf(id), values.get("behavior") + ", " + values.get("behaviorClose"));
                }
            });
        }
        return verdicts;
    }

    private static String tail(Path output) throws Exception {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
