package dev.vitrine.media.engine.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHealth.State;
import dev.vitrine.media.engine.FlvFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transport streams that show nothing, and what staff is told of them: what was seen and what to change. */
class TsWithoutPictureTest {
    private static final int PAT_PID = 0;

    private byte[] good = {};
    private int mapPid;
    private int picturePid;
    private int soundPid;

    @BeforeEach
    void readSample() throws IOException {
        good = read("/sample.ts");
        byte[] pat = packets(PAT_PID).getFirst();
        mapPid = pid(pat, 15);
        byte[] map = packets(mapPid).getFirst();
        picturePid = pid(map, 18);
        soundPid = pid(map, 23);
        assertThat(map[17]).isEqualTo((byte) 0x1B);
        assertThat(map[22]).isEqualTo((byte) 0x0F);
    }

    @Test
    void goodStream_isNotMentioned() throws Exception {
        assertThat(TsPublishing.sendSlowly(good).healths)
                .extracting(MediaHealth::probe)
                .doesNotContain("picture");
    }

    @Test
    void nothingAtAll_isNamed() throws Exception {
        assertThat(told(new byte[0])).contains("neither picture nor sound has been received");
    }

    @Test
    void anotherFormat_isNamed() throws Exception {
        assertThat(told(read(FlvFile.SAMPLE)))
                .startsWith("Test has been publishing for 4.0 s without a picture that can be shown: ")
                .contains("no transport stream")
                .contains("-f mpegts")
                .contains("mpegtsmux alignment=7");
    }

    @Test
    void missingTables_areNamed() throws Exception {
        assertThat(told(without(pid -> pid == PAT_PID))).contains("no programme table (PAT)");
        assertThat(told(without(pid -> pid == mapPid))).contains("the map of its programme (PMT) was not found");
    }

    @Test
    void soundWithoutItsPicture_isNamed_andSoIsAPictureAnnouncedAlone() throws Exception {
        assertThat(told(without(pid -> pid == picturePid))).contains("sound comes, but no picture");
        assertThat(told(without(pid -> pid == picturePid || pid == soundPid)))
                .contains("announces a picture")
                .doesNotContain("gap");
    }

    @Test
    void packetsThatAreLost_areCounted_asFromGStreamerWithoutAlignment() throws Exception {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        int pictures = 0;
        for (int at = 0; at < good.length; at += TsDemuxer.PACKET_BYTES) {
            if (pid(good, at + 1) != picturePid || pictures++ % 2 == 0) {
                some.write(good, at, TsDemuxer.PACKET_BYTES);
            }
        }
        assertThat(told(some.toByteArray()))
                .containsPattern("Its packets have [0-9]+ gaps")
                .contains("mpegtsmux lacks alignment=7");
    }

    @Test
    void picturesWithoutParameterSets_areNamed() throws Exception {
        assertThat(told(withUnits(good, 0x68, 0x0C)))
                .contains("SPS and PPS")
                .contains("dump_extra")
                .contains("config-interval=-1");
    }

    @Test
    void picturesWithoutAKeyFrame_areNamed() throws Exception {
        assertThat(told(withUnits(good, 0x65, 0x61)))
                .contains("no whole key frame")
                .contains("-g 30");
    }

    /** As GStreamer's srtsink sends it, which loses what is larger than a payload. */
    @Test
    void picturesWithoutTheLargeOnes_areNamed() throws Exception {
        assertThat(told(withUnits(withUnits(good, 0x68, 0x0C), 0x65, 0x0C)))
                .contains("no key frame, nor what decodes them (SPS and PPS)")
                .contains("mpegtsmux alignment=7");
    }

    @Test
    void mpeg2AndSoundAlone_areRefusedAtOnceByName() throws Exception {
        TsPublishing mpeg2 = TsPublishing.send(withTypes(0x02, 0x03));
        assertThat(mpeg2.healths).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("codec");
            assertThat(health.state()).isEqualTo(State.BAD);
            assertThat(health.sentence())
                    .contains("no H.264 or HEVC picture but MPEG-2 video and MPEG audio (MP2 or MP3).")
                    .contains("-c:v libx264");
        });
        TsPublishing sound = TsPublishing.send(withTypes(0x0F, 0x0F));
        assertThat(sound.healths.getFirst().sentence()).contains("no H.264 or HEVC picture but sound alone.");
    }

    @Test
    void cuesBesideAPicture_areNoSound() throws Exception {
        TsPublishing heard = TsPublishing.send(withTypes(0x1B, 0x86));

        assertThat(heard.complaints).isEmpty();
        assertThat(heard.segments).hasSize(1);
    }

    @Test
    void whatIsLacking_isToldOnce_anew_whenItIsSomethingElse_andOverWithThePicture() throws Exception {
        TsPublishing heard = TsPublishing.sendSlowly(
                without(pid -> pid == PAT_PID), new byte[0], without(pid -> pid == picturePid), good);

        List<MediaHealth> pictures = heard.healths.stream()
                .filter(health -> health.probe().equals("picture"))
                .toList();
        assertThat(pictures).extracting(MediaHealth::state).containsExactly(State.BAD, State.BAD, State.OK);
        assertThat(pictures.get(0).sentence()).contains("PAT");
        assertThat(pictures.get(0).runbook()).isEqualTo("publisher/picture");
        assertThat(pictures.get(0).threshold()).isEqualTo(4_000);
        assertThat(pictures.get(1).sentence()).contains("sound comes");
    }

    private static String told(byte[] stream) throws IOException {
        List<MediaHealth> bad = TsPublishing.sendSlowly(stream).healths.stream()
                .filter(health -> health.probe().equals("picture"))
                .toList();
        assertThat(bad).singleElement().returns(State.BAD, MediaHealth::state);
        return bad.getFirst().sentence();
    }

    private List<byte[]> packets(int pid) {
        return IntStream.iterate(0, at -> at < good.length, at -> at + TsDemuxer.PACKET_BYTES)
                .filter(at -> pid(good, at + 1) == pid)
                .mapToObj(at -> java.util.Arrays.copyOfRange(good, at, at + TsDemuxer.PACKET_BYTES))
                .toList();
    }

    private byte[] without(IntPredicate left) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (int at = 0; at < good.length; at += TsDemuxer.PACKET_BYTES) {
            if (!left.test(pid(good, at + 1))) {
                rest.write(good, at, TsDemuxer.PACKET_BYTES);
            }
        }
        return rest.toByteArray();
    }

    /** The picture's units of one kind turned into another. */
    private static byte[] withUnits(byte[] stream, int kind, int other) {
        byte[] changed = stream.clone();
        for (int at = 3; at < changed.length; at++) {
            if (changed[at] == kind && changed[at - 1] == 1 && changed[at - 2] == 0 && changed[at - 3] == 0) {
                changed[at] = (byte) other;
            }
        }
        return changed;
    }

    /** Other types of streams in the map of the programme. */
    private byte[] withTypes(int picture, int sound) {
        byte[] changed = good.clone();
        for (int at = 0; at < changed.length; at += TsDemuxer.PACKET_BYTES) {
            if (pid(changed, at + 1) == mapPid) {
                changed[at + 17] = (byte) picture;
                changed[at + 22] = (byte) sound;
            }
        }
        return changed;
    }

    private static int pid(byte[] bytes, int at) {
        return (bytes[at] & 0x1F) << 8 | bytes[at + 1] & 0xFF;
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TsWithoutPictureTest.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        }
    }
}
