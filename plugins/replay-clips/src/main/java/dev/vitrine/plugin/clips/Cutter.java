package dev.vitrine.plugin.clips;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.plugin.PluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Has clips cut, a few at once. A clip is begun by a command first: a version that is not in service is refused there
 * and so never cuts what another version is cutting. Safe from any thread.
 */
final class Cutter {
    private final PluginContext context;
    private final int atOnce;
    private final Runnable freed;
    private final Set<String> mine = new HashSet<>();

    /** Cuts so many at once and tells whenever there is room again. */
    Cutter(PluginContext context, int atOnce, Runnable freed) {
        this.context = context;
        this.atOnce = atOnce;
        this.freed = freed;
    }

    /** Begins a clip unless it is begun already or there is no room; it will be offered again. */
    void offer(String event, Clip clip) {
        synchronized (this) {
            if (mine.size() >= atOnce || !mine.add(clip.id())) {
                return;
            }
        }
        context.submit(ReplayClips.begin(context, event, clip.id())).whenComplete((outcome, failure) -> {
            if (failure == null && running(outcome)) {
                cut(event, clip);
            } else {
                release(clip);
            }
        });
    }

    /** The file of a clip. */
    Path path(Clip clip) {
        return directory().resolve(clip.fileName());
    }

    /** Deletes the files of clips; one that is missing already is none. */
    void delete(List<Clip> clips) {
        for (Clip clip : clips) {
            try {
                Files.deleteIfExists(path(clip));
            } catch (IOException e) {
                throw new UncheckedIOException("Clip \"" + clip.id() + "\" cannot be deleted.", e);
            }
        }
    }

    /** Sees that files can be made. */
    void prove() throws IOException {
        Files.createDirectories(directory());
        Files.delete(Files.createTempFile(directory(), "prove", ".tmp"));
    }

    private static boolean running(Outcome outcome) {
        return outcome instanceof Outcome.Done done
                && done.reply().optionalText("state").equals(Optional.of(Clip.State.RUNNING.text()));
    }

    private void cut(String event, Clip clip) {
        try {
            Files.createDirectories(directory());
            context.media()
                    .clip(new ClipRequest(event, clip.epoch(), clip.fromMs(), clip.toMs(), path(clip)))
                    .whenComplete((file, failure) -> finish(event, clip, file, failure));
        } catch (IOException | RuntimeException e) {
            finish(event, clip, null, e);
        }
    }

    private void finish(String event, Clip clip, @Nullable ClipFile file, @Nullable Throwable failure) {
        Body result = file == null
                ? Body.of("clip", clip.id(), "why", why(failure))
                : Body.of("clip", clip.id(), "fromMs", file.fromMs(), "toMs", file.toMs(), "bytes", file.bytes());
        // Room is made once the log has the end: until then the clip must not look abandoned.
        context.submit(ReplayClips.finished(context, event, result)).whenComplete((outcome, refused) -> {
            release(clip);
            freed.run();
        });
    }

    private static String why(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Optional.ofNullable(cause)
                .map(Throwable::getMessage)
                .orElse("The media engine did not say why; see its log.");
    }

    private synchronized void release(Clip clip) {
        mine.remove(clip.id());
    }

    private Path directory() {
        return context.directory().resolve("clips");
    }
}
