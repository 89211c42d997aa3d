package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.Canned;
import dev.vitrine.media.engine.FlvFile;
import dev.vitrine.media.engine.Golden;
import dev.vitrine.media.engine.ManualTime;
import dev.vitrine.media.engine.mp4.BoxDump;
import dev.vitrine.media.engine.rtmp.RtmpScript;
import dev.vitrine.media.engine.rtmp.RtmpSession;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.StreamListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real sample through the true pipeline, from the bytes of an RTMP connection to messages, as text. */
class PackagerGoldenTest {

    @ParameterizedTest
    @CsvSource({
        "sample, FMP4",
        "sample, FRAMES",
        "hevc-opus, FMP4",
        "hevc-opus, FRAMES",
        "av1-aac, FMP4",
        "av1-aac, FRAMES"
    })
    void sample_throughThePipeline_givesTheKnownMessages(String sample, MediaFormat format) throws Exception {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
            @Override
            public void changed(StreamStatus status, String why) {}

            @Override
            public void measured(StreamStatus status) {}

            @Override
            public void health(MediaHealth health) {}
        });
        StringBuilder dump = new StringBuilder();
        new Egress(stream, Rung.SOURCE, "0", List::of, () -> new Cushion(130, 1_000))
                .subscribe(format, unit -> append(dump, format, unit));
        byte[] bytes = RtmpScript.publish("key", FlvFile.read("/" + sample + ".flv"));
        RtmpSession session = new RtmpSession(
                new Canned(bytes),
                (key, remote, disconnect) ->
                        stream.publish(new Publisher("test", remote, time.instant(), false, false, disconnect)),
                time);
        session.run();

        Golden.check(sample + "-" + format + ".txt", dump.toString());
    }

    private static void append(StringBuilder dump, MediaFormat format, MediaUnit unit) {
        ByteBuffer payload = unit.payload().duplicate();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        dump.append(unit.kind())
                .append(unit.key() ? " key" : "")
                .append(" ptsUs=")
                .append(unit.ptsUs())
                .append(" bytes=")
                .append(bytes.length)
                .append('\n');
        if (unit.kind() == MediaUnit.Kind.CONFIG) {
            dump.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
        } else if (format == MediaFormat.FMP4) {
            dump.append(BoxDump.of(bytes));
        } else {
            dump.append("  header ")
                    .append(HexFormat.of().formatHex(bytes, 0, FramesPackaging.HEADER_BYTES))
                    .append('\n');
        }
    }
}
