package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a clip of the last seconds and fetches it. */
@Command(name = "clip", description = "Clips the last seconds of a live event as mp4.", mixinStandardHelpOptions = true)
public final class ClipCommand extends Remote implements Runnable {
    private static final long POLL_MS = 200;
    private static final long LIMIT_MS = 60_000;

    @Parameters(paramLabel = "EVENT", description = "Id of the event.")
    private String event = "";

    @Option(names = "--last", paramLabel = "SECONDS", description = "How many seconds. Default 30.")
    private int last = 30;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it. Default EVENT-clip.mp4.")
    private Path output = Path.of("");

    @Override
    public void run() {
        Client client = client();
        Body clip = client.post("/api/v1/events/" + event + "/clips", Body.of("lastSeconds", last));
        String id = clip.text("id");
        long end = System.nanoTime() + LIMIT_MS * 1_000_000;
        while (!clip.text("state").equals("ready")) {
            if (clip.text("state").equals("failed")) {
                throw new CommandFailed(clip.optionalText("why").orElse("The clip failed."));
            }
            if (System.nanoTime() > end) {
                throw new CommandFailed("Clip \"" + id + "\" is not ready after " + LIMIT_MS / 1000 + " s.");
            }
            pause();
            clip = client.get("/api/v1/events/" + event + "/clips/" + id);
        }
        Path file = output.toString().isEmpty() ? Path.of(event + "-clip.mp4") : output;
        try {
            byte[] bytes = client.bytes(clip.optionalText("url").orElse("/clips/" + id + ".mp4"));
            Files.write(file, bytes);
            out().println("\"" + file + "\" has the last " + last + " s (" + bytes.length / 1024 + " KiB).");
        } catch (IOException e) {
            throw new CommandFailed("\"" + file + "\" cannot be written: " + e.getMessage() + ".");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted.");
        }
    }
}
