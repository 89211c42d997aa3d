package dev.vitrine.api.plugin;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.MediaService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the host lends to one version of one plugin. Everything here ends with the version: its timers are cancelled and
 * its calls fail. Take it by {@code @Reference} in the constructor.
 */
public interface PluginContext {
    /** The plugin's id, from the header {@code Vitrine-Plugin}. */
    String id();

    /** The version of this bundle. */
    String version();

    /** Wall time. Tests replace it, so never ask {@code System}. */
    InstantSource clock();

    /**
     * Submits a command in the plugin's own name. Returns at once; the stage completes on the host's threads when the
     * records are on disk. Safe from any thread. A version that is not in service yet, or no longer, is refused.
     */
    CompletionStage<Outcome> submit(Command command);

    /** Runs a task once after a delay, on a virtual thread of the host, with 1 s to finish. */
    Cancellable after(Duration delay, Runnable task);

    /** Runs a task again and again with a pause between runs, on a virtual thread of the host, with 1 s for each. */
    Cancellable every(Duration pause, Runnable task);

    /** Returns a validated policy by file name without ending, such as {@code moderation}. */
    Body policy(String name);

    /** The plugin's own directory; kept across versions. */
    Path directory();

    /** The media engine in service. */
    MediaService media();

    /**
     * Fetches a JSON object by {@code https} from the public network; addresses within the server's own network are
     * refused, redirects are not followed. It has 10 s and 512 KB. Returns at once; the stage completes on the host's
     * threads and never fails. A version that is not in service fetches nothing, and no version more than four at once.
     *
     * @param etag mark of the document that is there already; empty when none is
     */
    default CompletionStage<Download> fetch(String url, String etag) {
        return CompletableFuture.completedFuture(new Download.Failed("This host fetches nothing."));
    }

    /** A timer that can be stopped. */
    interface Cancellable {
        /** Stops it; a run that has begun ends by itself. */
        void cancel();
    }
}
