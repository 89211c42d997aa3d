package dev.vitrine.core.net;

import dev.vitrine.core.net.OutboundGuard.Target;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One {@code GET} to the very address that was checked; Java's own client would resolve the name again. The certificate
 * is checked against the name. Redirects are not followed. The request is HTTP/1.0, which a server may not answer in
 * chunks.
 */
public final class PinnedGet {
    /** Longest line, and most lines, of an answer's head. */
    private static final int LINE_BYTES = 8 * 1024;

    private static final int HEAD_LINES = 100;
    private static final int ETAG_CHARACTERS = 200;

    private PinnedGet() {}

    /**
     * What came back.
     *
     * @param status the status
     * @param etag the document's mark; empty when it has none
     * @param body the document; empty unless the status is 200
     */
    public record Answer(int status, String etag, byte[] body) {}

    /**
     * Fetches a document. Blocks for at most the limit.
     *
     * @param etag mark of the one that is there already; empty when none is
     * @throws IOException if there was no answer in time, none that is HTTP, or one with more bytes
     */
    public static Answer fetch(Target target, String etag, int maxBytes, Duration limit) throws IOException {
        try (PinnedSocket socket = new PinnedSocket(target)) {
            socket.closeAfter(limit);
            try {
                socket.connect();
                socket.out().write(head(target, etag));
                socket.out().flush();
                return answer(new BufferedInputStream(socket.in()), maxBytes);
            } catch (SocketException e) {
                throw socket.isLate() ? new IOException("no answer within " + limit.toSeconds() + " s", e) : e;
            }
        }
    }

    private static byte[] head(Target target, String etag) {
        boolean mark = !etag.isEmpty() && etag.chars().allMatch(each -> each >= 0x20 && each < 0x7F);
        return ("GET " + target.path() + " HTTP/1.0\r\nHost: " + PinnedSocket.hostHeader(target)
                        + "\r\nAccept: application/json\r\nUser-Agent: Vitrine\r\n"
                        + (mark ? "If-None-Match: " + etag + "\r\n" : "") + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Answer answer(InputStream in, int maxBytes) throws IOException {
        String first = line(in);
        if (!first.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new IOException("what answers is no web server");
        }
        int status = Integer.parseInt(first.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == HEAD_LINES) {
                throw new IOException("what answers is no web server");
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String etag = headers.getOrDefault("etag", "");
        String mark = etag.length() > ETAG_CHARACTERS ? "" : etag;
        if (status != 200) {
            return new Answer(status, mark, new byte[0]);
        }
        if (headers.containsKey("transfer-encoding") || headers.containsKey("content-encoding")) {
            throw new IOException("it answers in an encoding that was not asked for");
        }
        byte[] body = body(in, headers.getOrDefault("content-length", ""), maxBytes);
        return new Answer(status, mark, body);
    }

    private static byte[] body(InputStream in, String length, int maxBytes) throws IOException {
        byte[] body = in.readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw new IOException("it has more than " + maxBytes / 1024 + " KB");
        }
        if (!length.isEmpty() && !length.equals(Integer.toString(body.length))) {
            throw new IOException("the connection ended in the middle of it");
        }
        return body;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it closed without an answer");
            }
            if (line.size() == LINE_BYTES) {
                throw new IOException("what answers is no web server");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
