package dev.vitrine.host.link;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.core.net.HttpAnswer;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.core.net.PinnedSocket;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/**
 * Fetches a file over HTTP/1.1 from an address that somebody gave: each address on the way is checked, and the very
 * address that was checked is called; size, time and redirects have limits.
 */
public final class HttpFetch {
    /** What is understood. */
    public static final Set<String> SCHEMES = Set.of("http", "https");

    private static final int MAX_REDIRECTS = 5;

    /** Of a server that gives no stretches, the whole file may have as much. */
    private static final int MAX_WHOLE_BYTES = 64 << 20;

    private HttpFetch() {}

    /**
     * Fetches. Blocks for at most the limit, and what {@link Dialler} takes for each connection.
     *
     * @throws IOException if there is no such file; the message is a sentence for staff that does not repeat the path
     */
    public static FetchedFile get(OutboundGuard guard, String url, int maxBytes, Duration limit) throws IOException {
        Came came = get(guard, url, "", maxBytes, limit);
        return new FetchedFile(came.url(), came.body());
    }

    /**
     * Fetches a stretch of a file (RFC 9110, 14.2), otherwise like {@link #get}; of a server that only gives the whole
     * file it is cut out.
     *
     * @throws IOException if there is none; the message is a sentence for staff that does not repeat the path
     */
    public static FetchedFile stretch(OutboundGuard guard, String url, long offset, int length, Duration limit)
            throws IOException {
        if (offset < 0 || length < 1) {
            throw new IOException("A stretch of a file is asked for that there is not.");
        }
        String range = "Range: bytes=" + offset + "-" + (offset + length - 1) + "\r\n";
        Came came = get(guard, url, range, MAX_WHOLE_BYTES, limit);
        byte[] body = came.body();
        int from = came.partial() ? 0 : (int) Math.min(offset, body.length);
        int to = (int) Math.min(body.length, (long) from + length);
        if (from == to) {
            throw new IOException("The file that a stretch was to be taken of ends before it.");
        }
        return new FetchedFile(came.url(), Arrays.copyOfRange(body, from, to));
    }

    /** What came, and whether it is the stretch that was asked for rather than the whole. */
    private record Came(String url, byte[] body, boolean partial) {}

    private static Came get(OutboundGuard guard, String url, String range, int maxBytes, Duration limit)
            throws IOException {
        String at = url;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Target target;
            try {
                target = guard.checkMedia(at, SCHEMES);
            } catch (OutboundRefused refused) {
                throw new IOException(String.valueOf(refused.getMessage()).replace(at, "…"), refused);
            }
            try (Dialler.Connection connection = Dialler.dial(target)) {
                connection.socket().closeAfter(limit);
                HttpAnswer answer = asked(connection, target, range, limit);
                int code = answer.status();
                if (code == 301 || code == 302 || code == 303 || code == 307 || code == 308) {
                    at = redirected(target, answer.header("location").orElse(""));
                    continue;
                }
                boolean partial = code == 206 && !range.isEmpty();
                if (code != 200 && !partial) {
                    throw new IOException(Dialler.where(target) + " answers " + code + " where the source should be"
                            + (code == 404 ? "; check the address." : "; check the address and who may fetch it."));
                }
                return new Came(at, body(connection, target, answer, maxBytes, limit), partial);
            }
        }
        throw new IOException("The address leads on more than " + MAX_REDIRECTS
                + " times; give the one it should lead to in the end.");
    }

    private static HttpAnswer asked(Dialler.Connection connection, Target target, String range, Duration limit)
            throws IOException {
        try {
            connection.out().write(request(target, range));
            connection.out().flush();
            return HttpAnswer.read(new BufferedInputStream(connection.in()));
        } catch (IOException failed) {
            throw sentence(connection, target, limit, failed);
        }
    }

    private static byte[] body(
            Dialler.Connection connection, Target target, HttpAnswer answer, int maxBytes, Duration limit)
            throws IOException {
        try {
            return answer.body(maxBytes);
        } catch (IOException failed) {
            throw sentence(connection, target, limit, failed);
        }
    }

    private static IOException sentence(
            Dialler.Connection connection, Target target, Duration limit, IOException failed) {
        String why = connection.socket().isLate()
                ? "it takes longer than " + limit.toSeconds() + " s"
                : String.valueOf(failed.getMessage());
        return new IOException(Dialler.where(target) + " gives no file (" + why + "); check the address.", failed);
    }

    private static byte[] request(Target target, String range) {
        String text = "GET " + target.path() + " HTTP/1.1\r\nHost: " + PinnedSocket.hostHeader(target)
                + "\r\n"
                + "User-Agent: Vitrine\r\n"
                + "Accept: */*\r\n"
                + "Accept-Encoding: identity\r\n"
                + range
                + "Connection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String redirected(Target target, String location) throws IOException {
        try {
            return target.uri().resolve(URI.create(location)).toString();
        } catch (IllegalArgumentException bad) {
            throw new IOException(Dialler.where(target) + " leads on to what is no address.", bad);
        }
    }
}
