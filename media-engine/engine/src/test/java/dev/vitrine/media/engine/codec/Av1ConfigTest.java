package dev.vitrine.media.engine.codec;

import static dev.vitrine.media.engine.codec.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Av1ConfigTest {
    /** The sequence header in {@link Samples#AV1_90P}. */
    private static final String SEQUENCE_HEADER = "0a0a00000003b4fd936be401";

    /** A frame unit with frame_type 0 and show_frame, and one with frame_type 1. */
    private static final String KEY_FRAME = "320210aa";

    private static final String INTER_FRAME = "320230aa";

    @Test
    void record_ofLibaom_isRead() throws Exception {
        Av1Config config = Av1Config.parse(Samples.AV1_90P);

        assertThat(config.codec()).isEqualTo("av01.0.00M.08");
        assertThat(config.fourCc()).isEqualTo("av01");
        assertThat(config.width()).isEqualTo(160);
        assertThat(config.height()).isEqualTo(90);
        assertThat(config.description()).as("WebCodecs has none for AV1").isEmpty();
    }

    @Test
    void codecString_namesLevelTierAndDepth() throws Exception {
        assertThat(Av1Config.parse(hex("8108cc00" + SEQUENCE_HEADER)).codec()).isEqualTo("av01.0.08H.10");
    }

    @Test
    void otherProfiles_areRefusedWithWhatToSet() {
        assertThatThrownBy(() -> Av1Config.parse(hex("81200c00" + SEQUENCE_HEADER)))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("Color Format → NV12");
    }

    @Test
    void recordWithoutASequenceHeader_isAnError() {
        assertThatThrownBy(() -> Av1Config.parse(hex("81000c00"))).hasMessageContaining("no sequence header");
    }

    @Test
    void inspect_leavesOutTheTemporalDelimiter() throws Exception {
        AccessUnit unit = Av1Config.parse(Samples.AV1_90P).inspect(true, hex("ff1200" + INTER_FRAME), 1);

        assertThat(unit.offset()).isEqualTo(3);
        assertThat(unit.key()).as("whatever the publisher says").isFalse();
    }

    @Test
    void inspect_ofAKeyFrameWithItsSequenceHeader_leavesItAsItIs() throws Exception {
        byte[] data = hex("1200" + SEQUENCE_HEADER + KEY_FRAME);
        AccessUnit unit = Av1Config.parse(Samples.AV1_90P).inspect(false, data, 0);

        assertThat(unit).isEqualTo(new AccessUnit(true, data, 2));
    }

    @Test
    void inspect_ofAKeyFrameWithoutASequenceHeader_addsTheConfigurations() throws Exception {
        AccessUnit unit = Av1Config.parse(Samples.AV1_90P).inspect(true, hex("1200" + KEY_FRAME), 0);

        assertThat(unit.key()).isTrue();
        assertThat(unit.offset()).isZero();
        assertThat(unit.data()).isEqualTo(hex(SEQUENCE_HEADER + KEY_FRAME));
    }

    @Test
    void inspect_ofSizesThatDoNotAddUp_isAnError() throws Exception {
        Av1Config config = Av1Config.parse(Samples.AV1_90P);

        for (String broken :
                new String[] {"", "32", "320910aa", "32ffffffffffffffffff01", "b20210aa", "1200", "0a00"}) {
            assertThatThrownBy(() -> config.inspect(true, hex(broken), 0))
                    .as(broken)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagedRecord_isRefusedOrHasASize() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] record = Samples.AV1_90P.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(Av1Config.parse(record).width()).isPositive();
            } catch (IOException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
