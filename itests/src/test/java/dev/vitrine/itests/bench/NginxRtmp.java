package dev.vitrine.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * nginx with its RTMP module as a peer: RTMP in, HLS with segments of a second out. Debian's packages are unpacked into
 * a directory of their own, so nothing is installed and no service starts.
 */
record NginxRtmp(Process process, int rtmpPort, int http, Path directory) implements AutoCloseable {
    static Path unpack() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("vitrine-nginx");
        Process unpack = new ProcessBuilder(
                        "sh",
                        "-c",
                        "apt-get download nginx libnginx-mod-rtmp && for p in *.deb; do dpkg -x \"$p\" .; done")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        if (unpack.waitFor() != 0) {
            throw new IllegalStateException("The peer could not be fetched from Debian's archive:\n"
                    + Files.readString(directory.resolve("log")));
        }
        return directory;
    }

    static NginxRtmp start(Path directory) throws IOException {
        int rtmp = Peer.freePort();
        int http = Peer.freePort();
        Path hls = Files.createDirectories(directory.resolve("hls"));
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Path config =
                Files.writeString(directory.resolve("nginx.conf"), """
                    %1$s
                    load_module %2$s/usr/lib/nginx/modules/ngx_rtmp_module.so;
                    daemon off;
                    pid %2$s/pid;
                    events {}
                    rtmp { access_log off; server { listen 127.0.0.1:%3$d; application live {
                      live on; hls on; hls_path %4$s; hls_fragment 1s; hls_playlist_length 6s;
                    } } }
                    http {
                      access_log off;
                      client_body_temp_path %2$s/a; proxy_temp_path %2$s/b; fastcgi_temp_path %2$s/c;
                      uwsgi_temp_path %2$s/d; scgi_temp_path %2$s/e;
                      types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
                      server { listen 127.0.0.1:%5$d; location /hls { alias %4$s; add_header Access-Control-Allow-Origin *; } }
                    }
                    """.formatted(user, directory, rtmp, hls, http));
        Process process = new ProcessBuilder(
                        directory.resolve("usr/sbin/nginx").toString(),
                        "-p",
                        directory.toString(),
                        "-e",
                        directory.resolve("error").toString(),
                        "-c",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Peer.accepts(rtmp) && Peer.accepts(http));
        return new NginxRtmp(process, rtmp, http, directory);
    }

    /** Where a stream of that name is published. */
    String rtmp(String stream) {
        return "rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream;
    }

    /** The playlist of a stream. */
    String playlist(String stream) {
        return "http://127.0.0.1:" + http + "/hls/" + stream + ".m3u8";
    }

    /** Whether there is a playlist with something to play. */
    boolean plays(String stream) throws IOException {
        Path playlist = directory.resolve("hls/" + stream + ".m3u8");
        return Files.exists(playlist) && Files.readString(playlist).contains("-3.ts");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
