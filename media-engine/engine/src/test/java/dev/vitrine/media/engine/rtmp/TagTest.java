package dev.vitrine.media.engine.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTest {

    @Test
    void video_ofAvc_tellsConfigurationFramesAndComposition() throws Exception {
        assertThat(VideoTag.parse(hex("1700000000aa")))
                .isEqualTo(new VideoTag(VideoTag.Kind.CONFIGURATION, true, 0, 5));
        assertThat(VideoTag.parse(hex("2701000043aa"))).isEqualTo(new VideoTag(VideoTag.Kind.FRAME, false, 67, 5));
        assertThat(VideoTag.parse(hex("2701ffffdfaa"))).isEqualTo(new VideoTag(VideoTag.Kind.FRAME, false, -33, 5));
        assertThat(VideoTag.parse(hex("1702000000")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(hex("5700")).kind()).isEqualTo(VideoTag.Kind.OTHER);
        assertThat(VideoTag.parse(hex("")).kind()).isEqualTo(VideoTag.Kind.OTHER);
    }

    @Test
    void video_ofAvcByFourCc_isTakenToo() throws Exception {
        assertThat(VideoTag.parse(enhanced(0x90, "avc1", "")).kind()).isEqualTo(VideoTag.Kind.CONFIGURATION);
        assertThat(VideoTag.parse(enhanced(0xA1, "avc1", "000021")))
                .isEqualTo(new VideoTag(VideoTag.Kind.FRAME, false, 33, 8));
        assertThat(VideoTag.parse(enhanced(0x93, "avc1", ""))).isEqualTo(new VideoTag(VideoTag.Kind.FRAME, true, 0, 5));
    }

    @ParameterizedTest
    @CsvSource({"hvc1, HEVC", "av01, AV1", "vp09, VP9", "zzzz, zzzz"})
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
        assertThat(AudioTag.parse(hex("af001190"))).isEqualTo(new AudioTag(AudioTag.Kind.CONFIGURATION, 2));
        assertThat(AudioTag.parse(hex("af01aa"))).isEqualTo(new AudioTag(AudioTag.Kind.FRAME, 2));
        assertThat(AudioTag.parse(enhanced(0x91, "mp4a", ""))).isEqualTo(new AudioTag(AudioTag.Kind.FRAME, 5));
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
    void audio_ofOpusByFourCc_isRefusedByName() {
        assertThatThrownBy(() -> AudioTag.parse(enhanced(0x90, "Opus", "")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("Opus");
    }

    @Property(tries = 20_000)
    void garbage_isATagOrAnIoException(@ForAll byte[] garbage) {
        try {
            assertThat(VideoTag.parse(garbage).offset()).isLessThanOrEqualTo(garbage.length);
            assertThat(AudioTag.parse(garbage).offset()).isLessThanOrEqualTo(garbage.length);
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
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
