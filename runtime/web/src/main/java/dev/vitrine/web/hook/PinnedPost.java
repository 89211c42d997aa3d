package dev.vitrine.web.hook;

import dev.vitrine.core.net.OutboundGuard.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 {@code POST} to the very address that was checked; Java's own client would resolve the name again. The
 * certificate is checked against the name. Redirects are not followed, and of the answer its status alone is read.
 */
final class PinnedPost {
    private static final int CONNECT_MS = 5_000;
    /** The longest status line that is read; whoever needs more is not a web server. */
    private static final int MAX_STATUS_BYTES = 1_024;

    private PinnedPost() {}

    /**
     * Sends it and returns the status. Blocks for at most the limit.
     *
     * @throws IOException if there was no answer in time, or none that is HTTP
     */
    static int send(Target target, Map<String, String> headers, byte[] body, Duration limit) throws IOException {
        try (Socket plain = new Socket()) {
            // A peer that reads or answers a byte at a time has no other limit.
            Thread watch = Thread.ofVirtual().start(() -> closeAfter(plain, limit));
            try {
                plain.connect(new InetSocketAddress(target.address(), target.port()), CONNECT_MS);
                plain.setTcpNoDelay(true);
                Socket socket = target.tls() ? secure(plain, target) : plain;
                OutputStream out = socket.getOutputStream();
                out.write(head(target, headers, body.length));
                out.write(body);
                out.flush();
                return status(socket.getInputStream());
            } finally {
                watch.interrupt();
            }
        }
    }

    private static void closeAfter(Socket socket, Duration limit) {
        try {
            Thread.sleep(limit);
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is closed already.
            return;
        }
    }

    private static Socket secure(Socket plain, Target target) throws IOException {
        String name = bare(target.host());
        SSLSocket socket = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, name, target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (name.chars().anyMatch(Character::isLetter) && name.indexOf(':') < 0) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static byte[] head(Target target, Map<String, String> headers, int length) {
        boolean usual = target.port() == (target.tls() ? 443 : 80);
        StringBuilder head = new StringBuilder("POST ")
                .append(target.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.host())
                .append(usual ? "" : ":" + target.port())
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
