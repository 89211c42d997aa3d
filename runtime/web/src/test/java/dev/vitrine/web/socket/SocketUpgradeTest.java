package dev.vitrine.web.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.web.hub.FakeRoom;
import dev.vitrine.web.hub.HubServer;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketUpgradeTest {
    private final HubServer server = new HubServer(new FakeRoom("demo", 100));

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket open(String... headers) throws IOException {
        return new RawSocket(server.port(), "/ws", "websocket", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "WEBSOCKET", "wEbSoCkEt"})
    void upgrade_anySpelling_isAccepted(String spelling) throws IOException {
        try (RawSocket socket = new RawSocket(server.port(), "/ws", spelling)) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.headers()).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            socket.text("{\"id\":1,\"connect\":{}}");
            assertThat(socket.read().text()).contains("\"client\"");
        }
    }

    @Test
    void upgrade_subprotocol_isReturned() throws IOException {
        try (RawSocket socket = open("Sec-WebSocket-Protocol: other, centrifuge-json")) {
            assertThat(socket.headers()).contains("Sec-WebSocket-Protocol: centrifuge-json");
        }
    }

    @Test
    void upgrade_unknownPath_is404() throws IOException {
        try (RawSocket socket = new RawSocket(server.port(), "/nowhere", "websocket")) {
            assertThat(socket.status()).isEqualTo(404);
        }
    }

    @Test
    void upgrade_foreignOrigin_is403() throws IOException {
        try (RawSocket evil = open("Origin: https://evil.example");
                RawSocket twice = open("Origin: https://friend.example", "Origin: https://evil.example")) {
            assertThat(evil.status()).isEqualTo(403);
            assertThat(twice.status()).isEqualTo(403);
        }
    }

    @Test
    void upgrade_ownOrListedOrigin_isAccepted() throws IOException {
        try (RawSocket own = open("Origin: http://127.0.0.1:" + server.port());
                RawSocket listed = open("Origin: https://Friend.example")) {
            assertThat(own.status()).isEqualTo(101);
            assertThat(listed.status()).isEqualTo(101);
        }
    }

    @Test
    void upgrade_wrongVersion_isRefusedWithTheRightOne() throws IOException {
        try (RawSocket socket = open("Sec-WebSocket-Version: 8")) {
            assertThat(socket.status()).isBetween(400, 426);
        }
    }

    @Test
    void frame_unmasked_isClosedWith1002() throws IOException {
        try (RawSocket socket = open()) {
            socket.frame(0x81, false, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(socket.readClose()).isEqualTo(1002);
        }
    }

    @Test
    void message_over64KiB_isClosedWith1009_evenWhileItIsStillComing() throws IOException {
        try (RawSocket socket = open()) {
            byte[] large = new byte[300_000];
            Arrays.fill(large, (byte) ' ');
            socket.frame(0x81, true, large);
            assertThat(socket.readClose()).isEqualTo(1009);
        }
    }

    @Test
    void message_over64KiBInFragments_isClosedWith1009() throws IOException {
        try (RawSocket socket = open()) {
            byte[] part = new byte[30_000];
            Arrays.fill(part, (byte) ' ');
            socket.frame(0x01, true, part);
            socket.frame(0x00, true, part);
            socket.frame(0x80, true, part);
            assertThat(socket.readClose()).isEqualTo(1009);
        }
    }

    @Test
    void message_inFragmentsAndSingleBytes_isJoined() throws IOException {
        try (RawSocket socket = open()) {
            socket.frame(0x01, true, "{\"id\":1,".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            socket.frame(0x80, true, "\"connect\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(socket.read().text()).contains("\"client\"");
            for (byte each : new byte[] {(byte) 0x89, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'}) {
                socket.raw(new byte[] {each});
            }
            RawSocket.Frame pong = socket.read();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.text()).isEqualTo("hi");
        }
    }

    @Test
    void text_thatIsNotUtf8_isClosedWith1007() throws IOException {
        try (RawSocket socket = open()) {
            socket.frame(0x81, true, new byte[] {(byte) 0xC3, (byte) 0x28});
            assertThat(socket.readClose()).isEqualTo(1007);
        }
    }

    @Test
    void close_isAnsweredThenTheConnectionEnds() throws IOException {
        try (RawSocket socket = open()) {
            socket.frame(0x88, true, new byte[] {3, (byte) 0xE8});
            assertThat(socket.readClose()).isEqualTo(1000);
            assertThat(socket.readEnd()).isTrue();
        }
        await().until(() -> server.sockets() == 0);
    }

    /**
     * Guards: the peer waited two seconds for the end of a connection that both sides had given up (Autobahn 7.3.6).
     */
    @Test
    void close_withTooLongAReason_isAnsweredThenTheConnectionEnds() throws IOException {
        try (RawSocket socket = open()) {
            byte[] reason = new byte[126];
            Arrays.fill(reason, (byte) 'x');
            reason[0] = 3;
            reason[1] = (byte) 0xE8;
            socket.frame(0x88, true, reason);
            assertThat(socket.readClose()).isEqualTo(1002);
            assertThat(socket.readEnd()).isTrue();
        }
        await().until(() -> server.sockets() == 0);
    }

    @Test
    void peerThatVanishes_isForgotten() throws IOException {
        RawSocket socket = open();
        await().until(() -> server.sockets() == 1);
        socket.close();
        await().until(() -> server.sockets() == 0);
    }
}
