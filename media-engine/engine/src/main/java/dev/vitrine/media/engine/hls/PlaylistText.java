package dev.vitrine.media.engine.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a media playlist (4.4). For one thread. */
final class PlaylistText {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int VERSION_OF_MAP = 6;
    private static final int VERSION_OF_SKIP = 9;

    private final Playlist playlist;
    private final List<HlsSegment> segments;
    private final int skipped;
    private final StringBuilder out = new StringBuilder(8_192);

    /**
     * A text.
     *
     * @param segments all that are to be listed
     * @param skipped how many of them the client knows
     */
    PlaylistText(Playlist playlist, List<HlsSegment> segments, int skipped) {
        this.playlist = playlist;
        this.segments = segments;
        this.skipped = skipped;
    }

    /** A moment as playlists write it. */
    static String date(long us) {
        return DATE.format(Instant.ofEpochSecond(Math.floorDiv(us, 1_000_000), Math.floorMod(us, 1_000_000) * 1_000L));
    }

    /** Microseconds as decimal seconds. */
    static String seconds(long us) {
        return us / 1_000_000 + "."
                + String.format(Locale.ROOT, "%06d", us % 1_000_000).substring(0, 5);
    }

    String write() {
        Playlist.Notes notes = playlist.notes();
        line("#EXTM3U");
        line("#EXT-X-VERSION:" + (skipped > 0 ? VERSION_OF_SKIP : VERSION_OF_MAP));
        line("#EXT-X-TARGETDURATION:" + HlsRules.TARGET_SECONDS);
        line("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=" + seconds(HlsRules.SKIP_UNTIL_US)
                + ",HOLD-BACK=" + seconds(3 * HlsRules.TARGET_US) + ",PART-HOLD-BACK="
                + seconds(playlist.parts().holdBackUs()));
        line("#EXT-X-PART-INF:PART-TARGET=" + seconds(playlist.parts().targetUs()));
        Optional<HlsSegment> first = segments.isEmpty() ? playlist.open() : Optional.of(segments.getFirst());
        line("#EXT-X-MEDIA-SEQUENCE:" + first.map(HlsSegment::msn).orElse(0L));
        line("#EXT-X-DISCONTINUITY-SEQUENCE:"
                + first.map(HlsSegment::discontinuityBefore).orElse(0L));
        if (playlist.independent() && segments.stream().allMatch(segment -> segment.key() || segment.gap())) {
            line("#EXT-X-INDEPENDENT-SEGMENTS");
        }
        if (skipped > 0) {
            line("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped);
        }
        notes.dates().forEach(this::line);
        long restUs = playlist.open().map(HlsSegment::durationUs).orElse(0L);
        for (HlsSegment segment : segments) {
            restUs += segment.durationUs();
        }
        HlsSegment before = null;
        for (int i = 0; i < segments.size(); i++) {
            HlsSegment segment = segments.get(i);
            restUs -= segment.durationUs();
            if (i >= skipped) {
                head(
                        segment,
                        before == null
                                || before.stretch().init() != segment.stretch().init());
                if (restUs < HlsRules.PARTS_LISTED_US) {
                    parts(segment);
                }
                tail(segment);
            }
            before = segment;
        }
        HlsSegment last = before;
        playlist.open().ifPresent(open -> {
            head(open, last == null || last.stretch().init() != open.stretch().init());
            parts(open);
        });
        playlist.next()
                .ifPresent(next ->
                        line("#EXT-X-PRELOAD-HINT:TYPE=MAP,URI=\"" + Names.init(playlist.name(), next.init()) + "\""));
        line("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + Names.part(playlist.name(), playlist.nextPart()) + "\"");
        notes.reports().forEach(this::line);
        return out.toString();
    }

    private void head(HlsSegment segment, boolean map) {
        if (segment.breaks()) {
            line("#EXT-X-DISCONTINUITY");
        }
        if (map) {
            line("#EXT-X-MAP:URI=\""
                    + Names.init(playlist.name(), segment.stretch().init()) + "\"");
        }
        line("#EXT-X-PROGRAM-DATE-TIME:" + date(segment.dateUs()));
    }

    private void parts(HlsSegment segment) {
        for (HlsSegment.Part part : segment.parts()) {
            line("#EXT-X-PART:DURATION=" + seconds(part.durationUs()) + ",URI=\""
                    + Names.part(playlist.name(), part.number()) + "\""
                    + (part.independent() ? ",INDEPENDENT=YES" : ""));
        }
    }

    private void tail(HlsSegment segment) {
        if (segment.gap()) {
            line("#EXT-X-GAP");
        }
        line("#EXTINF:" + seconds(segment.durationUs()) + ",");
        line(Names.segment(playlist.name(), segment.msn()));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
