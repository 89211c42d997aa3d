package dev.vitrine.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Uses a server the way its first visitor does, so that the AOT cache that is being recorded holds what a start needs.
 * Over plain sockets: an HTTP client's classes would only make the cache larger.
 */
public final class Warmup {
    private static final System.Logger LOG = System.getLogger(Warmup.class.getName());
    private static final int ROUNDS = 3;
    private static final int READ_LIMIT_MS = 2_000;
    private static final List<String> PATHS =
            List.of("/health/ready", "/", "/watch/demo", "/console", "/api/v1/me", "/api/v1/events", "/metrics");

    private Warmup() {}

    /** Asks for what everybody asks for. What fails is left out: a cache only makes things faster. */
    public static void run(Server server) {
        for (int i = 0; i < ROUNDS; i++) {
            PATHS.forEach(path -> ask(server, path, ""));
        }
        ask(
                server,
                "/ws",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    }

    private static void ask(Server server, String path, String headers) {
        try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
            socket.setSoTimeout(READ_LIMIT_MS);
            String connection = headers.isEmpty() ? "Connection: close\r\n" : "";
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + connection + headers
                    + "Authorization: Bearer " + server.house().ownerToken() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            if (headers.isEmpty()) {
                in.readAllBytes();
            } else {
                in.readNBytes(1);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} does not answer: {1}", path, e.getMessage());
        }
    }
}
