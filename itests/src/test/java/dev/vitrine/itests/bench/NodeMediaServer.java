package dev.vitrine.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** node-media-server as a peer: RTMP in, FLV over HTTP and WebSocket out. */
record NodeMediaServer(Process process, int rtmpPort, int http) implements AutoCloseable {
    /** Installs it and mpegts.js from npm into a directory of its own. */
    static Path install() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("vitrine-peer");
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--prefix",
                        directory.toString(),
                        "--no-save",
                        "--ignore-scripts",
                        "node-media-server@4.4.3",
                        "mpegts.js@1.8.2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (npm.waitFor() != 0) {
            throw new IllegalStateException("npm could not install the peer");
        }
        return directory;
    }

    static NodeMediaServer start(Path installed) throws IOException {
        int rtmp = Peer.freePort();
        int http = Peer.freePort();
        Path script = Files.writeString(installed.resolve("peer.js"), """
            const NodeMediaServer = require('node-media-server');
            new NodeMediaServer({
              bind: '127.0.0.1',
              rtmp: { port: %d },
              http: { port: %d },
              auth: { play: false, publish: false, secret: 'x', jwt: { algorithm: 'HS256', secret: 'x', users: '' } },
              store: { path: '%s' },
            }).run();
            """.formatted(rtmp, http, installed));
        Process process = new ProcessBuilder("node", script.toString())
                .directory(installed.toFile())
                .redirectErrorStream(true)
                .redirectOutput(installed.resolve("log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Peer.accepts(rtmp) && Peer.accepts(http));
        return new NodeMediaServer(process, rtmp, http);
    }

    /** Where a stream of that name is published. */
    String rtmp(String stream) {
        return "rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
