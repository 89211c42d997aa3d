package dev.vitrine.media.engine.codec;

import static dev.vitrine.media.engine.codec.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AacConfigTest {

    @Test
    void parse_ofAacLc_tellsRateAndChannels() throws Exception {
        AacConfig config = AacConfig.parse(Samples.AAC_48K_STEREO);

        assertThat(config.codec()).isEqualTo("mp4a.40.2");
        assertThat(config.sampleRate()).isEqualTo(48_000);
        assertThat(config.channels()).isEqualTo(2);
        assertThat(config.samplesPerFrame()).isEqualTo(1_024);
    }

    @Test
    void parse_ofHeAac_countsInTheCoresRate() throws Exception {
        AacConfig config = AacConfig.parse(Samples.HE_AAC);

        assertThat(config.codec()).isEqualTo("mp4a.40.5");
        assertThat(config.sampleRate()).isEqualTo(24_000);
    }

    @Test
    void parse_ofAacMain_namesItAndWhatToSet() {
        assertThatThrownBy(() -> AacConfig.parse(hex("0990")))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("object type 1")
                .hasMessageContaining("FFmpeg AAC");
    }

    @Test
    void parse_ofChannelsOfItsOwn_isRefused() {
        assertThatThrownBy(() -> AacConfig.parse(hex("1180"))).isInstanceOf(UnsupportedMediaException.class);
    }

    @Property(tries = 20_000)
    void parse_garbage_isAConfigurationOrAnError(@ForAll byte[] garbage) {
        try {
            assertThat(AacConfig.parse(garbage).sampleRate()).isBetween(1_000, 192_000);
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
