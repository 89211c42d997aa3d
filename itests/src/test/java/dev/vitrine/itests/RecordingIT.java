package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Encoder;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import dev.vitrine.itests.support.hls.HlsClient;
import dev.vitrine.itests.support.hls.MediaPlaylist;
import dev.vitrine.itests.support.hls.MediaPlaylist.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rolling recording over kill -9, and rewinding over it. */
class RecordingIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = 3;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    @Timeout(300)
    void kill9_losesNoPartThatWasWritten_andTheNextRunGoesOnWithTheSameTimeline() throws Exception {
        Path data = Files.createTempDirectory("vitrine-recording");
        try {
            long seen = -1;
            for (int round = 0; round < ROUNDS; round++) {
                try (Vitrine server = Vitrine.up(data, "--no-demo")) {
                    Api owner = round == 0 ? server.api().liveEvent("tape") : server.api();
                    try (Encoder encoder = Encoder.publish(server, owner.streamKey("tape"))) {
                        HlsClient client = client(server, "tape", "?dvr=1");
                        MediaPlaylist first = client.now();
                        if (round > 0) {
                            rewinds(client, first, round);
                        }
                        long wanted = Math.max(seen, first.lastMsn()) + 2;
                        MediaPlaylist last = client.reload("_HLS_msn=" + wanted + "&_HLS_part=2")
                                .playlist();
                        await().atMost(LIMIT).until(() -> written(data).containsKey(last.lastMsn()));
                        seen = last.lastMsn();
                        assertThat(encoder.isAlive()).isTrue();
                        TreeMap<Long, String> before = written(data);
                        server.kill();
                        TreeMap<Long, String> after = written(data);
                        assertThat(after.keySet()).as("round " + round).containsAll(before.keySet());
                    }
                }
            }
            playable(data);
        } finally {
            Scratch.delete(data);
        }
    }

    private static void rewinds(HlsClient client, MediaPlaylist playlist, int round) {
        List<Segment> segments = playlist.segments();
        assertThat(segments.stream().filter(Segment::discontinuity).count())
                .as("a break for each run before")
                .isGreaterThanOrEqualTo(round);
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).date().orElseThrow())
                    .isAfter(segments.get(i - 1).date().orElseThrow());
        }
        Segment oldest = segments.getFirst();
        assertThat(oldest.parts()).isEmpty();
        assertThat(client.media(oldest.uri()).status()).isEqualTo(200);
        assertThat(client.media(oldest.map().orElseThrow()).status()).isEqualTo(200);
        Optional<Segment> torn = segments.stream()
                .filter(segment -> !segment.gap() && client.media(segment.uri()).status() != 200)
                .findFirst();
        assertThat(torn).isEmpty();
        MediaPlaylist delta = client.reload("_HLS_skip=YES").playlist();
        assertThat(delta.mediaSequence()).isEqualTo(playlist.mediaSequence());
    }

    private static HlsClient client(Vitrine server, String event, String query) {
        HlsClient index = new HlsClient(HTTP, server.url() + "/live/" + event + "/index.m3u8" + query);
        await().atMost(LIMIT).until(() -> index.reload("").status() == 200);
        String media = index.reload("")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        assertThat(media).endsWith("?dvr=1");
        return new HlsClient(HTTP, index.resolve(media).toString());
    }

    /** The lines of the index by number; the last of each counts. */
    private static TreeMap<Long, String> written(Path data) throws IOException {
        TreeMap<Long, String> lines = new TreeMap<>();
        for (String line : Files.readAllLines(directory(data).resolve("index.txt"), StandardCharsets.US_ASCII)) {
            String[] fields = line.split(" ");
            if (fields.length == 9) {
                lines.put(Long.valueOf(fields[2]), line);
            }
        }
        return lines;
    }

    private static Path directory(Path data) {
        return data.resolve("recordings").resolve("tape");
    }

    /** Each epoch's files one after the other are a film without an error, as the README says. */
    private static void playable(Path data) throws Exception {
        try (Vitrine server = Vitrine.up(data, "--no-demo")) {
            assertThat(server.api().ready()).isTrue();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory(data))) {
            files = all.filter(file -> file.toString().matches(".*(init\\.mp4|m4s)"))
                    .sorted()
                    .toList();
        }
        List<String> epochs = files.stream()
                .map(file -> file.getFileName().toString().substring(0, 5))
                .distinct()
                .toList();
        assertThat(epochs).hasSizeGreaterThanOrEqualTo(ROUNDS);
        for (String epoch : epochs) {
            Path film = data.resolve(epoch + ".mp4");
            try (OutputStream out = Files.newOutputStream(film)) {
                for (Path file : files) {
                    if (file.getFileName().toString().startsWith(epoch)) {
                        Files.copy(file, out);
                    }
                }
            }
            Process decoder = new ProcessBuilder(
                            "ffmpeg", "-v", "error", "-xerror", "-i", film.toString(), "-f", "null", "-")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(decoder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(decoder.waitFor()).as(output).isZero();
        }
    }
}
