package dev.vitrine.media.engine.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTest {

    @Test
    void video_ofAvc_tellsConfigurationFramesAndComposition() throws Exception {
        assertThat(VideoTag.parse(hex("1700000000aa")))
                .isEqualTo(new VideoTag(VideoTag.Kind.CONFIGURATION, VideoTag.Codec.AVC, true, 0, 5));
        assertThat(VideoTag.parse(hex("2701000043aa"))).isEqualTo(avc(false, 67_000, 5));
        assertThat(VideoTag.parse(hex("2701ffffdfaa"))).isEqualTo(avc(false, -33_000, 5));
        assertThat(VideoTag.parse(hex("1702000000")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(hex("5700")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(hex("")).kind()).isEqualTo(VideoTag.Kind.OTHER);
    }

    @Test
    void video_ofAvcByFourCc_isTakenToo() throws Exception {
        assertThat(VideoTag.parse(enhanced(0x90, "avc1", "01")).kind()).isEqualTo(VideoTag.Kind.CONFIGURATION);
        assertThat(VideoTag.parse(enhanced(0xA1, "avc1", "000021"))).isEqualTo(avc(false, 33_000, 8));
        assertThat(VideoTag.parse(enhanced(0x93, "avc1", ""))).isEqualTo(avc(true, 0, 5));
    }

    @ParameterizedTest
    @CsvSource({"vvc1, VVC", "vp08, VP8", "vp09, VP9", "zzzz, zzzz"})
    void video_ofAnotherFourCc_isRefusedByNameWithWhatToSet(String fourCc, String name) {
        assertThatThrownBy(() -> VideoTag.parse(enhanced(0x90, fourCc, "")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("Output → Encoder → x264");
    }

    @ParameterizedTest
    @CsvSource({"12, Sorenson", "13, Screen", "14, VP6", "1c, HEVC", "1d, AV1", "1f, number 15"})
    void video_ofALegacyCodec_isRefusedByName(String firstByte, String name) {
        assertThatThrownBy(() -> VideoTag.parse(hex(firstByte + "00000000")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(name);
    }

    @Test
    void video_ofSeveralTracks_isRefused() {
        assertThatThrownBy(() -> VideoTag.parse(enhanced(0x96, "avc1", "")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("Multitrack");
    }

    @Test
    void audio_ofAac_tellsConfigurationAndFrames() throws Exception {
        assertThat(AudioTag.parse(hex("af001190")))
                .isEqualTo(new AudioTag(AudioTag.Kind.CONFIGURATION, AudioTag.Codec.AAC, 0, 2));
        assertThat(AudioTag.parse(hex("af01aa")))
                .isEqualTo(new AudioTag(AudioTag.Kind.FRAME, AudioTag.Codec.AAC, 0, 2));
        assertThat(AudioTag.parse(enhanced(0x91, "mp4a", "")))
                .isEqualTo(new AudioTag(AudioTag.Kind.FRAME, AudioTag.Codec.AAC, 0, 5));
        assertThat(AudioTag.parse(hex("")).kind()).isEqualTo(AudioTag.Kind.OTHER);
    }

    @ParameterizedTest
    @CsvSource({"2f00, MP3", "0f00, PCM", "bf00, Speex", "cf00, number 12"})
    void audio_ofALegacyCodec_isRefusedByName(String bytes, String name) {
        assertThatThrownBy(() -> AudioTag.parse(hex(bytes)))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("AAC");
    }

    @Test
    void video_ofHevcAndAv1ByFourCc_isTaken() throws Exception {
        assertThat(VideoTag.parse(enhanced(0x90, "hvc1", "01")))
                .isEqualTo(new VideoTag(VideoTag.Kind.CONFIGURATION, VideoTag.Codec.HEVC, true, 0, 5));
        assertThat(VideoTag.parse(enhanced(0xA1, "hvc1", "00002100")))
                .isEqualTo(new VideoTag(VideoTag.Kind.FRAME, VideoTag.Codec.HEVC, false, 33_000, 8));
        assertThat(VideoTag.parse(enhanced(0xA3, "hvc1", "00")))
                .isEqualTo(new VideoTag(VideoTag.Kind.FRAME, VideoTag.Codec.HEVC, false, 0, 5));
        assertThat(VideoTag.parse(enhanced(0x91, "av01", "0a")))
                .as("AV1 has no composition time")
                .isEqualTo(new VideoTag(VideoTag.Kind.FRAME, VideoTag.Codec.AV1, true, 0, 5));
    }

    @Test
    void emptyConfiguration_isPassedOver_sinceFfmpegSendsOneBeforeItKnowsAv1s() throws Exception {
        assertThat(VideoTag.parse(enhanced(0x90, "av01", "")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(hex("1700000000")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(AudioTag.parse(hex("af00")).kind()).isEqualTo(AudioTag.Kind.OTHER);
    }

    @Test
    void colourMetadataAndCommands_arePassedOver() throws Exception {
        assertThat(VideoTag.parse(enhanced(0xD4, "hvc1", "02")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(enhanced(0x92, "hvc1", "")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(AudioTag.parse(enhanced(0x94, "Opus", "010100000004")).kind())
                .isEqualTo(AudioTag.Kind.OTHER);
    }

    @Test
    void modifiersInFront_areReadAndTheirNanosecondsAdded() throws Exception {
        // ModEx, three bytes of data: 500,000 ns; then CodedFramesX.
        assertThat(VideoTag.parse(hex("a7" + "02" + "07a120" + "03" + "68766331" + "00")))
                .isEqualTo(new VideoTag(VideoTag.Kind.FRAME, VideoTag.Codec.HEVC, false, 500, 10));
        assertThat(AudioTag.parse(hex("97" + "02" + "07a120" + "01" + "4f707573" + "00")))
                .isEqualTo(new AudioTag(AudioTag.Kind.FRAME, AudioTag.Codec.OPUS, 500, 10));
        // 256 bytes and more have their size in two further bytes.
        assertThat(VideoTag.parse(hex("a7" + "ff" + "00ff" + "00".repeat(256) + "13" + "68766331" + "00"))
                        .offset())
                .isEqualTo(265);
    }

    @Test
    void modifierThatIsCutShort_isAnError() {
        for (String cut : new String[] {"a7", "a702", "a70207a1", "a70207a120", "a7ff", "a7ff00", "a70207a1200768"}) {
            assertThatThrownBy(() -> VideoTag.parse(hex(cut))).as(cut).isInstanceOf(RtmpException.class);
        }
    }

    @Test
    void audio_ofOpusByFourCc_isTaken() throws Exception {
        assertThat(AudioTag.parse(enhanced(0x90, "Opus", "01")))
                .isEqualTo(new AudioTag(AudioTag.Kind.CONFIGURATION, AudioTag.Codec.OPUS, 0, 5));
        assertThat(AudioTag.parse(enhanced(0x91, "Opus", "01")))
                .isEqualTo(new AudioTag(AudioTag.Kind.FRAME, AudioTag.Codec.OPUS, 0, 5));
    }

    @ParameterizedTest
    @CsvSource({"fLaC, FLAC", ".mp3, MP3", "ac-3, AC-3", "zzzz, zzzz"})
    void audio_ofAnotherFourCc_isRefusedByNameWithWhatToSet(String fourCc, String name) {
        assertThatThrownBy(() -> AudioTag.parse(enhanced(0x90, fourCc, "")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("Audio Encoder");
    }

    @Test
    void audio_ofOneNumberedTrack_isTakenApart() throws Exception {
        byte[] message = hex("9500" + "6d703461" + "02" + "1190");
        assertThat(AudioTag.isMultitrack(message)).isTrue();
        assertThat(AudioTag.isMultitrack(hex("af001190"))).isFalse();
        MultitrackAudio.Part part = MultitrackAudio.parse(message).getFirst();
        assertThat(part.track()).isEqualTo(2);
        assertThat(part.tag()).isEqualTo(new AudioTag(AudioTag.Kind.CONFIGURATION, AudioTag.Codec.AAC, 0, 0));
        assertThat(part.body()).isEqualTo(hex("1190"));
    }

    @Test
    void audio_ofManyTracksAtOnce_isTakenApart_andAForeignOneLeftOut() throws Exception {
        assertThat(MultitrackAudio.parse(hex("9511" + "6d703461" + "00000002aabb" + "01000001cc")))
                .extracting(part -> part.track() + " " + part.tag().kind() + " " + part.body().length)
                .containsExactly("0 FRAME 2", "1 FRAME 1");
        assertThat(MultitrackAudio.parse(hex(
                        "9521" + "6d703461" + "00000001aa" + "664c6143" + "01000001bb" + "4f707573" + "02000001cc")))
                .extracting(part -> part.track() + " " + part.tag().codec())
                .containsExactly("0 AAC", "2 OPUS");
        assertThatThrownBy(() -> MultitrackAudio.parse(hex("9521" + "664c6143" + "00000001aa")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("FLAC");
        for (String cut :
                List.of("95", "9511", "95116d7034", "95116d70346100", "95116d70346100000002aa", "9531", "9515")) {
            assertThatThrownBy(() -> MultitrackAudio.parse(hex(cut))).isInstanceOf(RtmpException.class);
        }
    }

    @Property(tries = 20_000)
    void garbage_isATagOrAnIoException(@ForAll byte[] garbage) {
        try {
            assertThat(VideoTag.parse(garbage).offset()).isLessThanOrEqualTo(garbage.length);
            assertThat(AudioTag.parse(garbage).offset()).isLessThanOrEqualTo(garbage.length);
            assertThat(AudioTag.isMultitrack(garbage)).isFalse();
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    private static VideoTag avc(boolean key, int compositionUs, int offset) {
        return new VideoTag(VideoTag.Kind.FRAME, VideoTag.Codec.AVC, key, compositionUs, offset);
    }

    private static byte[] enhanced(int first, String fourCc, String rest) {
        return hex(HexFormat.of().toHexDigits((byte) first)
                + HexFormat.of().formatHex(fourCc.getBytes(StandardCharsets.US_ASCII))
                + rest);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
