package dev.vitrine.media.engine.hls;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The offers of each event as date ranges (4.4.5.1), from the records of the overlay channel. A range begins at the
 * picture that its offer appears on; when it is over it gets its end. Safe from any thread.
 */
public final class Cues {
    /** Record types that are of use here. */
    public static final Set<String> TYPES = Set.of("cta.cue", "cta.ended");

    /** Far more than a playlist reaches back over. */
    private static final int MAX_CUES = 64;

    private static final int MAX_TEXT = 200;

    private final InstantSource clock;
    private final Map<String, Deque<Cue>> events = new ConcurrentHashMap<>();

    /** No offers yet. */
    public Cues(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes a record of one of {@link #TYPES}. */
    public void apply(LogRecord record) {
        Deque<Cue> cues = events.computeIfAbsent(record.event(), event -> new ArrayDeque<>());
        synchronized (cues) {
            try {
                String id = record.body().text("cue");
                if (record.type().equals("cta.cue")) {
                    cues.removeIf(cue -> cue.id.equals(id));
                    cues.addLast(new Cue(id, record));
                    if (cues.size() > MAX_CUES) {
                        cues.removeFirst();
                    }
                } else {
                    cues.stream().filter(cue -> cue.id.equals(id)).forEach(cue -> cue.endedUs = us(record.at()));
                }
            } catch (BadBody | DateTimeParseException foreign) {
                // Another version's record; a player that shows offers has the socket as well.
            }
        }
    }

    /** A line for each date range that touches a playlist. */
    List<String> lines(String event, List<HlsSegment> segments, Optional<HlsSegment> open) {
        Deque<Cue> cues = events.get(event);
        if (cues == null || segments.isEmpty() && open.isEmpty()) {
            return List.of();
        }
        long firstUs = (segments.isEmpty() ? open.orElseThrow() : segments.getFirst()).dateUs();
        long nowUs = us(clock.instant());
        List<String> lines = new ArrayList<>();
        synchronized (cues) {
            for (Cue cue : cues) {
                cue.locate(segments, open);
                if (cue.located && cue.lastUs() >= firstUs) {
                    lines.add(cue.line(nowUs));
                }
            }
        }
        return lines;
    }

    private static long us(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** Guarded by the queue it is in. */
    private static final class Cue {
        private final String id;
        private final Optional<MediaTime> media;
        private final long untilUs;
        private final String product;
        private final String title;
        private boolean located;
        private long fromUs;
        private @Nullable Long endedUs;

        Cue(String id, LogRecord record) {
            this.id = id;
            this.media = record.media();
            this.fromUs = us(record.at());
            this.located = media.isEmpty();
            this.untilUs = us(
                    record.until().orElseGet(() -> Instant.parse(record.body().text("endsAt"))));
            Body offered = record.body().body("product");
            this.product = quotable(offered.text("id"));
            this.title = quotable(offered.optionalText("title").orElse(""));
        }

        /** Finds the date of the picture it belongs to; once found it stays, as ranges must not change. */
        void locate(List<HlsSegment> segments, Optional<HlsSegment> open) {
            if (located || media.isEmpty()) {
                return;
            }
            MediaTime time = media.get();
            List<HlsSegment> all = new ArrayList<>(segments);
            open.ifPresent(all::add);
            for (HlsSegment segment : all) {
                if (segment.stretch().epoch() == time.epoch()) {
                    fromUs = segment.stretch().dateUs(time.ptsMs() * 1_000);
                    located = true;
                    return;
                }
            }
        }

        long lastUs() {
            Long ended = endedUs;
            return Math.max(fromUs, ended == null ? untilUs : Math.min(ended, untilUs));
        }

        String line(long nowUs) {
            boolean over = endedUs != null || nowUs >= untilUs;
            return "#EXT-X-DATERANGE:ID=\"cue-" + quotable(id) + "\",CLASS=\"dev.vitrine.offer\",START-DATE=\""
                    + PlaylistText.date(fromUs) + "\""
                    + (over ? ",END-DATE=\"" + PlaylistText.date(lastUs()) + "\"" : "")
                    + ",PLANNED-DURATION=" + PlaylistText.seconds(Math.max(0, untilUs - fromUs))
                    + ",X-DEV-VITRINE-PRODUCT=\"" + product + "\",X-DEV-VITRINE-TITLE=\"" + title + "\""
                    + media.map(time ->
                                    ",X-DEV-VITRINE-EPOCH=" + time.epoch() + ",X-DEV-VITRINE-PTS-MS=" + time.ptsMs())
                            .orElse("");
        }

        /** What may stand in a quoted string (4.2). */
        private static String quotable(String text) {
            String clean = text.replaceAll("\\p{Cntrl}", " ").replace('"', '\'');
            return clean.length() > MAX_TEXT ? clean.substring(0, MAX_TEXT) : clean;
        }
    }
}
