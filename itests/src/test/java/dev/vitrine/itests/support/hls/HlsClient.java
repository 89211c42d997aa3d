package dev.vitrine.itests.support.hls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

/** Asks for playlists and media as a player does, and keeps what it saw. */
public final class HlsClient {
    private final HttpClient http;
    private final URI playlist;

    /** What came back, and when. */
    public record Answer(HttpResponse<byte[]> response, long askedNanos, long answeredNanos) {
        /** The status. */
        public int status() {
            return response.statusCode();
        }

        /** The body, unpacked if need be. */
        public String text() {
            if (!header("Content-Encoding").equals("gzip")) {
                return new String(response.body(), StandardCharsets.UTF_8);
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The body. */
        public byte[] bytes() {
            return response.body();
        }

        /** A header, empty when absent. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The body as a media playlist; anything but 200 is an error. */
        public MediaPlaylist playlist() {
            if (status() != 200) {
                throw new AssertionError(response.uri() + " answered " + status() + ": " + text());
            }
            return MediaPlaylist.parse(text());
        }
    }

    /** A client of one media playlist. */
    public HlsClient(HttpClient http, String playlist) {
        this.http = http;
        this.playlist = URI.create(playlist);
    }

    /** The address of a name in the playlist. */
    public URI resolve(String name) {
        return playlist.resolve(name);
    }

    /** Asks for the playlist with a query such as {@code _HLS_msn=7&_HLS_part=0}, or none. */
    public Answer reload(String query) {
        return get(
                query.isEmpty() ? playlist : URI.create(playlist + (playlist.getQuery() == null ? "?" : "&") + query));
    }

    /** Asks for the playlist as it is. */
    public MediaPlaylist now() {
        return reload("").playlist();
    }

    /** Asks for the version after another one, and waits for it. */
    public Answer after(MediaPlaylist known, String more) {
        return reload("_HLS_msn=" + known.lastMsn() + "&_HLS_part=" + (known.lastPart() + 1) + more);
    }

    /** Follows the playlist by blocking reloads for a while and returns every version. */
    public List<MediaPlaylist> follow(Duration length) {
        List<MediaPlaylist> versions = new ArrayList<>();
        versions.add(now());
        long until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < until) {
            versions.add(after(versions.getLast(), "").playlist());
        }
        return versions;
    }

    /** Gets something the playlist names. */
    public Answer media(String name) {
        return get(resolve(name));
    }

    /** Begins to get something that may not be there yet. */
    public CompletableFuture<Answer> held(String name) {
        long asked = System.nanoTime();
        return http.sendAsync(request(resolve(name)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> new Answer(response, asked, System.nanoTime()));
    }

    /** Gets an address with headers given as names and values. */
    public Answer get(URI address, String... headers) {
        long asked = System.nanoTime();
        HttpRequest.Builder request = request(address);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response, asked, System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60));
    }
}
