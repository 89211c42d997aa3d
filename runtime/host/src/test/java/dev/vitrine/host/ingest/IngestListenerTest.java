package dev.vitrine.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.plugin.EngineRouter;
import dev.vitrine.host.plugin.TestEngines;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The port of the publishers. */
class IngestListenerTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Socket connect(IngestListener listener) throws IOException {
        Socket socket = new Socket("127.0.0.1", listener.port());
        socket.setSoTimeout(10_000);
        open.add(socket);
        return socket;
    }

    private IngestListener listen(EngineRouter engines, int max) {
        IngestListener listener = IngestListener.open("127.0.0.1", 0, engines, Optional.empty(), max);
        open.add(listener);
        return listener;
    }

    private static boolean echoes(Socket socket) throws IOException {
        socket.getOutputStream().write(7);
        return socket.getInputStream().read() == 7;
    }

    @Test
    void publisher_speaksWithTheEngineInService() throws Exception {
        IngestListener listener = listen(TestEngines.withOne(), 4);

        assertThat(echoes(connect(listener))).isTrue();
    }

    @Test
    void withoutAnEngine_theConnectionIsClosed() throws Exception {
        IngestListener listener = listen(new EngineRouter(), 4);

        assertThat(connect(listener).getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void tooManyPublishers_areTurnedAway_andAPlaceIsGivenBack() throws Exception {
        IngestListener listener = listen(TestEngines.withOne(), 1);
        Socket first = connect(listener);
        assertThat(echoes(first)).isTrue();

        assertThat(connect(listener).getInputStream().read()).isEqualTo(-1);

        first.close();
        await().ignoreExceptions().until(() -> echoes(connect(listener)));
    }

    @Test
    void portInUse_isASentence() {
        IngestListener listener = listen(TestEngines.withOne(), 1);

        assertThatThrownBy(() -> IngestListener.open("127.0.0.1", listener.port(), new EngineRouter()))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining("Port " + listener.port())
                .hasMessageContaining("in use");
    }
}
