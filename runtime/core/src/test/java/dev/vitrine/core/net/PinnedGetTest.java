package dev.vitrine.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.core.net.OutboundGuard.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinnedGetTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ServerSocket listener;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    PinnedGetTest() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    /** What a peer does with one connection, once it has the request. */
    @FunctionalInterface
    private interface Peer {
        void answer(Socket socket, OutputStream out) throws Exception;
    }

    private Target peer(Peer peer) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    heard.add(line);
                }
                peer.answer(socket, socket.getOutputStream());
            } catch (Exception e) {
                heard.add("ended: " + e.getClass().getSimpleName());
            }
        });
        URI uri = URI.create("http://partner.example:" + listener.getLocalPort() + "/bans?v=1");
        return new Target(uri, "partner.example", listener.getLocalPort(), false, listener.getInetAddress());
    }

    private Target says(String answer) {
        return peer((socket, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aDocument_comesWithItsMark_fromTheAddressThatWasChecked() throws Exception {
        PinnedGet.Answer answer = PinnedGet.fetch(
                says("HTTP/1.1 200 OK\r\nETag: \"7\"\r\nContent-Length: 2\r\n\r\n{}"), "\"6\"", 100, LIMIT);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.etag()).isEqualTo("\"7\"");
        assertThat(answer.body()).isEqualTo(new byte[] {'{', '}'});
        assertThat(heard)
                .contains(
                        "GET /bans?v=1 HTTP/1.0",
                        "Host: partner.example:" + listener.getLocalPort(),
                        "If-None-Match: \"6\"");
    }

    @Test
    void aMarkThatCouldEndTheLine_isNotSent() throws Exception {
        PinnedGet.fetch(says("HTTP/1.1 304 Not Modified\r\n\r\n"), "\"6\"\r\nX: y", 100, LIMIT);
        assertThat(heard).noneMatch(line -> line.startsWith("If-None-Match") || line.startsWith("X"));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 301 Moved\\r\\nLocation: http://10.0.0.1/\\r\\n\\r\\n, 301",
        "HTTP/1.1 503 Busy\\r\\n\\r\\nlater, 503",
        "HTTP/1.0 304 Not Modified\\r\\n\\r\\n, 304"
    })
    void anythingElse_isItsStatusAlone_andNoRedirectIsFollowed(String answer, int status) throws Exception {
        String raw = answer.replace("\\r\\n", "\r\n");
        PinnedGet.Answer came = PinnedGet.fetch(says(raw), "", 100, LIMIT);
        assertThat(came.status()).isEqualTo(status);
        assertThat(came.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK\\r\\n\\r\\n12345678901, more than",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\n{}, in the middle",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\n{}, encoding",
        "HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\n\\r\\n{}, encoding",
        "SSH-2.0-OpenSSH_9\\r\\n, no web server",
        "HTTP/1.1 200 OK\\r\\nnonsense\\r\\n\\r\\n{}, no web server",
        "'', without an answer"
    })
    void whatIsTooMuchOrBroken_isAnErrorThatSaysSo(String answer, String says) {
        Target target = says(answer.replace("\\r\\n", "\r\n"));
        assertThatThrownBy(() -> PinnedGet.fetch(target, "", 10, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(says);
    }

    @Test
    void whoSendsAByteAtATime_isLeftWhenTheTimeIsOver() {
        Target target = peer((socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
            }
        });
        assertThatThrownBy(() -> PinnedGet.fetch(target, "", 1 << 20, Duration.ofMillis(300)))
                .isInstanceOf(IOException.class);
    }
}
