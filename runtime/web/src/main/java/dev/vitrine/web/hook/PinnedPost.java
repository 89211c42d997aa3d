package dev.vitrine.web.hook;

import dev.vitrine.core.net.OutboundGuard.Target;
import dev.vitrine.core.net.PinnedSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One HTTP/1.1 {@code POST} to the very address that was checked; Java's own client would resolve the name again. The
 * certificate is checked against the name. Redirects are not followed, and of the answer its status alone is read.
 */
final class PinnedPost {
    /** The longest status line that is read; whoever needs more is not a web server. */
    private static final int MAX_STATUS_BYTES = 1_024;

    private PinnedPost() {}

    /**
     * Sends it and returns the status. Blocks for at most the limit.
     *
     * @throws IOException if there was no answer in time, or none that is HTTP
     */
    static int send(Target target, Map<String, String> headers, byte[] body, Duration limit) throws IOException {
        try (PinnedSocket socket = new PinnedSocket(target)) {
            socket.closeAfter(limit);
            socket.connect();
            OutputStream out = socket.out();
            out.write(head(target, headers, body.length));
            out.write(body);
            out.flush();
            return status(socket.in());
        }
    }

    private static byte[] head(Target target, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder("POST ")
                .append(target.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(PinnedSocket.hostHeader(target))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(length).append("\r\nConnection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > MAX_STATUS_BYTES) {
                throw new IOException("no answer");
            }
            line.append((char) next);
        }
        String text = line.toString();
        if (!text.startsWith("HTTP/1.") || text.length() < 12) {
            throw new IOException("no HTTP answer");
        }
        try {
            return Integer.parseInt(text.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("no HTTP answer", e);
        }
    }
}
