package dev.vitrine.media.engine.codec;

import static dev.vitrine.media.engine.codec.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusConfigTest {

    @Test
    void head_ofLibopus_isRead() throws Exception {
        OpusConfig config = OpusConfig.parse(Samples.OPUS_MONO);

        assertThat(config.codec()).isEqualTo("opus");
        assertThat(config.channels()).isEqualTo(1);
        assertThat(config.preSkip()).isEqualTo(312);
        assertThat(config.sampleRate()).isEqualTo(48_000);
        assertThat(config.inputSampleRate()).isEqualTo(48_000);
        assertThat(config.mapping()).isEmpty();
    }

    @Test
    void head_ofSurround_keepsItsMapping() throws Exception {
        OpusConfig config = OpusConfig.parse(hex("4f707573486561640106380180bb0000000001" + "0402" + "000401020305"));

        assertThat(config.channels()).isEqualTo(6);
        assertThat(config.mapping()).isEqualTo(hex("0402000401020305"));
    }

    @Test
    void headOfAnUnknownLayout_isRefusedWithWhatToSet() {
        assertThatThrownBy(() -> OpusConfig.parse(hex("4f70757348656164010338 0180bb0000000000".replace(" ", ""))))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("Channels → Stereo");
    }

    @Test
    void headCutAnywhere_isAnError() {
        for (int length = 0; length < Samples.OPUS_MONO.length; length++) {
            byte[] cut = Arrays.copyOf(Samples.OPUS_MONO, length);
            assertThatThrownBy(() -> OpusConfig.parse(cut)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00, 480", // SILK 10 ms
        "08, 960",
        "18, 2880", // SILK 60 ms
        "60, 480", // hybrid 10 ms
        "68, 960",
        "80, 120", // CELT 2.5 ms
        "98, 960", // CELT 20 ms
        "99, 1920", // two of 20 ms
        "9b03, 2880" // three of 20 ms
    })
    void samples_areReadFromThePacket(String packet, int samples) throws Exception {
        assertThat(OpusConfig.parse(Samples.OPUS_MONO).samples(hex(packet), 0)).isEqualTo(samples);
    }

    @ParameterizedTest
    @CsvSource({"9b", "9b00", "9b07", "1b03"})
    void samples_ofAPacketOfNoOrTooLongDuration_areAnError(String packet) {
        assertThatThrownBy(() -> OpusConfig.parse(Samples.OPUS_MONO).samples(hex(packet), 0))
                .isInstanceOf(IOException.class);
    }
}
