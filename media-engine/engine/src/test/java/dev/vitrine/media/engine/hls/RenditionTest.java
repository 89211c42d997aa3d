package dev.vitrine.media.engine.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.media.HlsAnswer;
import dev.vitrine.media.engine.mp4.BoxDump;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenditionTest {
    private final Live live = new Live();

    @ParameterizedTest
    @ValueSource(doubles = {60, 50, 30, 29.97, 25, 24, 23.976, 15, 12, 10, 8, 5})
    void parts_areNeverLongerThanTheTarget_norShorterThan85PercentOfIt(double fps) {
        long targetUs = HlsRules.partTargetUs(fps, HlsRules.PART_US);
        Live stream = new Live(targetUs);
        int gop = (int) Math.round(fps * 2);
        String playlist = stream.begin().frames(gop * 3, fps, gop).playlist();

        assertThat(playlist).contains("PART-TARGET=" + PlaylistText.seconds(targetUs));
        List<String> lines = playlist.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#EXT-X-PART:")) {
                double seconds = Double.parseDouble(line.replaceAll(".*DURATION=([0-9.]+).*", "$1"));
                boolean last = lines.get(i + 1).startsWith("#EXTINF");
                assertThat(seconds * 1e6).as(line).isLessThanOrEqualTo(targetUs);
                if (!last && !line.contains("INDEPENDENT=YES")) {
                    assertThat(seconds * 1e6).as(line).isGreaterThanOrEqualTo(0.85 * targetUs);
                }
            }
        }
        assertThat(Live.lines(playlist, "#EXTINF"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(Double.parseDouble(line.replaceAll("#EXTINF:([0-9.]+),", "$1")))
                        .isBetween(1.9, 2.1));
    }

    @Test
    void lengthsOfAProfile_areThoseOfThePlaylist() {
        Lengths sturdy = new Lengths(500_000, 4_000_000, 3_000_000);
        assertThat(sturdy.parts(30)).isEqualTo(new PartTiming(525_000, 3_000_000));
        assertThat(sturdy.parts(25).targetUs()).isEqualTo(525_000);
        assertThat(sturdy.leastSegmentUs()).isEqualTo(3_800_000);
        assertThat(Lengths.USUAL.parts(30)).isEqualTo(new PartTiming(210_000, 630_000));

        Live stream = new Live(sturdy);
        String playlist = stream.begin().frames(30 * 12, 30, 30).playlist();
        assertThat(playlist).contains("PART-TARGET=0.52500", "PART-HOLD-BACK=3.00000");
        assertThat(Live.lines(playlist, "#EXTINF"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("#EXTINF:4.0"));
        assertThat(Live.lines(playlist, "#EXT-X-PART:"))
                .anySatisfy(line -> assertThat(line).contains("DURATION=0.50"));
    }

    @Test
    void part_isThereWithItsLastFrame_notWithTheNextOne() {
        live.begin().frames(1, 30, 60);
        HlsAnswer first = live.rendition.await(Live.FIRST_MSN, 0, Extent.LIVE);
        assertThat(Live.waits(first)).isTrue();

        Live stream = new Live().begin().frames(6, 30, 60);
        assertThat(stream.rendition.version())
                .as("six frames of 33 ms are a part of 200 ms")
                .isPresent();
    }

    @Test
    void segment_isTheJoinedBytesOfItsParts() {
        String playlist = live.begin().frames(61, 30, 60).playlist();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (String line : Live.lines(playlist, "#EXT-X-PART:")) {
            String name = line.replaceAll(".*URI=\"([^\"]+)\".*", "$1");
            joined.writeBytes(Live.bytes(live.rendition.file(name)));
        }

        byte[] segment = Live.bytes(live.rendition.file("source.s100.m4s"));
        assertThat(joined.toByteArray()).startsWith(segment);
        assertThat(BoxDump.of(segment)).contains("moof", "mdat");
        assertThat(BoxDump.of(Live.bytes(live.rendition.file("source.i1.mp4")))).startsWith("ftyp");
    }

    @Test
    void blockedReload_isAnsweredByTheVersionThatHasThePart_andSharedByAll() {
        live.begin().frames(61, 30, 60);
        HlsAnswer mine = live.rendition.await(Live.FIRST_MSN + 1, 1, Extent.LIVE);
        HlsAnswer yours = live.rendition.await(Live.FIRST_MSN + 1, 1, Extent.LIVE);
        assertThat(Live.waits(mine)).isTrue();
        live.frames(12, 30, 60);

        assertThat(Live.waits(mine)).isFalse();
        assertThat(Live.now(mine)).isSameAs(Live.now(yours));
    }

    @Test
    void partPastTheEndOfASegment_isTheFirstOfTheNext() {
        live.begin().frames(60, 30, 60);
        HlsAnswer past = live.rendition.await(Live.FIRST_MSN, 10, Extent.LIVE);
        assertThat(Live.waits(past)).isTrue();
        live.frames(1, 30, 60);
        assertThat(Live.waits(past))
                .as("the segment is over, the next has no part yet")
                .isTrue();
        live.frames(7, 30, 60);
        assertThat(Live.text(Live.now(past))).contains("source.s100.m4s");
    }

    @Test
    void farAhead_is400() {
        live.begin().frames(61, 30, 60);

        assertThat(live.rendition.await(Live.FIRST_MSN + 4, -1, Extent.LIVE)).isInstanceOf(HlsAnswer.Refused.class);
        assertThat(live.rendition.await(Live.FIRST_MSN + 1, 40, Extent.LIVE)).isInstanceOf(HlsAnswer.Refused.class);
        assertThat(Live.waits(live.rendition.await(Live.FIRST_MSN + 2, -1, Extent.LIVE)))
                .isTrue();
    }

    @Test
    void hintedPart_isHeldAndGivenToAll_andOthersAre404() {
        String playlist = live.begin().frames(61, 30, 60).playlist();
        String hint = Live.lines(playlist, "#EXT-X-PRELOAD-HINT").getFirst().replaceAll(".*URI=\"([^\"]+)\".*", "$1");
        HlsAnswer held = live.rendition.file(hint);
        assertThat(Live.waits(held)).isTrue();
        live.frames(6, 30, 60);

        assertThat(Live.bytes(Live.now(held))).isEqualTo(Live.bytes(live.rendition.file(hint)));
        assertThat(live.rendition.file("source.p99999.m4s")).isInstanceOf(HlsAnswer.Refused.class);
    }

    @Test
    void delta_leavesOutWhatLiesBeforeTheSkipBoundary_andNothingElse() {
        String full = live.begin().frames(60 * 16, 30, 60).playlist();
        String delta = live.delta();

        int skipped =
                Integer.parseInt(Live.lines(delta, "#EXT-X-SKIP").getFirst().replaceAll("\\D", ""));
        assertThat(skipped).isPositive();
        assertThat(Live.lines(delta, "#EXTINF"))
                .hasSize(Live.lines(full, "#EXTINF").size() - skipped);
        assertThat(delta).contains("#EXT-X-VERSION:9").doesNotContain("#EXT-X-MAP");
        assertThat(full).endsWith(delta.substring(delta.indexOf("#EXT-X-PROGRAM-DATE-TIME")));
    }

    @Test
    void newEpoch_isADiscontinuity_withItsOwnMapAndDate() {
        live.begin().frames(60, 30, 60).pause(0).lag(3_000_000).begin();
        String between = live.playlist();
        live.frames(60, 30, 60);
        String after = live.playlist();

        assertThat(between).contains("#EXT-X-PRELOAD-HINT:TYPE=MAP,URI=\"source.i2.mp4\"");
        assertThat(after)
                .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"source.i2.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:")
                .containsPattern("#EXT-X-GAP\n#EXTINF:(3.000|2.999)")
                .contains("#EXT-X-DISCONTINUITY-SEQUENCE:1");
        assertThat(Live.lines(after, "#EXT-X-PROGRAM-DATE-TIME"))
                .containsExactly(
                        "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.000Z",
                        "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:02.000Z",
                        "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:05.000Z");
    }

    @Test
    void discontinuitySequence_countsThoseThatLeft_andNumbersNeverGoBack() {
        for (int i = 0; i < 12; i++) {
            live.begin().frames(120, 30, 60);
        }
        String playlist = live.playlist();
        int tags = Live.lines(playlist, "#EXT-X-DISCONTINUITY").size() - 1;
        int sequence = Integer.parseInt(
                Live.lines(playlist, "#EXT-X-DISCONTINUITY-SEQUENCE").getFirst().replaceAll("\\D", ""));
        assertThat(sequence + tags).as("the last segment's number").isEqualTo(12);
        assertThat(Live.lines(playlist, "#EXT-X-MEDIA-SEQUENCE").getFirst()).isNotEqualTo("#EXT-X-MEDIA-SEQUENCE:100");
    }

    @Test
    void lostPackets_areAGap_upToTheNextKeyFrame() {
        String playlist =
                live.begin().frames(70, 30, 60).lose(20, 30).frames(61, 30, 60).playlist();

        assertThat(playlist).contains("#EXT-X-GAP\n#EXTINF:0.66").doesNotContain("#EXT-X-DISCONTINUITY\n");
    }

    @Test
    void awayPublisher_leavesGaps_untilItIsBack() {
        live.begin().frames(60, 30, 60).pause(0);
        long pause = live.rendition.currentPause();
        assertThat(live.rendition.nothing(pause)).isTrue();
        assertThat(live.rendition.nothing(pause)).isTrue();
        assertThat(Live.lines(live.playlist(), "#EXT-X-GAP")).hasSize(2);
        live.lag(9_000_000).begin().frames(7, 30, 60);

        assertThat(live.rendition.nothing(pause)).isFalse();
        assertThat(Live.lines(live.playlist(), "#EXT-X-GAP"))
                .as("two of 4 s and one of 1 s")
                .hasSize(3);
    }

    @Test
    void longGop_isCutWithoutAKeyFrame_andThePlaylistStopsClaimingIndependence() {
        live.begin().frames(90, 30, 300);
        assertThat(live.rendition.version().orElseThrow().independent()).isTrue();
        String playlist = live.frames(200, 30, 300).playlist();

        assertThat(playlist).doesNotContain("INDEPENDENT-SEGMENTS");
        assertThat(Live.lines(playlist, "#EXTINF"))
                .allSatisfy(
                        line -> assertThat(Math.round(Double.parseDouble(line.replaceAll("#EXTINF:([0-9.]+),", "$1"))))
                                .isLessThanOrEqualTo(4));
    }

    @Test
    void windowSlides_partsAreListedForThreeTargets_andMediaStayForAWhile() {
        String playlist = live.begin().frames(60 * 40, 30, 60).playlist();

        assertThat(Live.lines(playlist, "#EXTINF").size()).isBetween(14, 16);
        assertThat(Live.lines(playlist, "#EXT-X-PART:").size()).isBetween(50, 75);
        String first = Live.lines(playlist, "source.s").getFirst();
        long msn = Long.parseLong(first.replaceAll("\\D", "").substring(0, 3));
        assertThat(live.rendition.file("source.s" + (msn - 1) + ".m4s")).isInstanceOf(HlsAnswer.Media.class);
        assertThat(live.rendition.file("source.s" + Live.FIRST_MSN + ".m4s")).isInstanceOf(HlsAnswer.Refused.class);
    }

    @Test
    void gzip_isTheSameText() throws Exception {
        live.begin().frames(120, 30, 60);
        if (!(live.rendition.playlist(Extent.LIVE) instanceof HlsAnswer.Playlist playlist)) {
            throw new AssertionError("no playlist");
        }
        try (GZIPInputStream in = new GZIPInputStream(
                new java.io.ByteArrayInputStream(playlist.gzip().array()))) {
            assertThat(in.readAllBytes()).isEqualTo(playlist.text().array());
        }
    }

    @Test
    void close_wakesWhoWaits() {
        live.begin().frames(61, 30, 60);
        HlsAnswer waits = live.rendition.await(Live.FIRST_MSN + 1, 5, Extent.LIVE);
        live.rendition.close();

        assertThat(Live.now(waits)).isInstanceOf(HlsAnswer.Refused.class);
    }

    @Test
    void past_isListedBeforeTheLivePart_withTheSameNumbersDatesAndLengths(@TempDir Path directory) throws Exception {
        Kept kept = new Kept(directory);
        Live stream = new Live(HlsRules.PART_TARGET_US, kept).begin().frames(60 * 30, 30, 60);
        stream.pause(0).lag(1_000_000).begin().frames(60 * 20, 30, 60);
        String now = stream.playlist();
        String past = Live.text(Live.now(stream.rendition.playlist(new Extent(false, true))));
        String delta = Live.text(Live.now(stream.rendition.playlist(new Extent(true, true))));

        assertThat(past).contains("#EXT-X-MEDIA-SEQUENCE:" + Live.FIRST_MSN + "\n");
        assertThat(Live.lines(past, "#EXTINF"))
                .as("100 s, a gap of 1 s between")
                .hasSize(50);
        assertThat(Live.lines(past, "#EXT-X-DISCONTINUITY")).hasSize(2);
        assertThat(past).contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n");
        assertThat(past).endsWith(now.substring(now.indexOf("#EXT-X-PROGRAM-DATE-TIME")));
        List<String> dates = Live.lines(past, "#EXT-X-PROGRAM-DATE-TIME");
        assertThat(dates.getFirst()).isEqualTo("#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.000Z");
        assertThat(dates).isSorted();
        assertThat(Live.lines(delta, "#EXT-X-SKIP")).hasSize(1);
        assertThat(delta.length()).isLessThan(past.length() * 2 / 3);
        assertThat(stream.rendition.file("source.s" + Live.FIRST_MSN + ".m4s")).isInstanceOf(HlsAnswer.Stored.class);
    }

    /** Remembers the pieces; the files are empty. */
    private record Kept(Path directory, Map<Long, Piece> pieces) implements History {
        Kept(Path directory) {
            this(directory, new TreeMap<>());
        }

        @Override
        public void part(Piece piece, byte[] init, byte[] bytes) {}

        @Override
        public void end(Piece piece) {
            pieces.put(piece.msn(), piece);
        }

        @Override
        public void gap(Piece piece) {
            pieces.put(piece.msn(), piece);
        }

        @Override
        public OptionalLong nextMsn() {
            return OptionalLong.empty();
        }

        @Override
        public List<Piece> before(long msn) {
            return pieces.values().stream().filter(piece -> piece.msn() < msn).toList();
        }

        @Override
        public Optional<Stored> segment(long msn) {
            return Optional.ofNullable(pieces.get(msn)).map(piece -> new Stored(directory.resolve("x"), 1));
        }

        @Override
        public Optional<Stored> init(long epoch) {
            return Optional.empty();
        }
    }
}
