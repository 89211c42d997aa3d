package dev.vitrine.media.engine.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Fuzzing;
import java.io.IOException;
import java.util.Optional;

/**
 * Configurations and frames of any bytes: taken, or refused with a sentence; nothing else. The kept inputs run as tests
 * in each build; the profile {@code fuzz} makes new ones.
 */
class ConfigFuzzTest {
    private static final int MAX_SIDE = 16_384;

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void avcC(byte[] bytes) {
        try {
            check(AvcConfig.parse(bytes), bytes);
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void hvcC(byte[] bytes) {
        try {
            check(HevcConfig.parse(bytes), bytes);
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void av1C(byte[] bytes) {
        try {
            check(Av1Config.parse(bytes), bytes);
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void sequenceParameterSet(byte[] bytes) {
        try {
            SequenceParameterSet sps = SequenceParameterSet.parse(bytes);
            require(sps.width() > 0 && sps.height() > 0 && sps.width() <= MAX_SIDE, "size");
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void audioSpecificConfig(byte[] bytes) {
        try {
            AacConfig config = AacConfig.parse(bytes);
            require(config.sampleRate() > 0 && config.channels() > 0, "format");
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void opusHeadAndPacket(byte[] bytes) throws IOException {
        OpusConfig mono = OpusConfig.parse(Samples.OPUS_MONO);
        try {
            int samples = mono.samples(bytes, 0);
            require(samples > 0 && samples <= 5_760, "duration");
        } catch (IOException refused) {
            requireSentence(refused);
        }
        try {
            OpusConfig config = OpusConfig.parse(bytes);
            require(config.channels() > 0 && config.mapping().length <= 10, "layout");
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    /** Frames of the three codecs, the first byte choosing which. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void frames(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        VideoConfig config = switch (bytes[0] & 3) {
            case 0 -> Samples.avc();
            case 1 -> HevcConfig.parse(Samples.HEVC_90P);
            default -> Av1Config.parse(Samples.AV1_90P);
        };
        try {
            AccessUnit unit = config.inspect((bytes[0] & 4) != 0, bytes, 1);
            require(unit.offset() <= unit.data().length, "offset");
            captions(config, bytes);
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    /** Captions of any frame: taken or not there; and what is inserted is found again. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void closedCaptions(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        captions(
                switch (bytes[0] & 3) {
                    case 0 -> Samples.avc();
                    case 1 -> HevcConfig.parse(Samples.HEVC_90P);
                    default -> Av1Config.parse(Samples.AV1_90P);
                },
                bytes);
    }

    private static void captions(VideoConfig config, byte[] bytes) {
        byte[] found = ClosedCaptions.in(config, bytes, 1);
        require(found.length % ClosedCaptions.CONSTRUCT_BYTES == 0 && found.length <= bytes.length, "constructs");
        new CaptionChannels().take(found);
        byte[] again = ClosedCaptions.into(Samples.avc(), Samples.frame(true, 20), found);
        require(java.util.Arrays.equals(found, ClosedCaptions.in(Samples.avc(), again, 0)), "captions inserted");
    }

    private static void check(VideoConfig config, byte[] bytes) {
        require(config.width() > 0 && config.width() <= MAX_SIDE, "width");
        require(config.height() > 0 && config.height() <= MAX_SIDE, "height");
        require(config.fps() >= 0 && config.fps() <= 300, "fps");
        require(config.configRecord().length == bytes.length, "record");
        byte[] init = dev.vitrine.media.engine.mp4.InitSegment.write(new Codecs(config, Optional.empty()));
        require(init.length > bytes.length, "init segment");
    }

    private static void requireSentence(IOException refused) {
        String why = refused.getMessage();
        require(why != null && !why.isEmpty(), "a refusal without a sentence");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
