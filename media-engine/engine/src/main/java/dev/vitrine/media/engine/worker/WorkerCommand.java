package dev.vitrine.media.engine.worker;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How a worker is started.
 *
 * @param java executable of the JVM
 * @param classPath of the worker program
 * @param mainClass its entry
 * @param cache directory where natives are unpacked, kept across starts
 */
public record WorkerCommand(Path java, List<Path> classPath, String mainClass, Path cache) {
    /** The worker program's entry. */
    public static final String MAIN_CLASS = "dev.vitrine.media.worker.WorkerMain";

    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    /** A network name space of its own, without a device: nothing a broken input does reaches anything. */
    private static final List<String> NO_NETWORK =
            List.of("/usr/bin/unshare", "--user", "--map-current-user", "--net", "--");

    /** No set-user-id program gives it rights it was not started with. */
    private static final List<String> NO_PRIVILEGES = List.of("/usr/bin/setpriv", "--no-new-privs", "--");

    private static final Supplier<List<String>> CONFINEMENT = once(WorkerCommand::confinement);
    private static final long TRIAL_LIMIT_S = 5;

    private static final Logger LOG = System.getLogger(WorkerCommand.class.getName());

    /**
     * No core dumps of pictures and sounds, and bounds on files and memory that a broken input could make it take: 2
     * GiB of data is twice what JavaCPP lets FFmpeg have, so that Java's own message comes first.
     */
    private static final List<String> LIMITS = List.of("--core=0", "--nofile=1024", "--data=2147483648");

    /** A small heap, since what is large is FFmpeg's. Both compilers: the demonstration paints its pictures in Java. */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true");

    private static Supplier<List<String>> once(Supplier<List<String>> source) {
        AtomicReference<List<String>> value = new AtomicReference<>();
        return () -> value.updateAndGet(known -> known == null ? source.get() : known);
    }

    /** What of the confinement this system allows, found out by trying. */
    private static List<String> confinement() {
        List<String> prefix = new ArrayList<>();
        for (List<String> part : List.of(NO_NETWORK, NO_PRIVILEGES)) {
            List<String> trial = new ArrayList<>(prefix);
            trial.addAll(part);
            trial.add("/bin/true");
            if (succeeds(trial)) {
                prefix.addAll(part);
            } else {
                LOG.log(Level.INFO, "Media workers run without \"{0}\": this system refuses it.", part.getFirst());
            }
        }
        return List.copyOf(prefix);
    }

    private static boolean succeeds(List<String> trial) {
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(TRIAL_LIMIT_S, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The command line. Every part replaces itself by the next, so the process started is the worker. */
    List<String> line() {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(PRLIMIT)) {
            line.add(PRLIMIT.toString());
            line.addAll(LIMITS);
        }
        line.addAll(CONFINEMENT.get());
        line.add(java.toString());
        line.addAll(JVM_FLAGS);
        line.add("-XX:ErrorFile=" + cache.resolveSibling("media-worker-crash.log"));
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
        line.add("-cp");
        line.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        line.add(mainClass);
        return line;
    }
}
