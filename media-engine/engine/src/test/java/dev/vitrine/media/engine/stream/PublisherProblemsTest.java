package dev.vitrine.media.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHealth.State;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Publishers with one fault each, and what staff is told of them. */
class PublisherProblemsTest {
    private static final int FPS = 30;

    private final ManualTime time = new ManualTime();
    private final List<MediaHealth> told = new ArrayList<>();
    private final Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
        @Override
        public void changed(StreamStatus status, String why) {}

        @Override
        public void measured(StreamStatus status) {}

        @Override
        public void health(MediaHealth health) {
            told.add(health);
        }
    });

    @Test
    void faultlessPublisher_isNotMentioned() throws Exception {
        encoder().send(0, 20 * FPS, FPS);

        assertThat(told).isEmpty();
    }

    @Test
    void readings_areThereForEachProbe_whileThereIsAPublisher() throws Exception {
        assertThat(stream.publisherHealth()).isEmpty();
        Encoder encoder = encoder();
        encoder.composition = frame -> frame % 3 == 0 ? 66_000 : frame % 3 == 1 ? 0 : 100_000;
        encoder.send(0, 4 * FPS, FPS);
        assertThat(stream.publisherHealth())
                .as("all but that of a backup, since there is none")
                .hasSize(PublisherProbe.values().length - 1)
                .anySatisfy(gop -> {
                    assertThat(gop.probe()).isEqualTo("gop");
                    assertThat(gop.state()).isEqualTo(State.OK);
                    assertThat(gop.value()).isEqualTo(1_000);
                    assertThat(gop.sentence()).isEmpty();
                })
                .anySatisfy(bFrames -> {
                    assertThat(bFrames.probe()).isEqualTo("b-frames");
                    assertThat(bFrames.state()).isEqualTo(State.WARN);
                    assertThat(bFrames.sentence()).contains("In OBS");
                });
    }

    @Test
    void bFrames_areNamedOnceWithTheirDelay_andSettleWhenTheyEnd() throws Exception {
        Encoder encoder = encoder();
        encoder.composition = frame -> frame % 3 == 0 ? 66_000 : frame % 3 == 1 ? 0 : 100_000;
        encoder.send(0, 4 * FPS, FPS);
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("b-frames");
            assertThat(health.state()).isEqualTo(State.WARN);
            assertThat(health.value()).isBetween(66.0, 100.0);
            assertThat(health.sentence())
                    .contains("In OBS")
                    .contains("Max B-frames → 0")
                    .contains("-bf 0");
            assertThat(health.runbook()).isEqualTo("publisher/b-frames");
        });

        encoder.composition = frame -> 0;
        encoder.send(4 * FPS, 4 * FPS, FPS);
        assertThat(states("b-frames")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void constantCompositionOffset_isNoBFrame() throws Exception {
        Encoder encoder = encoder();
        encoder.composition = frame -> 33_000 + frame % 2 * 1_000;
        encoder.send(0, 4 * FPS, FPS);

        assertThat(states("b-frames")).isEmpty();
    }

    @Test
    void longGop_isNamedWhileItLasts_andSettlesWithAShortOne() throws Exception {
        Encoder encoder = encoder();
        encoder.send(0, 5 * FPS, 100 * FPS);
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("gop");
            assertThat(health.value()).isBetween(4_000.0, 4_100.0);
            assertThat(health.threshold()).isEqualTo(4_000.0);
            assertThat(health.sentence()).contains("Keyframe Interval → 1 s");
        });

        encoder.send(5 * FPS, 3 * FPS, FPS);
        assertThat(states("gop")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void missingSound_isNamedAfterThreeSeconds() throws Exception {
        Encoder encoder = encoder();
        encoder.sound = false;
        encoder.send(0, 2 * FPS, FPS);
        assertThat(states("audio")).isEmpty();
        encoder.send(2 * FPS, 3 * FPS, FPS);
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.state()).isEqualTo(State.WARN);
            assertThat(health.sentence())
                    .startsWith("The picture comes without sound.")
                    .contains("Audio Mixer");
        });
    }

    @Test
    void soundThatStops_isBad_andSettlesWhenItIsBack() throws Exception {
        Encoder encoder = encoder();
        encoder.send(0, 2 * FPS, FPS);
        encoder.sound = false;
        encoder.send(2 * FPS, 5 * FPS, FPS);
        encoder.sound = true;
        encoder.send(7 * FPS, FPS, FPS);

        assertThat(states("audio")).containsExactly(State.BAD, State.OK);
        assertThat(told.getFirst().sentence()).startsWith("The sound has stopped");
    }

    @Test
    void variableFrameRate_isNamedWithItsIntervals() throws Exception {
        Encoder encoder = encoder();
        encoder.delayUs = frame -> frame % 10 == 0 ? 25_000 : 0;
        encoder.send(0, 7 * FPS, FPS);
        assertThat(states("frame-rate")).containsExactly(State.WARN);
        assertThat(told.getFirst().sentence()).contains("ms apart").contains("common FPS value");

        encoder.delayUs = frame -> 0;
        encoder.send(7 * FPS, 7 * FPS, FPS);
        assertThat(states("frame-rate")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void millisecondsThatAreRounded_andAFrameDroppedNowAndThen_areNoVariableRate() throws Exception {
        Encoder encoder = encoder();
        encoder.dropEvery = 40;
        encoder.send(0, 10 * FPS, FPS);

        assertThat(states("frame-rate")).isEmpty();
    }

    @Test
    void timestampsThatJumpBack_areNamed_andForgottenAfterHalfAMinute() throws Exception {
        Encoder encoder = encoder();
        encoder.fromUs = 3_600_000_000L;
        encoder.send(0, 2 * FPS, FPS);
        encoder.fromUs = 0;
        encoder.send(0, 2 * FPS, FPS);
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("timestamps");
            assertThat(health.sentence()).contains("jumped back by 360").contains("In OBS");
        });

        encoder.send(2 * FPS, 31 * FPS, FPS);
        assertThat(states("timestamps")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void timestampsThatJumpAhead_areNamed() throws Exception {
        Encoder encoder = encoder();
        encoder.send(0, 2 * FPS, FPS);
        encoder.fromUs = 600_000_000;
        encoder.send(2 * FPS, 2 * FPS, FPS);

        assertThat(told.getFirst().sentence()).contains("jumped ahead by 600.0 s");
    }

    @Test
    void encoderWithoutExtendedTimestamps_isNamedAsSuch() throws Exception {
        Encoder encoder = encoder();
        encoder.fromUs = ((1L << 24) - 2_000) * 1_000;
        encoder.send(0, 2 * FPS, FPS);
        encoder.fromUs = 0;
        encoder.send(0, FPS, FPS);

        assertThat(told.getFirst().sentence()).contains("4 h 39 min").contains("extended timestamps");
    }

    @Test
    void smallStepsBack_areNamedThough_nothingBreaks() throws Exception {
        Encoder encoder = encoder();
        encoder.delayUs = frame -> frame == 40 ? 100_000 : 0;
        encoder.send(0, 3 * FPS, FPS);

        assertThat(states("timestamps")).containsExactly(State.WARN);
        assertThat(told.getFirst().sentence()).contains("go back by 66 ms");
    }

    @Test
    void framesThatCannotBeRead_areNamed_andForgottenAfterHalfAMinute() throws Exception {
        Encoder encoder = encoder();
        encoder.send(0, 2 * FPS, FPS);
        encoder.publication.video(false, 2_000_000, 0, new byte[0], 0, time.getAsLong());
        encoder.publication.video(false, 2_000_000, 0, Samples.hex("00000009410000"), 0, time.getAsLong());
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("frames");
            assertThat(health.sentence()).contains("an empty frame").contains("choose another encoder");
        });

        encoder.send(2 * FPS + 1, 32 * FPS, FPS);
        assertThat(states("frames")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void hugeFrame_isNamedWithItsSize() throws Exception {
        Encoder encoder = encoder();
        encoder.send(0, FPS, FPS);
        byte[] huge = new byte[2_500_004];
        huge[1] = 0x26;
        huge[2] = 0x25;
        huge[3] = (byte) 0xA0;
        huge[4] = 0x41;
        encoder.publication.video(false, 1_000_000, 0, huge, 0, time.getAsLong());

        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("frame-size");
            assertThat(health.sentence()).startsWith("One frame has 2.5 MB").contains("CBR");
        });
    }

    @Test
    void nextPublisher_beginsWithACleanSheet() throws Exception {
        Encoder first = encoder();
        first.sound = false;
        first.send(0, 4 * FPS, FPS);
        first.publication.end("gone");
        encoder().send(0, FPS, FPS);

        assertThat(states("audio")).containsExactly(State.WARN, State.OK);
    }

    @Test
    void refusedCodec_isBadUntilAPublisherSendsAPicture() throws Exception {
        Encoder wrong = encoder();
        wrong.publication.reject(PublisherProbe.CODEC, "The video is VP9; …");
        assertThat(states("codec")).containsExactly(State.BAD);
        Encoder right = encoder();
        assertThat(states("codec")).as("no picture yet").containsExactly(State.BAD);
        right.send(0, FPS, FPS);
        assertThat(states("codec")).containsExactly(State.BAD, State.OK);
    }

    @Test
    void publisherWithoutAPicture_isToldOfWhatIsLacking_untilThePictureComes() throws Exception {
        Encoder encoder = encoder();
        encoder.publication.end("not this one");
        Publication silent = stream.publish(publisher(false));
        pass(3_500);
        assertThat(states("picture")).as("before its time").isEmpty();
        pass(1_000);
        assertThat(told.getLast().sentence())
                .startsWith("Encoder has been publishing for 4.0 s without a picture that can be shown: neither");
        pass(2_000);
        assertThat(stream.publisherHealth().getFirst())
                .as("as it stands, though it was told once")
                .returns(6_500.0, MediaHealth::value)
                .returns(State.BAD, MediaHealth::state);
        silent.configure(Samples.aac());
        silent.audio(0, new byte[10], 2, time.getAsLong());
        pass(500);
        assertThat(told.getLast().sentence()).contains("sound comes, but no picture");
        silent.video(true, 0, 0, Samples.frame(true, 500), 0, time.getAsLong());
        pass(500);
        assertThat(told.getLast().sentence()).contains("sequence header");
        silent.configure(Samples.avc());
        silent.video(false, 33_000, 0, Samples.frame(false, 500), 0, time.getAsLong());
        pass(500);
        assertThat(told.getLast().sentence()).contains("no whole key frame").contains("Keyframe Interval");
        silent.video(true, 66_000, 0, Samples.frame(true, 500), 0, time.getAsLong());

        assertThat(states("picture")).containsExactly(State.BAD, State.BAD, State.BAD, State.BAD, State.OK);
        assertThat(stream.publisherHealth())
                .extracting(MediaHealth::probe)
                .contains("picture")
                .as("no backup stands by")
                .doesNotContain("backup-picture");
        assertThat(told.getLast().runbook()).isEmpty();
    }

    @Test
    void publisherWithoutAPicture_thatComesAgain_isToldOfOnce() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            Publication silent = stream.publish(publisher(false));
            pass(5_000);
            silent.end("gone");
        }
        assertThat(states("picture")).containsExactly(State.BAD);
        encoder().send(0, FPS, FPS);
        assertThat(states("picture")).containsExactly(State.BAD, State.OK);
    }

    @Test
    void backupWithoutAPicture_isNamedBeforeItIsNeeded() throws Exception {
        Publication backup = stream.publish(publisher(true));
        pass(4_500);
        assertThat(told).singleElement().satisfies(health -> {
            assertThat(health.probe()).isEqualTo("backup-picture");
            assertThat(health.sentence()).startsWith("The backup, encoder, has been publishing for 4.0 s without");
            assertThat(health.state()).isEqualTo(State.WARN);
            assertThat(health.runbook()).isEqualTo("publisher/picture");
        });
        encoder().send(0, FPS, FPS);
        backup.configure(Samples.avc());
        backup.video(true, 0, 0, Samples.frame(true, 500), 0, time.getAsLong());

        assertThat(states("backup-picture")).as("though it only stands by").containsExactly(State.WARN, State.OK);
        assertThat(states("picture")).isEmpty();
    }

    private void pass(int ms) {
        for (int passed = 0; passed < ms; passed += 500) {
            time.passMs(500);
            stream.watch();
        }
    }

    private Publisher publisher(boolean backup) {
        return new Publisher("encoder", "127.0.0.1:1", time.instant(), backup, false, () -> {});
    }

    private List<State> states(String probe) {
        return told.stream()
                .filter(health -> health.probe().equals(probe))
                .map(MediaHealth::state)
                .toList();
    }

    private Encoder encoder() throws IOException {
        return new Encoder();
    }

    /** A publisher at 30 fps with rounded milliseconds and an AAC frame for each picture. */
    private final class Encoder {
        final Publication publication;
        LongUnaryOperator composition = frame -> 0;
        LongUnaryOperator delayUs = frame -> 0;
        boolean sound = true;
        long fromUs;
        int dropEvery = Integer.MAX_VALUE;

        Encoder() throws IOException {
            publication = stream.publish(publisher(false));
            publication.configure(Samples.avc());
            publication.configure(Samples.aac());
        }

        void send(int first, int count, int gop) throws IOException {
            for (int frame = first; frame < first + count; frame++) {
                time.passMs(33);
                long us = fromUs + Math.round(frame * 1_000.0 / FPS) * 1_000;
                boolean key = (frame - first) % gop == 0;
                if (frame % dropEvery != dropEvery - 1) {
                    publication.video(
                            key,
                            us + delayUs.applyAsLong(frame),
                            composition.applyAsLong(frame),
                            Samples.frame(key, 500),
                            0,
                            time.getAsLong());
                }
                if (sound) {
                    publication.audio(us, new byte[10], 2, time.getAsLong());
                }
            }
        }
    }
}
