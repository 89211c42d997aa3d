package dev.vitrine.media.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.Samples;
import org.junit.jupiter.api.Test;

class SourceClockTest {
    private final ManualTime time = new ManualTime();
    private final SourceClock clock = new SourceClock(new EngineClock(time));

    @Test
    void anchor_keepsWholeMillisecondsWhole() {
        time.passMs(5);
        clock.anchor(123_000, 7_777);

        assertThat(clock.videoUs(123_000)).isEqualTo(9_000);
        assertThat(clock.videoUs(156_000)).isEqualTo(42_000);
    }

    @Test
    void video_neverStandsStillOrGoesBack() {
        clock.anchor(0, 0);
        clock.videoUs(100_000);

        assertThat(clock.videoUs(100_000)).isEqualTo(102_000);
        assertThat(clock.videoUs(99_000)).isEqualTo(103_000);
    }

    @Test
    void audioOfRoundedMilliseconds_isOnAGridOfWholeFrames() {
        clock.anchor(0, -1_000);
        for (int frame = 0; frame < 10_000; frame++) {
            long roundedUs = Math.round(frame * 1_024 / 48.0) * 1_000;
            assertThat(clock.audioSample(0, roundedUs, Samples.aac(), 1_024)).isEqualTo(frame * 1_024L);
        }
    }

    @Test
    void audioWithAGap_goesOnWhereItIs() {
        clock.anchor(0, -1_000);
        clock.audioSample(0, 0, Samples.aac(), 1_024);

        assertThat(clock.audioSample(0, 1_000_000, Samples.aac(), 1_024)).isEqualTo(48_000);
    }

    @Test
    void audioWhoseTimeIsFilledAlready_isDropped() {
        clock.anchor(0, -1_000);
        clock.audioSample(0, 500_000, Samples.aac(), 1_024);

        assertThat(clock.audioSample(0, 100_000, Samples.aac(), 1_024)).isNegative();
    }

    @Test
    void interval_isTheLongestOfTheLastFew() {
        clock.anchor(0, 0);
        assertThat(clock.videoIntervalUs(25)).isEqualTo(40_000);
        clock.videoUs(0);
        clock.videoUs(33_000);
        clock.videoUs(67_000);

        assertThat(clock.videoIntervalUs(25)).isEqualTo(34_000);
    }

    @Test
    void pauseThatTheWallClockKnowsOf_isNoJump() {
        clock.anchor(0, 0);
        time.passMs(60_000);

        assertThat(clock.jumps(60_000_000)).isFalse();
        assertThat(clock.jumps(75_000_000)).isTrue();
        assertThat(clock.jumps(-900_000)).isFalse();
        assertThat(clock.jumps(-1_100_000)).isTrue();
    }
}
