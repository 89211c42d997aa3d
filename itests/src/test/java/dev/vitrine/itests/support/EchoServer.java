package dev.vitrine.itests.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Caretaker;
import dev.vitrine.web.socket.Frames;
import dev.vitrine.web.socket.Gather;
import dev.vitrine.web.socket.Link;
import dev.vitrine.web.socket.LinkHandler;
import dev.vitrine.web.socket.SocketUpgrade;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket bridge of {@code runtime/web} with nothing behind it but an echo, on a free port: what a protocol suite
 * wants to talk to. Same upgrade, same engine, same {@link Link} as the real doors.
 */
public final class EchoServer implements AutoCloseable {
    private static final int PING = 9;

    private final Caretaker caretaker;
    private final WebServer server;

    /** Starts it. */
    public EchoServer() {
        caretaker = new Caretaker(1_000, 1_000, new WebMetrics(new PrometheusRegistry()));
        SocketUpgrade upgrade = new SocketUpgrade(List.of(handshake -> Optional.of(new Echo())), Set.of(), caretaker);
        server = WebServer.builder()
                .shutdownHook(false)
                .host("127.0.0.1")
                .port(0)
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.create())
                        .addUpgraders(upgrade.anySpelling())
                        .build())
                .build()
                .start();
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        caretaker.close();
        server.stop();
    }

    private static final class Echo implements LinkHandler {
        private volatile @Nullable Link link;

        @Override
        public void opened(Link link) {
            this.link = link;
        }

        @Override
        public void text(String message) {
            send(Frames.TEXT, message.getBytes(UTF_8));
        }

        @Override
        public void binary(byte[] message) {
            send(Frames.BINARY, message);
        }

        private void send(int opcode, byte[] message) {
            Link to = link;
            if (to != null) {
                to.send(Frames.frame(opcode, message));
            }
        }

        @Override
        public void fill(Gather gather) {}

        @Override
        public byte[] pingFrame() {
            return Frames.frame(PING, new byte[0]);
        }

        @Override
        public void closed() {}
    }
}
