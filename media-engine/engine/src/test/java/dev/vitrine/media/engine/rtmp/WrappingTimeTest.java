package dev.vitrine.media.engine.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTimeTest {

    @Test
    void unwrap_acrossTheWrap_goesOn() {
        WrappingTime time = new WrappingTime();

        assertThat(time.unwrap(0xFFFFFFF0)).isEqualTo(0xFFFFFFF0L);
        assertThat(time.unwrap(0x11)).isEqualTo(0x1_0000_0011L);
        assertThat(time.unwrap(0xFFFFFFFF))
                .as("sound a little behind the picture")
                .isEqualTo(0xFFFFFFFFL);
        assertThat(time.unwrap(0x20)).isEqualTo(0x1_0000_0020L);
    }
}
