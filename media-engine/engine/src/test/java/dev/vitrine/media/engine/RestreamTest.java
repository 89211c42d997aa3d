package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.rtmp.RtmpClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One engine forwards to another one: both ends of RTMP are ours here, a foreign one is in the integration tests. */
class RestreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FRAME_HEADER_BYTES = 24;

    @TempDir
    Path here;

    @TempDir
    Path there;

    private EngineFixture from;
    private EngineFixture to;

    @BeforeEach
    void start() throws IOException {
        from = new EngineFixture(here);
        to = new EngineFixture(there);
        from.host.network(url -> SocketOutbound.to(to.port.port()));
    }

    @AfterEach
    void stop() throws IOException {
        from.close();
        to.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {FlvFile.SAMPLE, FlvFile.HEVC_OPUS, FlvFile.AV1_AAC})
    void picture_isForwardedAsItIs(String sample) throws Exception {
        List<MediaUnit> sent = new CopyOnWriteArrayList<>();
        List<MediaUnit> arrived = new CopyOnWriteArrayList<>();
        from.engine.subscribe("drop", Rung.SOURCE, MediaFormat.FRAMES, sent::add);
        to.engine.subscribe("drop", Rung.SOURCE, MediaFormat.FRAMES, arrived::add);
        try (RtmpClient client = from.publisher()) {
            send(client, sample, 1);
            from.host.restreams(new RestreamTarget("r-1", "rtmp://there/live", "key-of-drop"));
            // The target joins at the key frame that is kept, so it gets all that follows.
            awaitState(State.SENDING);
            send(client, sample, 3);
            await().atMost(LIMIT)
                    .until(() -> frames(arrived, 0).size() > 60
                            && !frames(arrived, 1).isEmpty());
        }
        List<ByteBuffer> all = frames(sent, 0);
        List<ByteBuffer> forwarded = frames(arrived, 0);
        assertThat(forwarded.subList(0, 60))
                .as("the same pictures in the same order, from a key frame on")
                .isSubsetOf(all);
        assertThat(frames(arrived, 1)).as("sound").isSubsetOf(frames(sent, 1));
        assertThat(to.engine.status("drop").orElseThrow().videoCodec())
                .isEqualTo(from.engine.status("drop").orElseThrow().videoCodec());
        assertThat(from.engine.links("drop"))
                .singleElement()
                .satisfies(link -> assertThat(link.lost()).isZero());
    }

    @Test
    void srt_getsATransportStreamOfTheSamePictures_atItsWholeAddress() throws Exception {
        List<MediaUnit> sent = new CopyOnWriteArrayList<>();
        List<MediaUnit> arrived = new CopyOnWriteArrayList<>();
        List<String> dialled = new CopyOnWriteArrayList<>();
        from.engine.subscribe("drop", Rung.SOURCE, MediaFormat.FRAMES, sent::add);
        to.engine.subscribe("drop", Rung.SOURCE, MediaFormat.FRAMES, arrived::add);
        try (TsPort there = new TsPort(caller -> to.engine.serveTs(caller, "key-of-drop"));
                RtmpClient client = from.publisher()) {
            from.host.network(url -> {
                dialled.add(url);
                return SocketOutbound.to(there.port());
            });
            send(client, FlvFile.SAMPLE, 1);
            from.host.restreams(new RestreamTarget("r-1", "srt://there:9000?latency=200", "streamid=secret-id"));
            awaitState(State.SENDING);
            AtomicInteger round = new AtomicInteger(1);
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.SAMPLE, round.incrementAndGet());
                return frames(arrived, 0).size() > 60 && !frames(arrived, 1).isEmpty();
            });
        }
        assertThat(dialled).containsOnly("srt://there:9000?latency=200&streamid=secret-id");
        assertThat(frames(arrived, 0).subList(0, 60)).isSubsetOf(frames(sent, 0));
        assertThat(frames(arrived, 1)).as("sound").isSubsetOf(frames(sent, 1));
        assertThat(from.host.links())
                .allSatisfy(link -> assertThat(link.toString()).doesNotContain("secret-id"));
    }

    @Test
    void srt_thatHangsUpAtOnce_isNeverSaidToBeSentTo_andNamedOnce() throws Exception {
        try (TsPort there = new TsPort(caller -> {});
                RtmpClient client = from.publisher()) {
            from.host.network(url -> SocketOutbound.to(there.port()));
            from.host.restreams(new RestreamTarget("r-1", "srt://there:9000", ""));
            AtomicInteger round = new AtomicInteger();
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.SAMPLE, round.incrementAndGet());
                return there.calls() >= 3;
            });
        }
        assertThat(from.host.links()).extracting(MediaLink::state).doesNotContain(State.SENDING);
    }

    @Test
    void srt_takesNoAv1_andSaysSo() throws Exception {
        try (TsPort there = new TsPort(caller -> caller.in().transferTo(OutputStream.nullOutputStream()));
                RtmpClient client = from.publisher()) {
            from.host.network(url -> SocketOutbound.to(there.port()));
            from.host.restreams(new RestreamTarget("r-1", "srt://there:9000", ""));
            AtomicInteger round = new AtomicInteger();
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.AV1_AAC, round.incrementAndGet());
                return !from.host.links().isEmpty();
            });
        }
        assertThat(from.host.links().getFirst()).satisfies(link -> {
            assertThat(link.state()).isEqualTo(State.WAITING);
            assertThat(link.why()).contains("H.264 and HEVC").contains("av01");
        });
    }

    @Test
    void destinationThatRefuses_isTriedAgain_andNamedOnceWithoutItsKey() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        from.host.network(url -> {
            calls.incrementAndGet();
            return SocketOutbound.to(to.port.port());
        });
        from.host.restreams(new RestreamTarget("r-1", "rtmp://there/live", "wrong-key-1234567890"));
        try (RtmpClient client = from.publisher()) {
            AtomicInteger round = new AtomicInteger();
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.SAMPLE, round.incrementAndGet());
                return calls.get() >= 3;
            });
        }
        assertThat(from.host.links())
                .extracting(MediaLink::state)
                .as("further tries are nobody's news")
                .containsOnlyOnce(State.WAITING)
                .doesNotContain(State.SENDING);
        assertThat(from.host.links())
                .filteredOn(link -> link.state() == State.WAITING)
                .first()
                .extracting(MediaLink::why, as(InstanceOfAssertFactories.STRING))
                .contains("NetStream.Publish.BadName")
                .contains("check the stream key")
                .doesNotContain("wrong-key-1234567890");
        assertThat(from.engine.links("drop"))
                .singleElement()
                .satisfies(link -> assertThat(link.toString()).doesNotContain("wrong-key-1234567890"));
    }

    @Test
    void destinationThatCannotBeReached_isSentToOnceItCan() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        from.host.network(url -> {
            if (calls.incrementAndGet() < 3) {
                throw new IOException("Nothing answers at \"there:1935\"; check host and port.");
            }
            return SocketOutbound.to(to.port.port());
        });
        from.host.restreams(new RestreamTarget("r-1", "rtmp://there/live", "key-of-drop"));
        try (RtmpClient client = from.publisher()) {
            AtomicInteger round = new AtomicInteger();
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.SAMPLE, round.incrementAndGet());
                return state() == State.SENDING;
            });
            await().atMost(LIMIT).until(() -> {
                send(client, FlvFile.SAMPLE, round.incrementAndGet());
                return to.units.size() > 50;
            });
            from.host.restreams();
            await().atMost(LIMIT)
                    .until(() -> from.host.links().getLast().state() == State.ENDED
                            && from.engine.links("drop").isEmpty());
        }
        assertThat(from.host.links())
                .extracting(MediaLink::state)
                .containsExactly(State.WAITING, State.SENDING, State.ENDED);
    }

    @Test
    void destinationThatStalls_delaysNobody_andIsGivenUpForNow() throws Exception {
        try (Staller staller = new Staller()) {
            from.host.network(url -> SocketOutbound.to(staller.port()));
            from.host.restreams(new RestreamTarget("r-1", "rtmp://there/live", "key-of-drop"));
            try (RtmpClient client = from.publisher()) {
                send(client, FlvFile.SAMPLE, 1);
                awaitState(State.SENDING);
                AtomicInteger round = new AtomicInteger(1);
                await().atMost(LIMIT).until(() -> {
                    int before = from.units.size();
                    send(client, FlvFile.SAMPLE, round.incrementAndGet());
                    // Viewers have every picture of the round, whatever the target does.
                    await().atMost(LIMIT).until(() -> from.units.size() >= before + 60);
                    return state() == State.WAITING;
                });
            }
        }
        assertThat(from.host.links())
                .filteredOn(link -> link.state() == State.WAITING)
                .first()
                .extracting(MediaLink::why)
                .isEqualTo("The destination has taken nothing for 5 s.");
        assertThat(from.host.changes())
                .as("the event itself saw one publisher and no trouble")
                .allSatisfy(change -> assertThat(change.why()).doesNotContain("away"));
    }

    private State state() {
        return from.engine.links("drop").stream()
                .map(MediaLink::state)
                .findFirst()
                .orElse(State.ENDED);
    }

    private void awaitState(State wanted) {
        await().atMost(LIMIT).until(() -> state() == wanted);
    }

    /** Two seconds of the sample, after those of the rounds before. */
    private static void send(RtmpClient client, String sample, int round) throws IOException {
        for (FlvFile.Tag tag : FlvFile.read(sample)) {
            client.send(new FlvFile.Tag(tag.type(), tag.timestamp() + round * 2_000, tag.payload()));
        }
    }

    private static List<ByteBuffer> frames(List<MediaUnit> units, int track) {
        List<ByteBuffer> frames = new ArrayList<>();
        for (MediaUnit unit : units) {
            if (unit.kind() == MediaUnit.Kind.MEDIA && unit.payload().get(2) == track) {
                frames.add(
                        unit.payload().slice(FRAME_HEADER_BYTES, unit.payload().remaining() - FRAME_HEADER_BYTES));
            }
        }
        return frames;
    }

    /** A real server that stops to read once media flows. */
    private final class Staller implements AutoCloseable {
        private static final int READ_BYTES = 8 << 10;

        private final ServerSocket listener = new ServerSocket();
        private final CountDownLatch end = new CountDownLatch(1);

        Staller() throws IOException {
            listener.setReceiveBufferSize(8 << 10);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    SocketIngest connection = new SocketIngest(listener.accept());
                    Thread.ofVirtual().start(() -> serve(connection));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(SocketIngest connection) {
            try (connection) {
                to.engine.serveRtmp(new Stalling(connection, end));
            } catch (IOException gone) {
                return;
            }
        }

        @Override
        public void close() throws IOException {
            end.countDown();
            listener.close();
        }
    }

    private record Stalling(SocketIngest of, CountDownLatch end) implements IngestConnection {
        @Override
        public InputStream in() {
            return new FilterInputStream(of.in()) {
                private int left = Staller.READ_BYTES;

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (left <= 0) {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return -1;
                    }
                    int got = super.read(target, offset, length);
                    left -= got;
                    return got;
                }
            };
        }

        @Override
        public OutputStream out() {
            return of.out();
        }

        @Override
        public String remote() {
            return of.remote();
        }

        @Override
        public void close() {
            of.close();
        }
    }
}
