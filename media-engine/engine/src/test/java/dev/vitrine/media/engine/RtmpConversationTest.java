package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtmpConversationTest {
    @TempDir
    Path directory;

    private EngineFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new EngineFixture(directory);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void publisher_withAGoodKey_isSeenByTheSink() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> mediaUnits() == sampleFrames());
            StreamStatus status = fixture.engine.status("drop").orElseThrow();
            assertThat(status.state()).isEqualTo(StreamState.LIVE);
            assertThat(status.width()).isEqualTo(160);
            assertThat(status.videoCodec()).startsWith("avc1.4d");
            client.deleteStream();
            client.awaitEnd();
        }
        await().untilAsserted(() ->
                assertThat(fixture.engine.status("drop").orElseThrow().state()).isNotEqualTo(StreamState.LIVE));
        assertThat(fixture.port.complaints()).isEmpty();
    }

    @Test
    void unknownKey_isRefusedBeforeAnyMedia_andMasked() throws Exception {
        try (RtmpClient client = fixture.client()) {
            client.connect("live");

            assertThat(client.publish("abcdefghij1234"))
                    .startsWith("NetStream.Publish.BadName")
                    .contains("\"ab…34\"")
                    .doesNotContain("abcdefghij1234");
            client.awaitEnd();
        }
        await().untilAsserted(() ->
                assertThat(fixture.port.complaints()).singleElement().asString().contains("ab…34"));
        assertThat(fixture.engine.status("drop")).isEmpty();
    }

    @Test
    void keyThatIsPublishing_isRefused_andTheFirstGoesOn() throws Exception {
        try (RtmpClient first = fixture.publisher();
                RtmpClient second = fixture.client()) {
            second.connect("live");

            assertThat(second.publish("key-of-drop"))
                    .startsWith("NetStream.Publish.BadName")
                    .contains("Stream key \"ke…op\" is already publishing event \"drop\" since ");
            sendSample(first);
            await().until(() -> mediaUnits() == sampleFrames());
        }
    }

    @Test
    void unknownApplication_isRefusedWithTheRightAddress() throws Exception {
        try (RtmpClient client = fixture.client()) {
            assertThat(client.connect("stream"))
                    .startsWith("NetConnection.Connect.Rejected")
                    .contains("rtmp://HOST:PORT/live/STREAMKEY");
        }
    }

    @Test
    void mediaBeforePublish_isNotLookedAt() throws Exception {
        try (RtmpClient client = fixture.client()) {
            client.connect("live");
            sendSample(client);
            client.awaitEnd();
        } catch (IOException reset) {
            // the server need not wait for all of it
        }
        await().untilAsserted(() -> assertThat(fixture.port.complaints()).contains("media before publish"));
    }

    @Test
    void vp9_isRefusedByNameToThePublisherAndTheEventsLog() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            client.send(new FlvFile.Tag(9, 0, new byte[] {(byte) 0x90, 'v', 'p', '0', '9', 1}));

            assertThat(client.code())
                    .startsWith("NetStream.Publish.Rejected")
                    .contains("VP9")
                    .contains("x264");
            client.awaitEnd();
        }
        await().untilAsserted(() -> assertThat(fixture.host.changes())
                .anyMatch(change -> change.why().contains("VP9")));
        await().untilAsserted(() -> assertThat(fixture.host.healths())
                .anySatisfy(health -> assertThat(health)
                        .returns("codec", MediaHealth::probe)
                        .returns(MediaHealth.State.BAD, MediaHealth::state)
                        .returns("publisher/codec", MediaHealth::runbook)));
    }

    @Test
    void frameOfMoreThanEightMegabytes_isNamedWithWhatToSet() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            try {
                client.send(new FlvFile.Tag(9, 3_000, new byte[(8 << 20) + 1]));
            } catch (IOException reset) {
                // the server need not wait for all of it
            }
        }
        await().untilAsserted(() -> assertThat(fixture.host.changes())
                .anyMatch(change ->
                        change.why().startsWith("The video has a frame of 8.4 MB; at most 8.4 MB are taken.")));
        await().untilAsserted(() -> assertThat(fixture.host.healths())
                .anySatisfy(health -> assertThat(health)
                        .returns("frame-size", MediaHealth::probe)
                        .returns(MediaHealth.State.BAD, MediaHealth::state)));
    }

    @Test
    void frameOfJustUnderEightMegabytes_passesAndIsNamed() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            byte[] frame = new byte[8 << 20];
            frame[0] = 0x27;
            frame[1] = 1;
            int nal = frame.length - 5 - 4;
            frame[5] = (byte) (nal >>> 24);
            frame[6] = (byte) (nal >>> 16);
            frame[7] = (byte) (nal >>> 8);
            frame[8] = (byte) nal;
            frame[9] = 0x41;
            client.send(new FlvFile.Tag(9, 2_100, frame));
            await().until(() -> mediaUnits() == sampleFrames() + 1);
        }
        assertThat(fixture.units.getLast().payload().remaining()).isGreaterThan((8 << 20) - 16);
        await().untilAsserted(() -> assertThat(fixture.host.healths())
                .anySatisfy(health -> assertThat(health)
                        .returns("frame-size", MediaHealth::probe)
                        .returns(MediaHealth.State.WARN, MediaHealth::state)
                        .returns(8_388_603.0, MediaHealth::value)));
    }

    @Test
    void emptyFrames_areNamedAndLeftOut() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            client.send(new FlvFile.Tag(9, 2_100, new byte[0]));
            client.send(new FlvFile.Tag(9, 2_133, new byte[] {0x27, 1, 0, 0, 0}));
            await().untilAsserted(() -> assertThat(fixture.host.healths())
                    .anySatisfy(health -> assertThat(health)
                            .returns("frames", MediaHealth::probe)
                            .returns(MediaHealth.State.WARN, MediaHealth::state)));
            sendSample(client, 3_000);
            await().until(() -> mediaUnits() > sampleFrames() + 100);
        }
        assertThat(fixture.port.complaints()).isEmpty();
    }

    @Test
    void clockThatGoesRound_isNoBreak() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client, -1_000);
            await().until(() -> mediaUnits() == sampleFrames());
        }
        assertThat(fixture.units.stream().filter(unit -> unit.kind() == MediaUnit.Kind.CONFIG))
                .as("one epoch")
                .hasSize(1);
        await().untilAsserted(() -> assertThat(fixture.host.healths())
                .anySatisfy(health -> assertThat(health.sentence()).contains("49.7 days")));
    }

    @Test
    void clientThatTalksWithoutPublishing_isSentAway() throws Exception {
        try (RtmpClient client = fixture.client()) {
            client.connect("live");
            for (int i = 0; i < 100; i++) {
                client.deleteStream();
            }
            client.awaitEnd();
        } catch (IOException reset) {
            // the server need not wait for all of it
        }
        await().untilAsserted(
                        () -> assertThat(fixture.port.complaints()).anyMatch(line -> line.contains("and no publish")));
    }

    @Test
    void received_isAcknowledgedByTheClientsWindow() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            client.askForAcknowledgements(20_000);
            sendSample(client);
            int first = client.acknowledged();
            assertThat(first).isGreaterThanOrEqualTo(20_000);
        }
    }

    @Test
    void chunkSizeThatChangesWhileLive_costsNothing() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            int size = 64;
            for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
                client.chunkSize(size);
                client.send(tag);
                size = size % 5_000 * 7 + 1;
            }
            await().until(() -> mediaUnits() == sampleFrames());
        }
        assertThat(fixture.host.healths()).noneMatch(health -> health.probe().equals("frames"));
    }

    @Test
    void connect_tellsWhatEnhancedRtmpIsTaken() throws Exception {
        try (RtmpClient client = fixture.client()) {
            assertThat(client.connectInfo("live")).contains("hvc1", "av01", "avc1", "mp4a", "Opus", "capsEx");
        }
    }

    @Test
    void http_isToldThePort() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(
                            () -> assertThat(fixture.port.complaints()).anyMatch(line -> line.contains("HTTP port")));
        }
    }

    @Test
    void garbage_endsInAComplaintAndNothingElse() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            byte[] garbage = new byte[5_000];
            new Random(seed).nextBytes(garbage);
            int complaints = fixture.port.complaints().size();
            try (RtmpClient client = seed % 2 == 0 ? fixture.client() : fixture.publisher()) {
                client.raw(garbage);
            } catch (IOException reset) {
                // closed while we wrote
            }
            String name = "seed " + seed;
            await(name).until(() -> fixture.port.complaints().size() > complaints);
        }
        assertThat(fixture.port.complaints()).noneMatch(line -> line.contains("java."));
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> mediaUnits() == sampleFrames());
        }
    }

    @Test
    void publisherThatIsCut_resumesInANewEpoch_andTheSinkStays() throws Exception {
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
        }
        await().until(() -> fixture.engine.status("drop").orElseThrow().state() != StreamState.LIVE);
        try (RtmpClient client = fixture.publisher()) {
            sendSample(client);
            await().until(() -> mediaUnits() == 2 * sampleFrames());
        }
        assertThat(fixture.units.stream().filter(unit -> unit.kind() == MediaUnit.Kind.CONFIG))
                .hasSize(2);
        // On a busy machine the grace is over before the publisher is back.
        assertThat(fixture.host.changes())
                .extracting(change -> change.status().state())
                .filteredOn(state -> state != StreamState.SLATE)
                .startsWith(StreamState.LIVE, StreamState.GRACE, StreamState.LIVE);
    }

    private static void sendSample(RtmpClient client) throws IOException {
        sendSample(client, 0);
    }

    private static void sendSample(RtmpClient client, int fromMs) throws IOException {
        for (FlvFile.Tag tag : FlvFile.read(FlvFile.SAMPLE)) {
            client.send(new FlvFile.Tag(tag.type(), fromMs + tag.timestamp(), tag.payload()));
        }
    }

    private long mediaUnits() {
        return fixture.units.stream()
                .filter(unit -> unit.kind() == MediaUnit.Kind.MEDIA)
                .count();
    }

    /** All frames but the sound before the first picture. */
    private static long sampleFrames() throws IOException {
        List<FlvFile.Tag> tags = FlvFile.read(FlvFile.SAMPLE);
        long frames = 0;
        boolean picture = false;
        for (FlvFile.Tag tag : tags) {
            boolean frame = tag.type() != 18 && tag.payload()[1] == 1;
            picture |= frame && tag.type() == 9;
            frames += frame && picture ? 1 : 0;
        }
        return frames;
    }
}
