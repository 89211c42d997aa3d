package dev.vitrine.web.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.web.hub.FakeRoom;
import dev.vitrine.web.hub.HubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of frames, through the guard in seeded mutations and through a true server as it is. */
class FrameCorpusTest {
    private static final HubServer SERVER = new HubServer(new FakeRoom("demo", 100));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Path> inputs() throws IOException {
        return Corpus.files(FrameCorpusTest.class, "frames");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void scan_ofAnything_isTheSameHoweverReadsFall(Path input) throws IOException {
        byte[] bytes = Files.readAllBytes(input);
        FrameFuzzer.fuzzerTestOneInput(bytes);
        for (int seed = 0; seed < 1_000; seed++) {
            FrameFuzzer.fuzzerTestOneInput(Corpus.mutate(bytes, new Random(seed)));
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void server_takesAnything_andForgetsThePeerThatSentIt(Path input) throws IOException {
        byte[] bytes = Files.readAllBytes(input);
        for (int seed = 0; seed < 20; seed++) {
            try (RawSocket socket = new RawSocket(SERVER.port(), "/ws", "websocket")) {
                socket.raw(seed == 0 ? bytes : Corpus.mutate(bytes, new Random(seed)));
            }
        }
        await().until(() -> SERVER.sockets() == 0);
    }

    @Test
    void server_thatTookAllThat_stillServes() throws IOException {
        try (RawSocket socket = new RawSocket(SERVER.port(), "/ws", "websocket")) {
            socket.text("{\"id\":1,\"connect\":{}}");
            assertThat(socket.read().text()).contains("\"client\"");
        }
    }
}
