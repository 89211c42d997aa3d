package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.MediaHealth;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real samples from the bytes of an RTMP connection to playlist, parts and boxes, as text. */
class PlaylistGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"sample", "hevc-opus", "av1-aac"})
    void sample_throughThePipeline_givesTheKnownPlaylistAndParts(String sample) throws Exception {
        ManualTime time = new ManualTime();
        Stream stream = new Stream("drop", new EngineClock(time), time, time, new StreamListener() {
            @Override
            public void changed(StreamStatus status, String why) {}

            @Override
            public void measured(StreamStatus status) {}

            @Override
            public void health(MediaHealth health) {}
        });
        Rendition rendition = new Rendition(
                "source",
                PartTiming.of(HlsRules.PART_TARGET_US),
                7,
                70,
                playlist -> Playlist.Notes.NONE,
                () -> History.NONE,
                new Marks(),
                true);
        stream.attach(new Packager(
                rendition,
                Packager.Cuts.own(Lengths.USUAL.leastSegmentUs()),
                Packager.Content.ALL,
                HlsRules.PART_TARGET_US));
        byte[] bytes = RtmpScript.publish("key", FlvFile.read("/" + sample + ".flv"));
        new RtmpSession(
                        new Canned(bytes),
                        (key, remote, disconnect) ->
                                stream.publish(new Publisher("test", remote, time.instant(), false, false, disconnect)),
                        time)
                .run();

        String playlist = Live.text(rendition.playlist(Extent.LIVE));
        StringBuilder dump = new StringBuilder(playlist);
        for (String line : Live.lines(playlist, "#EXT-X-PART:")) {
            String name = line.replaceAll(".*URI=\"([^\"]+)\".*", "$1");
            dump.append('\n').append(name).append('\n').append(BoxDump.of(Live.bytes(rendition.file(name))));
        }
        Golden.check(sample + "-HLS.txt", dump.toString());
    }
}
