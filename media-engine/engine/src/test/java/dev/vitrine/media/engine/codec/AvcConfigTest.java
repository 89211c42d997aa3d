package dev.vitrine.media.engine.codec;

import static dev.vitrine.media.engine.codec.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcConfigTest {

    @Test
    void parse_ofX264_tellsCodecSizeAndRate() throws Exception {
        AvcConfig config = AvcConfig.parse(Samples.AVC_720P);

        assertThat(config.codec()).isEqualTo("avc1.4d401f");
        assertThat(config.width()).isEqualTo(1280);
        assertThat(config.height()).isEqualTo(720);
        assertThat(config.fps()).isEqualTo(30);
        assertThat(config.nalLengthBytes()).isEqualTo(4);
    }

    @Test
    void parse_ofOddSize_crops() throws Exception {
        AvcConfig config = AvcConfig.parse(hex(
                "01640028ffe1001b67640028acd940780227a9b0110000030001000003003c0f18319601000668ebe3cb22c0fdf8f800"));

        assertThat(config.width()).isEqualTo(1918);
        assertThat(config.height()).isEqualTo(1078);
    }

    @Test
    void parse_ofInterlaced_tellsTheFramesHeight() throws Exception {
        AvcConfig config = AvcConfig.parse(
                hex("01640020ffe1001a67640020acd940500bbf2e0220000003002000000783e2c5b2c001000668fba3cb22c0fdf8f800"));

        assertThat(config.height()).isEqualTo(720);
    }

    @ParameterizedTest
    @CsvSource({
        "4:4:4, 01f4001fffe1001a67f4001f919b280a00b76022000003000200000300781e30632c01000668ebe3c44844fff8f800",
        "4:2:2, 017a001fffe1001a677a001fbcd9405005bb0110000003001000000303c0f183196001000668ebe3cb22c0fef8f800",
        "10-bit, 016e001fffe1001a676e001fa6cd9405005bb0110000030001000003003c0f18319601000668ebe3cb22c0fdfafa00",
        "grey, 0164001fffe1001a6764001ff365014016ec05b2000003000200000300781e30632c01000668ebe3cb22c0fcf8f800"
    })
    void parse_ofColourThatBrowsersDoNotPlay_namesItAndWhatToSet(String name, String avcC) {
        assertThatThrownBy(() -> AvcConfig.parse(hex(avcC)))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("NV12");
    }

    @Test
    void parse_cutAnywhere_isAnErrorAndNothingElse() {
        for (int length = 0; length < 30; length++) {
            byte[] cut = Arrays.copyOf(Samples.AVC_720P, length);
            assertThatThrownBy(() -> AvcConfig.parse(cut)).isInstanceOf(IOException.class);
        }
    }

    @Property(tries = 20_000)
    void parse_garbageInTheParameterSet_isAConfigurationOrAnError(@ForAll byte[] garbage) {
        byte[] avcC = Arrays.copyOf(hex("014d401fffe100ff67"), 9 + garbage.length);
        System.arraycopy(garbage, 0, avcC, 9, garbage.length);
        avcC[7] = (byte) Math.min(255, garbage.length + 1);
        try {
            assertThat(AvcConfig.parse(avcC).width()).isPositive();
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Test
    void inspect_tellsKeyFramesFromOthers() throws Exception {
        AvcConfig config = Samples.avc();

        assertThat(config.inspect(false, Samples.frame(true, 300), 0).key()).isTrue();
        assertThat(config.inspect(false, Samples.frame(false, 300), 0).key()).isFalse();
    }

    @Test
    void inspect_ofLengthsThatDoNotAddUp_isAnError() {
        AvcConfig config = Samples.avc();

        assertThatThrownBy(() -> config.inspect(false, hex("00000009650000"), 0))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> config.inspect(false, hex("00000000"), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> config.inspect(false, hex("0000000165ff"), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> config.inspect(false, hex("ffffffff65"), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> config.inspect(false, new byte[0], 0)).isInstanceOf(IOException.class);
    }
}
