package dev.vitrine.media.engine.worker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** No core dumps of pictures and sounds, and a bound on files that a broken input could make it open. */
    private static final List<String> LIMITS = List.of("--core=0", "--nofile=1024");

    /** A small heap, since what is large is FFmpeg's. Both compilers: the demonstration paints its pictures in Java. */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true");

    /** The command line. */
    List<String> line() {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(PRLIMIT)) {
            line.add(PRLIMIT.toString());
            line.addAll(LIMITS);
        }
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
