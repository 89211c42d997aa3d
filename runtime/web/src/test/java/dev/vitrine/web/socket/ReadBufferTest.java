package dev.vitrine.web.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ReadBufferTest {
    @Test
    void shortened_itReadsOnInShorterPieces() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket peer = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            PlainSocket socket = PlainSocket.server(accepted, "a", "b");
            peer.getOutputStream().write(new byte[10_000]);
            assertThat(socket.get()).isNotEmpty();
            assertThat(ReadBuffer.shorten(socket))
                    .as("Helidon keeps its buffer elsewhere now")
                    .isEqualTo(ReadBuffer.BYTES);
            peer.getOutputStream().write(new byte[10_000]);
            assertThat(socket.get()).isNotEmpty().hasSizeLessThanOrEqualTo(ReadBuffer.BYTES);
        }
    }
}
