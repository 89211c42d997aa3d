package dev.vitrine.media.engine.rtsp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.media.engine.Canned;
import dev.vitrine.media.engine.Deaf;
import dev.vitrine.media.engine.Fuzzing;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.codec.InBandSets;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a foreign RTSP server answers and sends, as any bytes: an {@link IOException} with a sentence or none, and
 * nothing else. The kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class RtspFuzzTest {
    /** The whole way, from the first answer to the packet bus. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void server(byte[] bytes) throws IOException {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new Deaf());
        RtspAddress address = RtspAddress.of("rtsp://me:hush-hush@there/stream");
        try {
            RtspInlet.play(
                    new Canned(bytes),
                    address,
                    remark -> stream.publish(new Publisher("source", "there", time.instant(), false, false, () -> {})),
                    time);
        } catch (RtspRedirectException elsewhere) {
            try {
                address.redirected(elsewhere.location());
            } catch (IOException refused) {
                requireSentence(refused);
            }
        } catch (IOException ended) {
            requireSentence(ended);
        }
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void description(byte[] bytes) {
        SessionDescription description = SessionDescription.parse(bytes);
        SourceTrack.silence(description.media());
        SourceTrack.Sound sound = SourceTrack.sound(description.media());
        if (sound != null && sound.rate() <= 0) {
            throw new AssertionError("a clock that stands");
        }
        try {
            SourceTrack.picture(description.media()).sets().changed();
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    /** Packets of any contents, each with its length in front, the format in the first byte. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS, maxDuration = Fuzzing.LIMIT)
    void packets(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Depacketiser.Output output = (timestamp, index, frame) -> {
            if (frame.length == 0) {
                throw new AssertionError("an empty frame");
            }
        };
        List<Depacketiser> all = List.of(
                new NalDepacketiser(false, new InBandSets(false), output),
                new NalDepacketiser(true, new InBandSets(true), output),
                new AacDepacketiser(13, 3, 3, output),
                new AacDepacketiser(6, 2, 2, output));
        Depacketiser chosen = all.get(bytes[0] & 3);
        RtpTrack track = new RtpTrack(96, new RtpClock(90_000), arrived -> chosen);
        try {
            for (int at = 1; at + 1 < bytes.length; ) {
                int end = Math.min(bytes.length, at + 1 + (bytes[at] & 0xFF));
                byte[] packet = Arrays.copyOfRange(bytes, at + 1, end);
                Optional<RtpPacket> parsed = RtpPacket.parse(packet);
                if (parsed.isPresent()) {
                    chosen.take(parsed.get(), (packet[3] & 0x80) != 0);
                }
                track.report(packet);
                at = end;
            }
        } catch (IOException refused) {
            requireSentence(refused);
        }
    }

    private static void requireSentence(IOException refused) {
        String why = refused.getMessage();
        if (why == null || why.isEmpty() || why.contains("hush-hush")) {
            throw new AssertionError("a refusal without a sentence, or with a secret", refused);
        }
    }
}
