package dev.vitrine.itests.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The publisher whose every picture carries the wall-clock time at which it was made. A process of its own. */
public final class BarcodeEncoder implements AutoCloseable {
    private final Process process;
    private final Path output;

    private BarcodeEncoder(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Publishes 1280×720 at 30 pictures a second with sound for so many seconds. */
    public static BarcodeEncoder publish(String url, int seconds, String... options) {
        List<String> command = new java.util.ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                workerClassPath(),
                "dev.vitrine.media.worker.testkit.BarcodePublisher",
                "--url",
                url,
                "--seconds",
                String.valueOf(seconds)));
        command.addAll(List.of(options));
        try {
            Path output = Files.createTempFile("vitrine-barcode", ".log");
            return new BarcodeEncoder(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String workerClassPath() {
        Path worker = Vitrine.ROOT.resolve("runtime/dist/target/vitrine/worker");
        try (Stream<Path> jars = Files.list(worker)) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it still publishes. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Scratch.delete(output);
    }
}
