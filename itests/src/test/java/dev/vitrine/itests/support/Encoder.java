package dev.vitrine.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's ffmpeg as a publisher. */
public final class Encoder implements AutoCloseable {
    private static final List<String> H264 =
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25");

    private final Process process;
    private final Path output;

    private Encoder(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Publishes a moving test picture with a tone, H.264 and AAC, one key frame a second. */
    public static Encoder publish(Vitrine server, String key) {
        return publish(server, key, H264);
    }

    /** The same by way of a proxy to the server's RTMP port. */
    public static Encoder publishThrough(FaultProxy way, String key) {
        return publishTo("flv", "rtmp://127.0.0.1:" + way.port() + "/live/" + key, H264);
    }

    /** Publishes with other video options, such as a codec that is not taken. */
    public static Encoder publish(Vitrine server, String key, List<String> video) {
        return publishTo("flv", "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + key, video);
    }

    /** Publishes in a container to an address. */
    public static Encoder publishTo(String format, String address, List<String> video) {
        List<String> command = film(video);
        command.addAll(List.of("-f", format, address));
        return start(command);
    }

    /** Sends picture and sound as RTP packets to an address each, and describes both in a file. */
    static Encoder rtp(String video, String audio, Path description) {
        List<String> command = film(H264);
        command.addAll(List.of("-sdp_file", description.toString(), "-map", "0:v", "-f", "rtp", video));
        command.addAll(List.of("-map", "1:a", "-c:a", "aac", "-b:a", "96k", "-f", "rtp", audio));
        return start(command);
    }

    private static List<String> film(List<String> video) {
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-hide_banner",
                "-nostdin",
                "-loglevel",
                "info",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x360:rate=25",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000"));
        command.addAll(video);
        command.addAll(List.of("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k"));
        return command;
    }

    /** Publishes a film over and over, as it is. */
    public static Encoder publishFilm(Vitrine server, String key, Path film) {
        return loop(List.of("ffmpeg"), film, "flv", "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + key);
    }

    /**
     * Publishes all that is in a film over and over, in a container to an address.
     *
     * @param program which ffmpeg
     */
    public static Encoder loop(List<String> program, Path film, String format, String address) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-hide_banner", "-nostdin", "-re", "-stream_loop", "-1", "-i", film.toString()));
        command.addAll(List.of("-map", "0", "-c", "copy", "-f", format, address));
        return start(command);
    }

    private static Encoder start(List<String> command) {
        try {
            Path output = Files.createTempFile("vitrine-encoder", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new Encoder(process, output);
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

    /** Cuts it off without a goodbye. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    private void join() {
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Scratch.delete(output);
    }
}
