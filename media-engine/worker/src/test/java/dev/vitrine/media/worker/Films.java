package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;

/** Files to play, made by the program that comes with the natives. */
public final class Films {
    private static final long LIMIT_S = 120;

    private Films() {}

    /** Runs it; {@code what} is between its log options and the target. */
    public static Path make(Path target, String... what) throws Exception {
        String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-v", "error", "-nostdin", "-y"));
        command.addAll(Arrays.asList(what));
        command.add(target.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        Path folder = Objects.requireNonNull(Path.of(ffmpeg).getParent());
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("%s made in time", target).isTrue();
        assertThat(process.exitValue()).as("exit value of %s", command).isZero();
        return target;
    }

    /** A colourful picture that moves, and a tone. */
    public static Path pattern(Path target, String size, int seconds, String... codecs) throws Exception {
        List<String> what = new ArrayList<>(List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=" + size + ":rate=30",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=44100",
                "-t",
                String.valueOf(seconds)));
        what.addAll(Arrays.asList(codecs));
        return make(target, what.toArray(String[]::new));
    }
}
