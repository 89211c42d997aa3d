package dev.vitrine.core.net;

import dev.vitrine.core.net.OutboundGuard.Target;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One {@code GET} to the very address that was checked; Java's own client would resolve the name again. The certificate
 * is checked against the name. Redirects are not followed. The request is HTTP/1.0, which a server may not answer in
 * chunks.
 */
public final class PinnedGet {
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
        HttpAnswer answer = HttpAnswer.read(in);
        String mark = answer.header("etag")
                .filter(etag -> etag.length() <= ETAG_CHARACTERS)
                .orElse("");
        if (answer.status() != 200) {
            return new Answer(answer.status(), mark, new byte[0]);
        }
        if (answer.header("transfer-encoding").isPresent()
                || answer.header("content-encoding").isPresent()) {
            throw new IOException("it answers in an encoding that was not asked for");
        }
        return new Answer(answer.status(), mark, answer.body(maxBytes));
    }
}
