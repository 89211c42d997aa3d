package dev.vitrine.media.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The programs {@code ffmpeg} and {@code ffprobe} out of the native jar that the media worker uses: of the same
 * version, and able to send Enhanced RTMP, which a distribution's older one may not be.
 */
public final class Ffmpeg {
    private static final String FOLDER = "org/bytedeco/ffmpeg/linux-x86_64/";
    private static final Path UNPACKED = Path.of("target", "ffmpeg").toAbsolutePath();
    private static final long LIMIT_S = 120;

    private Ffmpeg() {}

    /** A program that runs, and what it has printed. */
    public record Run(Process process, Path output) implements AutoCloseable {
        /** What it has printed so far. */
        public String said() {
            try {
                return Files.readString(output, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end; returns its exit code. */
        public int await() throws InterruptedException {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError("ffmpeg runs for longer than " + LIMIT_S + " s: " + said());
            }
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Starts {@code ffmpeg}. */
    public static Run start(Path directory, String... arguments) throws IOException {
        return run(directory, "ffmpeg", arguments);
    }

    /**
     * Runs {@code ffprobe} on a file; returns what it says of the streams, one a line, in the order codec, width,
     * height, frames.
     */
    public static String streams(Path directory, Path file) throws IOException, InterruptedException {
        Run run = run(
                directory,
                "ffprobe",
                "-v",
                "error",
                "-count_frames",
                "-show_entries",
                "stream=codec_name,width,height,nb_read_frames",
                "-of",
                "csv=p=0",
                file.toString());
        int code = run.await();
        return (code == 0 ? "" : "ended with " + code + "\n") + run.said();
    }

    private static Run run(Path directory, String program, String... arguments) throws IOException {
        Path folder = unpacked();
        List<String> command = new ArrayList<>();
        command.add(folder.resolve(program).toString());
        Collections.addAll(command, arguments);
        Path output = Files.createTempFile(directory, program, ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        return new Run(builder.start(), output);
    }

    private static synchronized Path unpacked() throws IOException {
        Path done = UNPACKED.resolve("done");
        if (Files.exists(done)) {
            return UNPACKED;
        }
        Files.createDirectories(UNPACKED);
        URL url = Objects.requireNonNull(
                Ffmpeg.class.getClassLoader().getResource(FOLDER + "ffmpeg"), "no native jar on the class path");
        JarURLConnection connection = (JarURLConnection) url.openConnection();
        try (JarFile jar = new JarFile(connection.getJarFileURL().getPath())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name =
                        entry.getName().startsWith(FOLDER) ? entry.getName().substring(FOLDER.length()) : "";
                if (name.isEmpty() || name.contains("/") || name.startsWith("libjni")) {
                    continue;
                }
                Path target = UNPACKED.resolve(name);
                Files.deleteIfExists(target);
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, target);
                }
                if (!target.toFile().setExecutable(true)) {
                    throw new IOException(target + " cannot be made executable");
                }
            }
        }
        Files.writeString(done, "");
        return UNPACKED;
    }
}
