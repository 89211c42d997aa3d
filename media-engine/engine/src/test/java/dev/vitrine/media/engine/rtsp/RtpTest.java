package dev.vitrine.media.engine.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.engine.codec.InBandSets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RtpTest {
    private final List<String> frames = new ArrayList<>();

    @Test
    void h264_inUnitsAggregatesAndFragments_isPutTogetherAsItWas() throws IOException {
        Packets packets = Packets.avc(0, 0);
        InBandSets sets = new InBandSets(false);
        feed(new NalDepacketiser(false, sets, this::keep), pictures(packets.round(0, true)), -1);
        assertThat(frames).containsExactlyElementsOf(expected(packets));
        assertThat(sets.changed().orElseThrow().codec()).startsWith("avc1.4d");
        assertThat(sets.changed()).isEmpty();
    }

    @Test
    void hevc_isPutTogetherAsItWas() throws IOException {
        Packets packets = Packets.hevc(0, 0);
        InBandSets sets = new InBandSets(true);
        feed(new NalDepacketiser(true, sets, this::keep), pictures(packets.round(0, true)), -1);
        assertThat(frames).containsExactlyElementsOf(expected(packets));
        assertThat(sets.changed().orElseThrow().width()).isEqualTo(160);
    }

    @Test
    void lostPacket_costsThePicturesUpToTheNextKeyFrame() throws IOException {
        Packets packets = Packets.avc(0, 0);
        List<Packets.Sent> sent = pictures(packets.round(0, false));
        long keys = packets.frames().stream().filter(RtpTest::isKey).count();
        assertThat(keys).isEqualTo(4);
        feed(new NalDepacketiser(false, new InBandSets(false), this::keep), sent, 1);
        List<String> all = expected(packets);
        int secondKey = all.indexOf(text(packets.frames().stream()
                .filter(RtpTest::isKey)
                .skip(1)
                .findFirst()
                .orElseThrow()));
        assertThat(frames).containsExactlyElementsOf(all.subList(secondKey, all.size()));
    }

    @Test
    void aac_alsoInPieces_isPutTogetherAsItWas() throws IOException {
        Packets packets = Packets.avc(0, 0);
        AacDepacketiser aac = new AacDepacketiser(
                13, 3, 3, (timestamp, index, frame) -> frames.add(timestamp / 48 + " " + hex(frame)));
        for (Packets.Sent sent : packets.round(0, false)) {
            if (!sent.video()) {
                aac.take(RtpPacket.parse(sent.bytes()).orElseThrow(), false);
            }
        }
        assertThat(frames)
                .containsExactlyElementsOf(packets.frames().stream()
                        .filter(frame -> !frame.video())
                        .map(frame -> frame.ptsMs() + " " + hex(frame.bytes()))
                        .toList());
    }

    @Test
    void aac_severalFramesInAPacket_areCounted() throws IOException {
        AacDepacketiser aac = new AacDepacketiser(
                13, 3, 3, (timestamp, index, frame) -> frames.add(timestamp + "+" + index + " " + hex(frame)));
        byte[] payload = bytes("0020" + "0010" + "0018" + "aabb" + "ccddee");
        aac.take(RtpPacket.parse(Packets.packet(97, true, 1, 480, payload)).orElseThrow(), false);
        assertThat(frames).containsExactly("480+0 " + hex(bytes("aabb")), "480+1 " + hex(bytes("ccddee")));
    }

    @Test
    void clock_goesOnWhenItsTimestampsGoRound() {
        RtpClock clock = new RtpClock(90_000);
        long first = clock.us(-90_000);
        assertThat(clock.us(90_000) - first).isEqualTo(2_000_000);
        assertThat(clock.us(0) - first).as("a frame that is shown earlier").isEqualTo(1_000_000);
    }

    @Test
    void sound_isJoinedByItsArrivalFirst_thenByWhatPlaySaid_thenByTheReports() {
        RtpClock picture = new RtpClock(90_000);
        RtpClock sound = new RtpClock(48_000);
        LipSync lips = new LipSync(picture, sound);
        assertThat(lips.soundUs(0, 0)).as("without a picture").isEmpty();

        long pictureUs = picture.us(900_000);
        lips.picture(pictureUs, 0);
        long soundUs = sound.us(48_000 * 77);
        assertThat(lips.soundUs(soundUs, 20_000_000)).contains(pictureUs + 20_000);

        lips.began(900_000, 48_000 * 77 - 4_800);
        assertThat(lips.soundUs(soundUs, 20_000_000)).contains(pictureUs + 100_000);

        picture.report(report(1_000, 900_000));
        assertThat(lips.soundUs(soundUs, 20_000_000)).as("one report alone").contains(pictureUs + 100_000);
        sound.report(report(1_200, 48_000 * 77));
        assertThat(lips.soundUs(soundUs, 20_000_000)).contains(pictureUs + 200_000);

        sound.report(report(3_000_000, 48_000 * 77));
        assertThat(lips.soundUs(soundUs, 20_000_000))
                .as("a clock that cannot be right")
                .contains(pictureUs + 100_000);
    }

    @Test
    void report_isRead() {
        Rtcp said = Rtcp.parse(Packets.report(3_900_000_000_500L, -7));
        assertThat(said.bye()).isFalse();
        assertThat(said.report().orElseThrow().timestamp()).isEqualTo(-7);
        assertThat(said.report().orElseThrow().wallUs()).isBetween(3_900_000_000_499_000L, 3_900_000_000_500_000L);
        assertThat(Rtcp.parse(new byte[] {(byte) 0x81, (byte) 203, 0, 1, 0, 0, 0, 1})
                        .bye())
                .isTrue();
    }

    @Test
    void decodingTimes_growAndAreNeverLaterThanPresentation_onceTheOrderIsKnown() {
        DecodeTimes times = new DecodeTimes();
        long last = Long.MIN_VALUE;
        for (int group = 0; group < 20; group++) {
            for (int at : new int[] {0, 3, 1, 2}) {
                long pts = (group * 4 + at) * 33_333L;
                long dts = times.us(pts);
                assertThat(dts).isGreaterThan(last);
                if (group > 0) {
                    assertThat(dts).isLessThanOrEqualTo(pts).isGreaterThan(pts - 200_000);
                }
                last = dts;
            }
        }
        assertThat(times.us(0)).as("time begins anew").isZero();
    }

    private static Rtcp.Report report(long wallMs, int timestamp) {
        return new Rtcp.Report(wallMs * 1_000, timestamp);
    }

    private void keep(int timestamp, int index, byte[] frame) {
        frames.add(timestamp / 90 + " " + hex(frame));
    }

    private static void feed(Depacketiser to, List<Packets.Sent> packets, int without) throws IOException {
        int next = -1;
        for (int i = 0; i < packets.size(); i++) {
            Optional<RtpPacket> packet = RtpPacket.parse(packets.get(i).bytes());
            if (i != without) {
                int sequence = packet.orElseThrow().sequence();
                to.take(packet.orElseThrow(), next >= 0 && sequence != next);
                next = sequence + 1 & 0xFFFF;
            }
        }
    }

    private static List<Packets.Sent> pictures(List<Packets.Sent> all) {
        return all.stream().filter(Packets.Sent::video).toList();
    }

    private static boolean isKey(Packets.Frame frame) {
        return frame.video() && Packets.units(frame.bytes()).stream().anyMatch(unit -> (unit[0] & 0x1F) == 5);
    }

    private static List<String> expected(Packets packets) {
        return packets.frames().stream()
                .filter(Packets.Frame::video)
                .map(RtpTest::text)
                .toList();
    }

    private static String text(Packets.Frame frame) {
        return frame.ptsMs() + " " + hex(frame.bytes());
    }

    private static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes) {
        return bytes.length + ":" + Integer.toHexString(Arrays.hashCode(bytes));
    }
}
