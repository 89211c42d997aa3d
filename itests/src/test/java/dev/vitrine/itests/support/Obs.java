package dev.vitrine.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * OBS Studio as its users run it, on a display that nobody sees, streaming one coloured picture with its default sound.
 * Its settings live in a home of their own. Closing ends both programs.
 */
public final class Obs implements AutoCloseable {
    private static final int PICTURE_WIDTH = 640;
    private static final int PICTURE_HEIGHT = 360;

    private final Process display;
    private final Process studio;
    private final Path home;

    private Obs(Process display, Process studio, Path home) {
        this.display = display;
        this.studio = studio;
        this.home = home;
    }

    /**
     * Starts streaming.
     *
     * @param server as in Settings → Stream → Server
     * @param key as in Settings → Stream → Stream Key
     * @param x264Options as in Settings → Output → Custom Encoder Settings
     */
    public static Obs stream(String server, String key, String x264Options) {
        try {
            Path home = Files.createTempDirectory("vitrine-obs");
            configure(home.resolve(".config/obs-studio"), server, key, x264Options);
            Process display = new ProcessBuilder(
                            "Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String number = display.inputReader(StandardCharsets.US_ASCII).readLine();
            ProcessBuilder builder = new ProcessBuilder(
                            "obs",
                            "--profile",
                            "Vitrine",
                            "--collection",
                            "Vitrine",
                            "--startstreaming",
                            "--minimize-to-tray",
                            "--multi",
                            "--disable-updater",
                            "--disable-missing-files-check")
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output").toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("XDG_RUNTIME_DIR", home.toString());
            builder.environment().put("DISPLAY", ":" + number);
            builder.environment().put("LIBGL_ALWAYS_SOFTWARE", "1");
            return new Obs(display, builder.start(), home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configure(Path directory, String server, String key, String x264Options) throws IOException {
        Path profile = Files.createDirectories(directory.resolve("basic/profiles/Vitrine"));
        Path scenes = Files.createDirectories(directory.resolve("basic/scenes"));
        Files.writeString(directory.resolve("global.ini"), """
            [General]
            FirstRun=true
            EnableAutoUpdates=false
            InfoIncrement=99
            [BasicWindow]
            PreviewEnabled=false
            [Basic]
            Profile=Vitrine
            ProfileDir=Vitrine
            SceneCollection=Vitrine
            SceneCollectionFile=Vitrine
            """);
        Files.writeString(profile.resolve("basic.ini"), """
            [General]
            Name=Vitrine
            [Video]
            BaseCX=%1$d
            BaseCY=%2$d
            OutputCX=%1$d
            OutputCY=%2$d
            FPSType=1
            FPSInt=30
            [Output]
            Mode=Simple
            Reconnect=false
            [SimpleOutput]
            StreamEncoder=x264
            VBitrate=1200
            ABitrate=128
            UseAdvanced=true
            Preset=ultrafast
            x264Settings=%3$s
            """.formatted(PICTURE_WIDTH, PICTURE_HEIGHT, x264Options));
        Files.writeString(profile.resolve("service.json"), """
            {"type":"rtmp_custom","settings":{"server":"%s","key":"%s","bwtest":false,"use_auth":false}}
            """.formatted(server, key));
        Files.writeString(scenes.resolve("Vitrine.json"), """
            {"name":"Vitrine","current_scene":"Show","current_program_scene":"Show","scene_order":[{"name":"Show"}],
             "sources":[
              {"id":"color_source","versioned_id":"color_source_v3","name":"Red",
               "settings":{"color":4278190335,"width":%1$d,"height":%2$d}},
              {"id":"scene","versioned_id":"scene","name":"Show",
               "settings":{"id_counter":1,"items":[{"name":"Red","id":1,"visible":true}]}}]}
            """.formatted(PICTURE_WIDTH, PICTURE_HEIGHT));
    }

    /** What it printed. */
    public String output() {
        try {
            return Files.readString(home.resolve("output"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : List.of(studio, display)) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Scratch.delete(home);
    }
}
