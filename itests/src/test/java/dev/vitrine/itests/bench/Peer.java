package dev.vitrine.itests.bench;

import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Another server under the same load in the same run. */
record Peer(long pid, int port) {
    /** What is done with a peer; {@code connect} opens a session with it. */
    interface Work {
        void with(Peer peer, String connect) throws Exception;
    }

    /** nats-server's WebSocket listener: Debian's package, without TLS and compression. */
    static void nats(Work work) throws Exception {
        Path directory = Files.createTempDirectory("nats-bench");
        int port = freePort();
        Path config = Files.writeString(
                directory.resolve("nats.conf"),
                "listen: \"127.0.0.1:%d\"%nwebsocket { listen: \"127.0.0.1:%d\", no_tls: true, compression: false }%n"
                        .formatted(freePort(), port));
        ProcessBuilder builder = new ProcessBuilder("nats-server", "-c", config.toString());
        run(directory, builder, port, work, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n");
    }

    /** node with ws, which sends each message to every client from one prepared frame. */
    static void nodeWs(Work work) throws Exception {
        Path directory = Files.createTempDirectory("node-ws-bench");
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder("node", "ws-server.mjs", Integer.toString(port))
                .directory(Vitrine.ROOT.resolve("itests/node").toFile());
        run(directory, builder, port, work, "hello");
    }

    private static void run(Path directory, ProcessBuilder builder, int port, Work work, String connect)
            throws Exception {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            Awaitility.await().until(() -> accepts(port));
            work.with(new Peer(process.pid(), port), connect);
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            Scratch.delete(directory);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
