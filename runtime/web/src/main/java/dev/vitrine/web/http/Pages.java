package dev.vitrine.web.http;

import dev.vitrine.web.StaticRoots;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * Pages and their assets. A page's address names the surface and the event, such as {@code /watch/demo}; its file is
 * the surface's one page. Hashed assets are cached for good, pages never; text is sent as Brotli or gzip, prebuilt next
 * to the file ({@code .br}, {@code .gz}) or compressed once here.
 */
final class Pages {
    /** Scripts and styles from our own files alone, sockets to ourselves alone, no plug-ins, no foreign base. */
    private static final String CSP = "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; "
            + "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
            + "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ";

    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final int MIN_GZIP_BYTES = 1024;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("ics", "text/calendar; charset=utf-8"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("vtt", "text/vtt; charset=utf-8"),
            Map.entry("wasm", "application/wasm"));

    /** Surfaces: the first segment of an address, the page's file, whether other sites may frame it. */
    private static final Map<String, Surface> SURFACES = Map.of(
            "watch", new Surface("viewer", true, false),
            "embed", new Surface("embed", true, true),
            "overlay", new Surface("overlay", true, true),
            "shop", new Surface("shop", false, false),
            "console", new Surface("console", false, false),
            "login", new Surface("login", false, false));

    private final StaticRoots roots;
    private final Predicate<String> eventExists;
    private final Map<String, Optional<Asset>> cache = new ConcurrentHashMap<>();

    private record Surface(String page, boolean needsEvent, boolean framed) {}

    private record Asset(byte[] plain, Optional<byte[]> brotli, Optional<byte[]> gzip, String etag, String type) {}

    Pages(StaticRoots roots, Predicate<String> eventExists) {
        this.roots = roots;
        this.eventExists = eventExists;
    }

    /**
     * Answers a {@code GET} or {@code HEAD}; returns the kind of answer for the metrics, or empty if it is not ours.
     */
    Optional<String> serve(ServerRequest request, ServerResponse response, List<String> path) {
        if (path.size() == 1 && path.getFirst().isEmpty()) {
            response.header(HeaderNames.LOCATION, eventExists.test("demo") ? "/watch/demo" : "/console");
            Responder.empty(response, 302);
            return Optional.of("page");
        }
        Surface surface = SURFACES.get(path.getFirst());
        if (surface != null && path.size() <= (surface.needsEvent() ? 2 : 3)) {
            return page(request, response, surface, path) ? Optional.of("page") : Optional.empty();
        }
        if (path.stream().anyMatch(part -> part.isEmpty() || part.startsWith(".") || part.contains("\\"))) {
            return Optional.empty();
        }
        Optional<Asset> asset = load(String.join("/", path));
        asset.ifPresent(found -> send(
                request, response, 200, found, path.getFirst().equals("assets") ? FOREVER : "public, max-age=3600"));
        return asset.map(found -> "asset");
    }

    private boolean page(ServerRequest request, ServerResponse response, Surface surface, List<String> path) {
        boolean named = path.size() > 1 && !path.get(1).isEmpty();
        if (surface.needsEvent() && !(named && eventExists.test(path.get(1)))) {
            return false;
        }
        Optional<Asset> page = load(surface.page() + ".html");
        page.ifPresent(found -> {
            guard(request, response, surface.framed());
            send(request, response, 200, found, "no-cache");
        });
        return page.isPresent();
    }

    static Set<String> surfaces() {
        return SURFACES.keySet();
    }

    /** Tells the browser what a page of ours never does, so that nothing that got into one can do it either. */
    private static void guard(ServerRequest request, ServerResponse response, boolean framed) {
        response.header("Content-Security-Policy", CSP + (framed ? "*" : "'none'"));
        response.header("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        if (!framed) {
            response.header("X-Frame-Options", "DENY");
            response.header("Cross-Origin-Opener-Policy", "same-origin");
        }
        if (request.isSecure()) {
            response.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** Says kindly that there is nothing here; for an event that is not, the viewer page itself does. */
    void notFound(ServerRequest request, ServerResponse response, String sentence) {
        guard(request, response, false);
        Optional<Asset> viewer = request.path().path().startsWith("/watch/") ? load("viewer.html") : Optional.empty();
        if (viewer.isPresent()) {
            Asset page = viewer.get();
            Responder.bytes(request, response, 404, page.type(), "no-store", page.plain());
            return;
        }
        String html = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="dark light">
            <title>Not here · Vitrine</title>
            <h1>Nothing in this window</h1>
            <p>%s</p>
            <p>Check the address, or ask whoever sent you the link.</p>
            </html>
            """.formatted(
                        sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        Responder.bytes(request, response, 404, "text/html; charset=utf-8", "no-store", Responder.utf8(html));
    }

    private static void send(ServerRequest request, ServerResponse response, int status, Asset asset, String caching) {
        response.header(HeaderNames.ETAG, asset.etag());
        response.header(HeaderNames.VARY, "Accept-Encoding");
        if (Responder.asked(request, HeaderNames.IF_NONE_MATCH)
                .filter(known -> known.contains(asset.etag()))
                .isPresent()) {
            response.header(HeaderNames.CACHE_CONTROL, caching);
            Responder.empty(response, 304);
            return;
        }
        String accepted = Responder.asked(request, HeaderNames.ACCEPT_ENCODING).orElse("");
        byte[] bytes = asset.plain();
        if (asset.brotli().isPresent() && accepted.contains("br")) {
            bytes = asset.brotli().get();
            response.header(HeaderNames.CONTENT_ENCODING, "br");
        } else if (asset.gzip().isPresent() && accepted.contains("gzip")) {
            bytes = asset.gzip().get();
            response.header(HeaderNames.CONTENT_ENCODING, "gzip");
        }
        Responder.bytes(request, response, status, asset.type(), caching, bytes);
    }

    /** A jar's files never change and are kept; a directory's are read each time, since someone works on them. */
    private Optional<Asset> load(String path) {
        Optional<Path> directory = roots.directory();
        return directory.isPresent() ? read(path) : cache.computeIfAbsent(path, this::read);
    }

    private Optional<Asset> read(String path) {
        Optional<byte[]> plain = bytes(path);
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        String type = TYPES.getOrDefault(
                path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
        Optional<byte[]> gzip = bytes(path + ".gz");
        if (gzip.isEmpty() && compressible(type) && plain.get().length >= MIN_GZIP_BYTES) {
            gzip = Optional.of(gzip(plain.get()));
        }
        return Optional.of(new Asset(plain.get(), bytes(path + ".br"), gzip, etag(plain.get()), type));
    }

    private Optional<byte[]> bytes(String path) {
        try {
            if (roots.directory().isPresent()) {
                Path root = roots.directory().get().toAbsolutePath().normalize();
                Path file = root.resolve(path).normalize();
                if (file.startsWith(root) && Files.isRegularFile(file)) {
                    return Optional.of(Files.readAllBytes(file));
                }
            }
            try (InputStream in = roots.loader().getResourceAsStream(roots.prefix() + "/" + path)) {
                return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean compressible(String type) {
        return type.startsWith("text/") || type.contains("json") || type.contains("svg") || type.contains("wasm");
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
