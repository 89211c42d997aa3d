package dev.vitrine.itests.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The real launcher as a process of its own, on free ports of 127.0.0.1. Closing stops it and everything it started, by
 * handle. The data directory belongs to the caller, so that a second process can be started on it.
 */
public final class Vitrine implements AutoCloseable {
    static {
        // A machine that is busy with something else is slow, and that is no failure.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    /** Root of the source tree. */
    public static final Path ROOT =
            Path.of(System.getProperty("vitrine.root", "..")).toAbsolutePath().normalize();

    /** The owner's token of every server started here. */
    public static final String OWNER = "itest-owner-token-0123456789abcdef";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Pattern HTTP = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern RTMP = Pattern.compile("rtmp://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final Path output;
    private final Path data;
    private final long startedNanos;

    private Vitrine(Process process, Path output, Path data, long startedNanos) {
        this.process = process;
        this.output = output;
        this.data = data;
        this.startedNanos = startedNanos;
    }

    /** Starts {@code vitrine up} and waits until it is ready. */
    public static Vitrine up(Path data, String... options) {
        Vitrine server = start(data, options);
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!server.process.isAlive()) {
                throw new IllegalStateException(
                        "The server ended with " + server.process.exitValue() + ":\n" + server.output());
            }
            return server.output().contains("/watch/")
                    && server.httpPort().isPresent()
                    && server.api().ready();
        });
        return server;
    }

    /** Starts {@code vitrine up} without waiting. */
    public static Vitrine start(Path data, String... options) {
        List<String> command = new ArrayList<>(
                List.of(launcher(), "up", "--rtmp", "0", "--data", data.toString(), "--owner-token", OWNER));
        command.addAll(List.of(options));
        if (!command.contains("--http")) {
            command.addAll(List.of("--http", "0"));
        }
        return run(data, command);
    }

    /** Runs any command of the launcher to its end and returns what it printed. */
    public static Result command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher()));
        command.addAll(List.of(arguments));
        Path scratch = temporary("vitrine-command");
        Vitrine run = run(scratch, command);
        try {
            if (!run.process.waitFor(60, TimeUnit.SECONDS)) {
                run.process.destroyForcibly();
                throw new IllegalStateException(command + " did not end:\n" + run.output());
            }
            return new Result(run.process.exitValue(), run.output());
        } catch (InterruptedException e) {
            run.process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Scratch.delete(run.output);
            Scratch.delete(scratch);
        }
    }

    private static Vitrine run(Path data, List<String> command) {
        try {
            Path output = Files.createTempFile("vitrine-it", ".log");
            long started = System.nanoTime();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("VITRINE_BUILD", "never");
            return new Vitrine(builder.start(), output, data, started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String launcher() {
        return ROOT.resolve("runtime/bin/vitrine").toString();
    }

    private static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The printed HTTP port, once there is one. */
    public Optional<Integer> httpPort() {
        return port(HTTP);
    }

    /** The printed RTMP port, once there is one. */
    public int rtmpPort() {
        return port(RTMP).orElseThrow(() -> new IllegalStateException("No RTMP address was printed:\n" + output()));
    }

    private Optional<Integer> port(Pattern pattern) {
        Matcher matcher = pattern.matcher(output());
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:"
                + httpPort().orElseThrow(() -> new IllegalStateException("No HTTP address was printed:\n" + output()));
    }

    /** The REST interface as the owner. */
    public Api api() {
        return new Api(url(), OWNER);
    }

    /** The REST interface with another token, or none when it is empty. */
    public Api api(String token) {
        return new Api(url(), token);
    }

    /** The data directory. */
    public Path data() {
        return data;
    }

    /** The process. The launcher replaces itself by the JVM, so this is the server. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Nanoseconds since the process was started. */
    public long ageNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** SIGKILL to the server; its workers end by themselves, since their input ends. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() {
        process.destroy();
        return join();
    }

    /** Waits for the end and returns the exit code. */
    public int join() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The server does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Scratch.delete(output);
    }

    /** How a command ended. */
    public record Result(int exitCode, String output) {}
}
