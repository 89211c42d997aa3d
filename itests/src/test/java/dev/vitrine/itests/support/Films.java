package dev.vitrine.itests.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Short films in the codecs and with the sounds that tests are about, to be published over and over as they are. */
public final class Films {
    private static final String SECONDS = "6";
    private static final String PICTURE = "-f lavfi -i testsrc2=size=640x360:rate=25";
    private static final String A4 = "-f lavfi -i sine=frequency=440:sample_rate=48000";
    private static final String A5 = "-f lavfi -i sine=frequency=880:sample_rate=48000";
    private static final String H264 = "-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -pix_fmt yuv420p";

    private Films() {}

    /** H.264 with two sounds: German at 440 Hz and English at 880 Hz. */
    public static Path twoLanguages(Path directory) throws IOException, InterruptedException {
        Path film = directory.resolve("two-languages.mp4");
        ffmpeg(
                List.of("ffmpeg"),
                PICTURE + " " + A4 + " " + A5 + " -map 0 -map 1 -map 2 -t " + SECONDS + " " + H264
                        + " -c:a aac -b:a 96k -metadata:s:a:0 language=deu -metadata:s:a:1 language=eng " + film);
        return film;
    }

    /** AV1 with two sounds in Opus, by FFmpeg's LGPL build. */
    public static Path av1AndOpus(Path directory) throws IOException, InterruptedException {
        Path film = directory.resolve("av1-opus.mp4");
        ffmpeg(
                newest(),
                PICTURE + " " + A4 + " " + A5 + " -map 0 -map 1 -map 2 -t " + SECONDS
                        + " -c:v libsvtav1 -preset 12 -g 25 -svtav1-params pred-struct=1 -pix_fmt yuv420p"
                        + " -c:a libopus -b:a 64k " + film);
        return film;
    }

    /** HEVC with AAC, in a size such as {@code 640x360}. */
    public static Path hevc(Path directory, String size) throws IOException, InterruptedException {
        Path film = directory.resolve("hevc-" + size + ".mp4");
        ffmpeg(
                List.of("ffmpeg"),
                "-f lavfi -i testsrc2=rate=25:size=" + size + " " + A4 + " -t " + SECONDS
                        + " -c:v libx265 -preset ultrafast -x265-params keyint=25:log-level=error -tag:v hvc1 -pix_fmt"
                        + " yuv420p -c:a aac -b:a 96k " + film);
        return film;
    }

    /**
     * The FFmpeg that the media workers come with, which speaks Enhanced RTMP version 2; Debian's is older.
     *
     * @return the beginning of a command line
     */
    public static List<String> newest() throws IOException {
        Path directory = Path.of("target", "ffmpeg").toAbsolutePath();
        Path program = directory.resolve("ffmpeg");
        if (!Files.exists(program)) {
            Path worker = Vitrine.ROOT.resolve("runtime/dist/target/vitrine/worker");
            try (Stream<Path> jars = Files.list(worker)) {
                Path natives = jars.filter(jar -> jar.getFileName().toString().matches("ffmpeg-.*-linux-x86_64\\.jar"))
                        .findFirst()
                        .orElseThrow();
                unpack(natives, directory);
            }
        }
        return List.of("env", "LD_LIBRARY_PATH=" + directory, program.toString());
    }

    /** The program last, so that it is there once its libraries are. */
    private static void unpack(Path jar, Path directory) throws IOException {
        Files.createDirectories(directory);
        try (JarFile from = new JarFile(jar.toFile())) {
            List<JarEntry> entries = new ArrayList<>();
            for (Enumeration<JarEntry> all = from.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (entry.getName().matches("org/bytedeco/ffmpeg/linux-x86_64/(lib[^/]*|ffmpeg)")) {
                    entries.add(entry.getName().endsWith("/ffmpeg") ? entries.size() : 0, entry);
                }
            }
            for (JarEntry entry : entries) {
                Path file =
                        directory.resolve(Path.of(entry.getName()).getFileName().toString());
                try (InputStream in = from.getInputStream(entry)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
                if (!file.toFile().setExecutable(true)) {
                    throw new IOException("\"" + file + "\" cannot be made executable");
                }
            }
        }
    }

    /** Runs an ffmpeg to its end. */
    static void ffmpeg(List<String> program, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-hide_banner", "-nostdin", "-y", "-loglevel", "error"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("ffmpeg " + arguments + ":\n" + output);
        }
    }
}
