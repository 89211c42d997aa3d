package dev.vitrine.web.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;

/**
 * Whether a request comes from a page of this server. A browser states the page's origin with every write, and a page
 * cannot forge it; so a write on the grounds of a cookie, which the browser adds by itself, is taken with our own
 * origin alone (OWASP cross-site request forgery cheat sheet, "verifying origin with standard headers").
 */
final class Origins {
    private Origins() {}

    /** Whether the stated origin is the very host that is asked; a request without one is not. */
    static boolean isOwn(ServerRequest request) {
        List<String> origins = request.headers().contains(HeaderNames.ORIGIN)
                ? request.headers().get(HeaderNames.ORIGIN).allValues()
                : List.of();
        if (origins.size() != 1) {
            return false;
        }
        String origin = origins.getFirst().toLowerCase(Locale.ROOT);
        String host = Responder.asked(request, HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
        return !host.isEmpty() && (origin.equals("https://" + host) || origin.equals("http://" + host));
    }
}
