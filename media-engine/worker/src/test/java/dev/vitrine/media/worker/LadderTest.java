package dev.vitrine.media.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.wire.Response;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.VideoDecoder;
import dev.vitrine.media.worker.slate.Slate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ladder, slate and probe as the engine sees them: a process, requests in, responses out. */
@Timeout(120)
class LadderTest {
    private static final int GOP = 15;
    private static final int FPS = 30;

    /** One stretch of source material: pictures that move, a key frame every {@value #GOP}. */
    private record Source(byte[] avcC, List<Response.DemoPacket> pictures) {}

    @Test
    void rungs_play_inTheirSizes_withKeyFramesWhereTheSourceHasThem() throws Exception {
        Source source = source(640, 360, 60);
        Map<String, Response.RungConfig> configs = new HashMap<>();
        Map<String, List<Response.RungPacket>> packets = new HashMap<>();
        try (WorkerProcess worker = WorkerProcess.ready()) {
            long id = worker.nextId();
            worker.send(new Request.StartLadder(
                    id, "auto", List.of(plan("240p", 240, Long.MIN_VALUE), plan("120p", 120, Long.MIN_VALUE))));
            feed(worker, id, source);
            collect(worker, configs, packets, source.pictures().size());
        }
        assertThat(of(configs, "240p").width()).isEqualTo(426);
        assertThat(of(configs, "120p").width()).isEqualTo(214);
        for (String rung : List.of("240p", "120p")) {
            assertThat(of(packets, rung))
                    .extracting(Response.RungPacket::ptsUs)
                    .as("each picture of %s has the time it has in the source", rung)
                    .containsExactlyElementsOf(source.pictures().stream()
                            .map(Response.DemoPacket::ptsUs)
                            .toList());
            for (int i = 0; i < of(packets, rung).size(); i++) {
                assertThat(of(packets, rung).get(i).key())
                        .as("key frame of %s at picture %d", rung, i)
                        .isEqualTo(i % GOP == 0);
            }
            assertThat(decoded(of(configs, rung), of(packets, rung)))
                    .as("pictures that a decoder gets out of %s", rung)
                    .isEqualTo(source.pictures().size());
        }
    }

    @Test
    void rungThatGoesOn_beginsAfterWhatWasShown_withAKeyFrameOfItsOwn() throws Exception {
        Source source = source(320, 180, 40);
        long shownUs = source.pictures().get(20).ptsUs();
        Map<String, Response.RungConfig> configs = new HashMap<>();
        Map<String, List<Response.RungPacket>> packets = new HashMap<>();
        try (WorkerProcess worker = WorkerProcess.ready()) {
            long id = worker.nextId();
            worker.send(new Request.StartLadder(id, "libopenh264", List.of(plan("120p", 120, shownUs))));
            feed(worker, id, source);
            collect(worker, configs, packets, source.pictures().size() - 21);
        }
        assertThat(of(packets, "120p").getFirst().ptsUs())
                .isEqualTo(source.pictures().get(21).ptsUs());
        assertThat(of(packets, "120p").getFirst().key()).isTrue();
        assertThat(decoded(of(configs, "120p"), of(packets, "120p")))
                .isEqualTo(of(packets, "120p").size());
    }

    @Test
    void brokenPackets_costPicturesAndNothingElse() throws Exception {
        Source source = source(320, 180, 60);
        List<Response.DemoPacket> broken = new ArrayList<>(source.pictures());
        for (int i = 3; i < 12; i++) {
            Response.DemoPacket packet = broken.get(i);
            byte[] bytes = packet.payload().clone();
            for (int at = 4; at < bytes.length; at++) {
                bytes[at] = (byte) (bytes[at] * 31 + i);
            }
            broken.set(i, new Response.DemoPacket(0, true, packet.key(), packet.ptsUs(), packet.dtsUs(), bytes));
        }
        Map<String, List<Response.RungPacket>> packets = new HashMap<>();
        long lastUs = source.pictures().getLast().ptsUs();
        try (WorkerProcess worker = WorkerProcess.ready()) {
            long id = worker.nextId();
            worker.send(new Request.StartLadder(id, "auto", List.of(plan("120p", 120, Long.MIN_VALUE))));
            feed(worker, id, new Source(source.avcC(), broken));
            boolean done = false;
            while (!done) {
                if (worker.next() instanceof Response.RungPacket packet) {
                    packets.computeIfAbsent("120p", name -> new ArrayList<>()).add(packet);
                    done = packet.ptsUs() == lastUs;
                }
            }
        }
        assertThat(of(packets, "120p")).hasSizeGreaterThan(40);
    }

    @Test
    void slate_isALoopThatDecodes_withSilenceOfItsLength() throws Exception {
        List<Response> answers = new ArrayList<>();
        Slate.make(
                new Request.MakeSlate(1, "Spring Drop", "We’ll be right back.", 640, 360, 15, 30, 500, 48_000, 2),
                Deadline.none(),
                message -> answers.add((Response) message));
        Response.DemoConfig config = (Response.DemoConfig) answers.getFirst();
        List<Response.DemoPacket> video = answers.stream()
                .skip(1)
                .map(Response.DemoPacket.class::cast)
                .filter(Response.DemoPacket::video)
                .toList();
        long silenceUs = answers.stream()
                .skip(1)
                .map(Response.DemoPacket.class::cast)
                .filter(packet -> !packet.video())
                .mapToLong(Response.DemoPacket::ptsUs)
                .max()
                .orElseThrow();
        assertThat(video).hasSize(30);
        assertThat(video).filteredOn(Response.DemoPacket::key).hasSize(1);
        assertThat(silenceUs).isBetween(1_950_000L, 2_000_000L);
        assertThat(config.asc()).isNotEmpty();
        int[] pictures = new int[1];
        try (VideoDecoder decoder = new VideoDecoder("avc1", config.avcC())) {
            for (Response.DemoPacket packet : video) {
                decoder.decode(packet.payload(), packet.key(), packet.ptsUs(), packet.dtsUs(), picture -> {
                    assertThat(picture.width()).isEqualTo(640);
                    pictures[0]++;
                });
            }
            decoder.flush(picture -> pictures[0]++);
        }
        assertThat(pictures[0]).isEqualTo(30);
    }

    @Test
    void probe_seesAFrozenPictureAndHearsSilence() throws Exception {
        List<Response> answers = new ArrayList<>();
        Slate.make(
                new Request.MakeSlate(1, "Drop", "", 320, 180, 15, 15, 300, 48_000, 1),
                Deadline.none(),
                message -> answers.add((Response) message));
        Response.DemoConfig config = (Response.DemoConfig) answers.getFirst();
        List<Response.DemoPacket> packets =
                answers.stream().skip(1).map(Response.DemoPacket.class::cast).toList();
        List<byte[]> silence = packets.stream()
                .filter(packet -> !packet.video())
                .map(Response.DemoPacket::payload)
                .toList();
        byte[] key = packets.getFirst().payload();
        try (WorkerProcess worker = WorkerProcess.ready()) {
            Response.Probed first = (Response.Probed) worker.ask(
                    new Request.Probe(worker.nextId(), "drop", "avc1", config.avcC(), key, config.asc(), silence));
            Response.Probed second = (Response.Probed) worker.ask(
                    new Request.Probe(worker.nextId(), "drop", "avc1", config.avcC(), key, config.asc(), silence));
            assertThat(first.change()).as("nothing to compare with").isNaN();
            assertThat(second.change()).isZero();
            assertThat(first.luma()).isBetween(0.02, 0.3);
            assertThat(second.peakDb()).isLessThan(-80);
            assertThat(second.clipped()).isZero();
        }
    }

    private static <T> T of(Map<String, T> map, String rung) {
        return Objects.requireNonNull(map.get(rung), rung);
    }

    private static Request.RungPlan plan(String name, int height, long afterUs) {
        return new Request.RungPlan(name, height, 300, afterUs);
    }

    /** The slate's own pictures, cut into groups: they move, and cost little to make. */
    private static Source source(int width, int height, int frames) throws Exception {
        List<Response.DemoPacket> pictures = new ArrayList<>();
        byte[][] avcC = new byte[1][];
        for (int from = 0; from < frames; from += GOP) {
            long baseUs = from * 1_000_000L / FPS;
            Slate.make(
                    new Request.MakeSlate(1, "Group " + from, "", width, height, FPS, GOP, 800, 0, 1),
                    Deadline.none(),
                    message -> {
                        if (message instanceof Response.DemoConfig config) {
                            avcC[0] = config.avcC();
                        } else if (message instanceof Response.DemoPacket packet && pictures.size() < frames) {
                            long us = baseUs + packet.ptsUs();
                            pictures.add(new Response.DemoPacket(0, true, packet.key(), us, us, packet.payload()));
                        }
                    });
        }
        return new Source(avcC[0], pictures);
    }

    private static void feed(WorkerProcess worker, long id, Source source) throws Exception {
        worker.send(new Request.LadderSource(id, 7, "avc1", source.avcC(), FPS));
        for (Response.DemoPacket packet : source.pictures()) {
            worker.send(new Request.LadderPacket(id, packet.key(), packet.ptsUs(), packet.dtsUs(), packet.payload()));
        }
    }

    private static void collect(
            WorkerProcess worker,
            Map<String, Response.RungConfig> configs,
            Map<String, List<Response.RungPacket>> packets,
            int each)
            throws Exception {
        do {
            switch (worker.next()) {
                case Response.RungConfig config -> {
                    configs.put(config.rung(), config);
                    packets.put(config.rung(), new ArrayList<>());
                }
                case Response.RungPacket packet -> of(packets, packet.rung()).add(packet);
                case Response.Failed failed -> throw new AssertionError(failed.message());
                default -> {}
            }
        } while (packets.isEmpty() || packets.values().stream().anyMatch(list -> list.size() < each));
        assertThat(configs.values())
                .allSatisfy(config -> assertThat(config.epoch()).isEqualTo(7));
    }

    private static int decoded(Response.RungConfig config, List<Response.RungPacket> packets) throws Exception {
        int[] pictures = new int[1];
        try (VideoDecoder decoder = new VideoDecoder("avc1", config.avcC())) {
            for (Response.RungPacket packet : packets) {
                decoder.decode(packet.payload(), packet.key(), packet.ptsUs(), packet.ptsUs(), picture -> {
                    assertThat(picture.height()).isEqualTo(config.height());
                    pictures[0]++;
                });
            }
            decoder.flush(picture -> pictures[0]++);
        }
        return pictures[0];
    }
}
