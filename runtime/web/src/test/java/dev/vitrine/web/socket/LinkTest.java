package dev.vitrine.web.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.web.metrics.WebMetrics;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One socket over the true bridge, with a handler that fails. */
class LinkTest {
    private static final Logger LOG = Logger.getLogger(Caretaker.class.getName());

    private final Caretaker caretaker =
            new Caretaker(SocketLimits.of(100, 100), new WebMetrics(new PrometheusRegistry()));
    private final WebServer server = WebServer.builder()
            .shutdownHook(false)
            .host("127.0.0.1")
            .port(0)
            .useNio(false)
            .addConnectionSelector(Http1ConnectionSelector.builder()
                    .config(Http1Config.create())
                    .addUpgraders(new SocketUpgrade(List.of(LinkTest::open), Set.of(), caretaker).anySpelling())
                    .build())
            .build()
            .start();
    private final List<LogRecord> told = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            told.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(listener);
        LOG.setUseParentHandlers(true);
        caretaker.close();
        server.stop();
    }

    private static Optional<LinkHandler> open(Handshake handshake) {
        return handshake.path().equals("/fails") ? Optional.of(new Fails()) : Optional.empty();
    }

    /** Guards: a handler's failure cut its viewer, and nobody ever learned of it. */
    @Test
    void handlerThatFails_cutsItsSocket_andIsToldOnce() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (RawSocket socket = new RawSocket(server.port(), "/fails", "websocket")) {
                assertThat(socket.status()).isEqualTo(101);
                assertThatThrownBy(socket::read).isInstanceOf(EOFException.class);
            }
        }
        await().until(() -> caretaker.links() == 0);
        assertThat(told)
                .filteredOn(record -> record.getLevel() == Level.WARNING)
                .singleElement()
                .extracting(LogRecord::getThrown)
                .isInstanceOf(IllegalStateException.class);
    }

    /** Fails as soon as it is to write something. */
    private static final class Fails implements LinkHandler {
        @Override
        public void opened(Link link) {
            link.wake();
        }

        @Override
        public void text(String message) {}

        @Override
        public void binary(byte[] message) {}

        @Override
        public void fill(Gather gather) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public byte[] pingFrame() {
            return Frames.PING_FRAME;
        }

        @Override
        public void closed() {}
    }
}
