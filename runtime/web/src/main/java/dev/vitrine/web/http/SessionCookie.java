package dev.vitrine.web.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The cookies of staff sessions (RFC 6265bis). Over HTTPS, also behind a proxy that ends it, the name begins with
 * {@code __Host-}: secure, for this host alone, for every path, so that no subdomain can plant one. On plain HTTP a
 * browser takes no such cookie, so on the machine itself, and there alone, it is a plain one of another name; anywhere
 * else plain HTTP gets none.
 */
final class SessionCookie {
    static final String SECURE = "__Host-vitrine";
    static final String LOCAL = "vitrine-local";

    /** Lax: a link from elsewhere and the way back from an identity provider find one logged in; posts do not. */
    private static final String ALWAYS = "; Path=/; HttpOnly; SameSite=Lax";

    private SessionCookie() {}

    /** Returns the token that the browser sent, unless there is none. */
    static Optional<String> read(ServerRequest request) {
        return read(request, SECURE).or(() -> isLocal(request) ? read(request, LOCAL) : Optional.empty());
    }

    /** Returns a cookie by its name. */
    static Optional<String> read(ServerRequest request, String name) {
        for (String header : request.headers().contains(HeaderNames.COOKIE)
                ? request.headers().get(HeaderNames.COOKIE).allValues()
                : java.util.List.<String>of()) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return Optional.of(pair.substring(equals + 1).strip());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a session may begin over this connection at all. */
    static boolean isPossible(ServerRequest request) {
        return isSecure(request) || isLocal(request);
    }

    /** Hands out a session. */
    static void set(ServerRequest request, ServerResponse response, String token, Instant expiresAt, Instant now) {
        set(response, isSecure(request), token, expiresAt, now);
    }

    /** Hands out a session to a browser of which it is known whether it speaks HTTPS. */
    static void set(ServerResponse response, boolean secure, String token, Instant expiresAt, Instant now) {
        long maxAgeSeconds = Math.max(1, Duration.between(now, expiresAt).toSeconds());
        add(response, secure ? SECURE : LOCAL, token, secure, maxAgeSeconds);
    }

    /** Takes it back. */
    static void clear(ServerRequest request, ServerResponse response) {
        boolean secure = isSecure(request);
        add(response, secure ? SECURE : LOCAL, "", secure, 0);
    }

    /** Sets a cookie of this kind. */
    static void add(ServerResponse response, String name, String value, boolean secure, long maxAgeSeconds) {
        response.headers()
                .add(HeaderValues.create(
                        HeaderNames.SET_COOKIE,
                        name + "=" + value + ALWAYS + "; Max-Age=" + maxAgeSeconds + (secure ? "; Secure" : "")));
    }

    /** Whether the browser speaks HTTPS: with us, or, as the page's origin says, with a proxy in front of us. */
    static boolean isSecure(ServerRequest request) {
        return request.isSecure()
                || (Origins.isOwn(request)
                        && Responder.asked(request, HeaderNames.ORIGIN)
                                .filter(origin ->
                                        origin.toLowerCase(Locale.ROOT).startsWith("https://"))
                                .isPresent())
                // A write by cookie alone, such as a logout: whoever holds the secure one holds it over HTTPS.
                || read(request, SECURE).isPresent();
    }

    private static boolean isLocal(ServerRequest request) {
        try {
            String host = new URI("http://"
                            + Responder.asked(request, HeaderNames.HOST).orElse(""))
                    .getHost();
            if (host == null) {
                return false;
            }
            return host.equals("localhost")
                    || ((host.startsWith("[") || Character.isDigit(host.charAt(0)))
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (URISyntaxException | UnknownHostException e) {
            return false;
        }
    }
}
