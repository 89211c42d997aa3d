package dev.vitrine.host.link;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.core.net.PinnedSocket;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fetches a file over HTTP/1.1 from an address that somebody gave: each address on the way is checked, and the very
 * address that was checked is called; size, time and redirects have limits.
 */
public final class HttpFetch {
    /** What is understood. */
    public static final Set<String> SCHEMES = Set.of("http", "https");

    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_HEAD_BYTES = 32 << 10;

    private HttpFetch() {}

    /**
     * Fetches. Blocks for at most the limit, and what {@link Dialler} takes for each connection.
     *
     * @throws IOException if there is no such file; the message is a sentence for staff that does not repeat the path
     */
    public static FetchedFile get(OutboundGuard guard, String url, int maxBytes, Duration limit) throws IOException {
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
                connection.out().write(request(target));
                connection.out().flush();
                InputStream in = new BufferedInputStream(connection.in());
                String status = line(in);
                Map<String, String> head = head(in);
                int code = code(status, target);
                if (code == 301 || code == 302 || code == 303 || code == 307 || code == 308) {
                    at = redirected(target, head.getOrDefault("location", ""));
                    continue;
                }
                if (code != 200) {
                    throw new IOException(Dialler.where(target) + " answers " + code + " where the source should be"
                            + (code == 404 ? "; check the address." : "; check the address and who may fetch it."));
                }
                return new FetchedFile(at, body(in, head, maxBytes, target));
            }
        }
        throw new IOException("The address leads on more than " + MAX_REDIRECTS
                + " times; give the one it should lead to in the end.");
    }

    private static byte[] request(Target target) {
        String text = "GET " + target.path() + " HTTP/1.1\r\nHost: " + PinnedSocket.hostHeader(target)
                + "\r\n"
                + "User-Agent: Vitrine\r\n"
                + "Accept: */*\r\n"
                + "Accept-Encoding: identity\r\n"
                + "Connection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int code(String status, Target target) throws IOException {
        try {
            if (status.startsWith("HTTP/1.") && status.length() >= 12) {
                return Integer.parseInt(status.substring(9, 12));
            }
        } catch (NumberFormatException none) {
            throw new IOException(Dialler.where(target) + " does not speak HTTP; check the address.", none);
        }
        throw new IOException(Dialler.where(target) + " does not speak HTTP; check the address.");
    }

    private static String redirected(Target target, String location) throws IOException {
        try {
            return target.uri().resolve(URI.create(location)).toString();
        } catch (IllegalArgumentException bad) {
            throw new IOException(Dialler.where(target) + " leads on to what is no address.", bad);
        }
    }

    private static Map<String, String> head(InputStream in) throws IOException {
        Map<String, String> head = new HashMap<>();
        int bytes = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            bytes += line.length();
            if (bytes > MAX_HEAD_BYTES) {
                throw new IOException("The answer's header is too long.");
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                head.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return head;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The answer broke off.");
            }
            if (line.length() > MAX_HEAD_BYTES) {
                throw new IOException("The answer's header is too long.");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static byte[] body(InputStream in, Map<String, String> head, int maxBytes, Target target)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).contains("chunked")) {
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                take(in, body, size, maxBytes, target);
                line(in);
            }
        } else if (head.containsKey("content-length")) {
            take(in, body, number(head.get("content-length"), 10), maxBytes, target);
        } else {
            byte[] rest = in.readNBytes(maxBytes + 1);
            body.writeBytes(rest);
            limit(body.size(), maxBytes, target);
        }
        return body.toByteArray();
    }

    private static int chunk(InputStream in) throws IOException {
        String line = line(in);
        int end = line.indexOf(';');
        return number((end < 0 ? line : line.substring(0, end)).strip(), 16);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            return number < 0 ? 0 : (int) Math.min(number, Integer.MAX_VALUE);
        } catch (NumberFormatException bad) {
            throw new IOException("The answer's length is no number.", bad);
        }
    }

    private static void take(InputStream in, ByteArrayOutputStream body, int count, int maxBytes, Target target)
            throws IOException {
        limit((long) body.size() + count, maxBytes, target);
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("The answer broke off.");
        }
        body.writeBytes(bytes);
    }

    private static void limit(long bytes, int maxBytes, Target target) throws IOException {
        if (bytes > maxBytes) {
            throw new IOException(Dialler.where(target) + " sends more than " + (maxBytes >> 20)
                    + " MiB for one file, and no more is taken.");
        }
    }
}
