package dev.vitrine.host.cli;

import dev.vitrine.host.Distribution;
import dev.vitrine.host.RunFile;
import dev.vitrine.host.ingest.SrtListener;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Checks this machine for what the server needs. */
@Command(
        name = "doctor",
        description = "Checks Java, ports, disk, media worker and server; ends with 1 if something is wrong.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand extends Remote implements java.util.concurrent.Callable<Integer> {
    private static final long DISK_WANTED_BYTES = 2L << 30;
    private static final long WORKER_LIMIT_S = 30;

    private final List<List<String>> rows = new ArrayList<>();
    private boolean wrong;

    @Override
    public Integer call() {
        Path data = where.data();
        Optional<RunFile.Run> run = RunFile.read(data);
        java();
        disk(data);
        run.ifPresentOrElse(this::server, this::ports);
        worker(data);
        workerNetwork();
        srt();
        table(rows);
        return wrong ? 1 : 0;
    }

    private void good(String what, String finding) {
        rows.add(List.of("good", what, finding));
    }

    private void bad(String what, String finding) {
        wrong = true;
        rows.add(List.of("BAD", what, finding));
    }

    private void java() {
        int feature = Runtime.version().feature();
        String finding = Runtime.version() + " in " + System.getProperty("java.home");
        if (feature >= 25) {
            good("java", finding);
        } else {
            bad("java", finding + "; Vitrine needs 25");
        }
    }

    private void disk(Path data) {
        Path place = data;
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String finding = (free >> 20) + " MiB free at \"" + data + "\"";
            if (!Files.isWritable(place)) {
                bad("data", "\"" + place + "\" cannot be written");
            } else if (free < DISK_WANTED_BYTES) {
                bad("disk", finding + "; a recording of an hour takes about 1,500 MiB");
            } else {
                good("disk", finding);
            }
        } catch (IOException e) {
            bad("disk", "\"" + place + "\" does not tell: " + e.getMessage());
        }
    }

    private void server(RunFile.Run run) {
        int status = client().status("/health/ready");
        if (status == 200) {
            good("server", "ready on port " + run.http() + ", process " + run.pid());
        } else {
            bad("server", "answers " + status + " at /health/ready on port " + run.http());
        }
        PluginsDoctor.failed(client())
                .ifPresentOrElse(failed -> bad("plugins", failed), () -> good("plugins", "all in service"));
    }

    private void ports() {
        good("server", "none runs on \"" + where.data() + "\"");
        port("http", 8080);
        port("rtmp", 1935);
    }

    private void port(String what, int number) {
        try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            good(what, "port " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            bad(what, "port " + number + " is in use; stop what uses it or give another --" + what);
        }
    }

    /** Whether the system lets the engine start media workers without network; they work with it all the same. */
    private void workerNetwork() {
        List<String> trial = List.of("/usr/bin/unshare", "--user", "--map-current-user", "--net", "--", "/bin/true");
        boolean without = false;
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            without = process.waitFor(WORKER_LIMIT_S, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            without = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        good(
                "workers",
                without
                        ? "run without network"
                        : "run with this server's network: \"unshare --user --net\" is refused here; allow user name"
                                + " spaces to confine them");
    }

    /** Whether SRT can be offered; nothing is wrong without it. */
    private void srt() {
        List<Path> jars = Distribution.current().worker();
        if (jars.isEmpty()) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.java().toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-cp",
                        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        SrtListener.MAIN_CLASS,
                        "--version")
                .redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(WORKER_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                rows.add(List.of("note", "srt", "gives no answer within " + WORKER_LIMIT_S + " s"));
                return;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            rows.add(List.of(process.exitValue() == 0 ? "good" : "note", "srt", said));
        } catch (IOException e) {
            rows.add(List.of("note", "srt", "does not start: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            rows.add(List.of("note", "srt", "interrupted"));
        }
    }

    /** Starts a media worker that tells its FFmpeg and licence, and ends. */
    private void worker(Path data) {
        List<Path> jars = Distribution.current().worker();
        if (jars.isEmpty()) {
            bad("worker", "there are no jars of the media worker; build Vitrine again");
            return;
        }
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.java().toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-Dorg.bytedeco.javacpp.cachedir="
                                + data.resolve("cache").resolve("native"),
                        "-cp",
                        classPath,
                        "dev.vitrine.media.worker.WorkerMain",
                        "--version")
                .redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(WORKER_LIMIT_S, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                bad("worker", "gives no answer within " + WORKER_LIMIT_S + " s");
                return;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() == 0) {
                good("worker", said);
            } else {
                bad("worker", "ended with " + process.exitValue() + ": " + said);
            }
        } catch (IOException e) {
            bad("worker", "does not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            bad("worker", "interrupted");
        }
    }
}
