package dev.vitrine.host.plugin;

import com.fasterxml.jackson.core.JacksonException;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.core.net.PinnedGet;
import dev.vitrine.host.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Fetches documents for one version of one plugin, as {@link dev.vitrine.api.plugin.PluginContext#fetch} says. */
final class Fetches {
    private static final int AT_ONCE = 4;
    private static final int MAX_BYTES = 512 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final OutboundGuard guard;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    Fetches(OutboundGuard guard) {
        this.guard = guard;
    }

    CompletionStage<Download> fetch(String url, String etag) {
        if (!turns.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    new Download.Failed("This plugin is fetching " + AT_ONCE + " documents already."));
        }
        CompletableFuture<Download> download = new CompletableFuture<>();
        Thread.ofVirtual().name("plugin-fetch").start(() -> {
            Download came = new Download.Failed("It could not be fetched.");
            try {
                came = fetched(url, etag);
            } finally {
                turns.release();
                download.complete(came);
            }
        });
        return download;
    }

    private Download fetched(String url, String etag) {
        try {
            PinnedGet.Answer answer = PinnedGet.fetch(guard.check(url), etag, MAX_BYTES, LIMIT);
            return switch (answer.status()) {
                case 200 ->
                    new Download.Document(Json.body(new String(answer.body(), StandardCharsets.UTF_8)), answer.etag());
                case 304 -> new Download.Unchanged();
                default -> new Download.Failed("It answered " + answer.status() + ".");
            };
        } catch (OutboundRefused e) {
            return new Download.Failed(String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            return new Download.Failed("What it answers is no JSON object.");
        } catch (IOException e) {
            return new Download.Failed("It cannot be fetched: " + e.getMessage() + ".");
        }
    }
}
