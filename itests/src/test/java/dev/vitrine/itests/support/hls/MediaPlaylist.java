package dev.vitrine.itests.support.hls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist, read strictly: a tag that is unknown, twice or out of place is an error.
 *
 * @param text as it came
 * @param segments those that are complete; in a delta update without those that are skipped
 * @param openParts parts of the segment under way
 * @param openDate its date, if it has parts
 */
public record MediaPlaylist(
        String text,
        int version,
        int targetDuration,
        long mediaSequence,
        long discontinuitySequence,
        Attributes control,
        double partTarget,
        boolean independent,
        int skipped,
        List<Segment> segments,
        List<Part> openParts,
        Optional<Instant> openDate,
        List<Attributes> hints,
        List<Attributes> reports,
        List<Attributes> dates) {

    /** A segment. */
    public record Segment(
            long msn,
            String uri,
            double duration,
            boolean gap,
            boolean discontinuity,
            Optional<String> map,
            Optional<Instant> date,
            List<Part> parts) {}

    /** A part. */
    public record Part(String uri, double duration, boolean independent) {}

    /** Reads a playlist. */
    public static MediaPlaylist parse(String text) {
        return new Reader(text).read();
    }

    /** Number of the last segment, complete or not. */
    public long lastMsn() {
        return mediaSequence + skipped + segments.size() - (openParts.isEmpty() ? 1 : 0);
    }

    /** Index of its last part. */
    public int lastPart() {
        return (openParts.isEmpty() ? segments.getLast().parts() : openParts).size() - 1;
    }

    /** The part that is hinted. */
    public String hintedPart() {
        return hints.stream()
                .filter(hint -> "PART".equals(hint.values().get("TYPE")))
                .findFirst()
                .orElseThrow()
                .quoted("URI");
    }

    /** Every part that is listed. */
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        segments.forEach(segment -> all.addAll(segment.parts()));
        all.addAll(openParts);
        return all;
    }

    /** How long it is, parts of the last segment included. */
    public double duration() {
        return segments.stream().mapToDouble(Segment::duration).sum()
                + openParts.stream().mapToDouble(Part::duration).sum();
    }

    private static final class Reader {
        private final String text;
        private int version = -1;
        private int target = -1;
        private long msn = -1;
        private long discontinuity = -1;
        private @Nullable Attributes control;
        private double partTarget = -1;
        private boolean independent;
        private int skipped;
        private final List<Segment> segments = new ArrayList<>();
        private final List<Attributes> hints = new ArrayList<>();
        private final List<Attributes> reports = new ArrayList<>();
        private final List<Attributes> dates = new ArrayList<>();
        private List<Part> parts = new ArrayList<>();
        private double duration = -1;
        private boolean gap;
        private boolean breaks;
        private @Nullable String map;
        private @Nullable Instant date;

        Reader(String text) {
            this.text = text;
        }

        MediaPlaylist read() {
            List<String> lines = text.lines().toList();
            if (!lines.getFirst().equals("#EXTM3U") || !text.endsWith("\n")) {
                throw new IllegalArgumentException("no playlist:\n" + text);
            }
            for (String line : lines.subList(1, lines.size())) {
                try {
                    line(line);
                } catch (RuntimeException bad) {
                    throw new IllegalArgumentException(line + ": " + bad.getMessage() + "\n" + text, bad);
                }
            }
            Attributes server = control;
            if (version < 0 || target < 0 || msn < 0 || discontinuity < 0 || server == null || partTarget < 0) {
                throw new IllegalArgumentException("a required tag is missing:\n" + text);
            }
            if (duration >= 0 || gap) {
                throw new IllegalArgumentException("a segment without its address:\n" + text);
            }
            return new MediaPlaylist(
                    text,
                    version,
                    target,
                    msn,
                    discontinuity,
                    server,
                    partTarget,
                    independent,
                    skipped,
                    List.copyOf(segments),
                    List.copyOf(parts),
                    Optional.ofNullable(date),
                    hints,
                    reports,
                    dates);
        }

        private void line(String line) {
            if (!line.startsWith("#")) {
                segment(line);
                return;
            }
            int colon = line.indexOf(':');
            String tag = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            switch (tag) {
                case "#EXT-X-VERSION" -> version = once(version, value);
                case "#EXT-X-TARGETDURATION" -> target = once(target, value);
                case "#EXT-X-MEDIA-SEQUENCE" -> msn = onceLong(msn, value);
                case "#EXT-X-DISCONTINUITY-SEQUENCE" -> discontinuity = onceLong(discontinuity, value);
                case "#EXT-X-SERVER-CONTROL" -> control = Attributes.parse(value);
                case "#EXT-X-PART-INF" -> partTarget = Attributes.parse(value).number("PART-TARGET");
                case "#EXT-X-INDEPENDENT-SEGMENTS" -> independent = true;
                case "#EXT-X-SKIP" -> {
                    if (skipped != 0 || !segments.isEmpty()) {
                        throw new IllegalArgumentException("out of place");
                    }
                    skipped = (int) Attributes.parse(value).number("SKIPPED-SEGMENTS");
                }
                case "#EXT-X-DATERANGE" -> dates.add(Attributes.parse(value));
                case "#EXT-X-DISCONTINUITY" -> {
                    requireBeforeParts();
                    breaks = true;
                }
                case "#EXT-X-MAP" -> {
                    requireBeforeParts();
                    map = Attributes.parse(value).quoted("URI");
                }
                case "#EXT-X-PROGRAM-DATE-TIME" -> {
                    requireBeforeParts();
                    date = Instant.parse(value);
                }
                case "#EXT-X-PART" -> {
                    Attributes part = Attributes.parse(value);
                    parts.add(new Part(part.quoted("URI"), part.number("DURATION"), part.yes("INDEPENDENT")));
                }
                case "#EXT-X-GAP" -> gap = true;
                case "#EXTINF" -> duration = Double.parseDouble(value.substring(0, value.indexOf(',')));
                case "#EXT-X-PRELOAD-HINT" -> hints.add(Attributes.parse(value));
                case "#EXT-X-RENDITION-REPORT" -> reports.add(Attributes.parse(value));
                default -> throw new IllegalArgumentException("unknown tag");
            }
        }

        private void requireBeforeParts() {
            if (!parts.isEmpty()) {
                throw new IllegalArgumentException("after a part of its segment");
            }
        }

        private void segment(String uri) {
            if (duration < 0) {
                throw new IllegalArgumentException("no EXTINF");
            }
            segments.add(new Segment(
                    msn + skipped + segments.size(),
                    uri,
                    duration,
                    gap,
                    breaks,
                    Optional.ofNullable(map),
                    Optional.ofNullable(date),
                    List.copyOf(parts)));
            duration = -1;
            gap = false;
            breaks = false;
            date = null;
            parts = new ArrayList<>();
        }

        private static int once(int before, String value) {
            if (before >= 0) {
                throw new IllegalArgumentException("twice");
            }
            return Integer.parseInt(value);
        }

        private static long onceLong(long before, String value) {
            if (before >= 0) {
                throw new IllegalArgumentException("twice");
            }
            return Long.parseLong(value);
        }
    }
}
