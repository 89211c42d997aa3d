package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.HlsAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * One version of a media playlist: what is in it never changes. Its texts are written at the first request for them,
 * and then once for everybody. Safe from any thread.
 */
final class Playlist {
    private final String name;
    private final PartTiming parts;
    private final boolean independent;
    private final List<HlsSegment> segments;
    private final Optional<HlsSegment> open;
    private final Optional<HlsSegment.Stretch> next;
    private final long nextPart;
    private final Function<Playlist, Notes> notes;
    private final History history;
    private final Map<Extent, Encoded> texts = new HashMap<>(); // guarded by this

    /**
     * What other parts of the engine add.
     *
     * @param dates a line for each date range
     * @param reports a line for each other rendition
     */
    record Notes(List<String> dates, List<String> reports) {
        static final Notes NONE = new Notes(List.of(), List.of());
    }

    private record Encoded(ByteBuffer text, ByteBuffer gzip) {}

    /**
     * A version.
     *
     * @param name of the rendition
     * @param independent whether every segment starts with a key frame
     * @param segments those that are complete, oldest first
     * @param open the segment under way, if it has a part
     * @param next the stretch that the next part begins, if it is not that of the last segment
     * @param nextPart number of the next part
     */
    Playlist(
            String name,
            PartTiming parts,
            boolean independent,
            List<HlsSegment> segments,
            Optional<HlsSegment> open,
            Optional<HlsSegment.Stretch> next,
            long nextPart,
            Function<Playlist, Notes> notes,
            History history) {
        this.name = name;
        this.parts = parts;
        this.independent = independent;
        this.segments = segments;
        this.open = open;
        this.next = next;
        this.nextPart = nextPart;
        this.notes = notes;
        this.history = history;
    }

    List<HlsSegment> segments() {
        return segments;
    }

    /** The last segment, complete or under way. */
    HlsSegment last() {
        return open.orElseGet(segments::getLast);
    }

    /** Media sequence number of the last segment that has parts or is complete; -1 when there is none. */
    long lastMsn() {
        return open.map(HlsSegment::msn)
                .orElseGet(() -> segments.isEmpty() ? -1 : segments.getLast().msn());
    }

    /** Index of the last part of the last segment; -1 when it has none. */
    int lastPart() {
        return open.or(() -> segments.isEmpty() ? Optional.empty() : Optional.of(segments.getLast()))
                .map(segment -> segment.parts().size() - 1)
                .orElse(-1);
    }

    /** Whether what a blocking reload waits for is here; {@code part} is -1 for a whole segment (6.2.5.2). */
    boolean has(long msn, int part) {
        long complete = segments.isEmpty() ? -1 : segments.getLast().msn();
        if (part < 0 || msn < complete) {
            return msn <= complete;
        }
        if (msn == complete) {
            return part < segments.getLast().parts().size() || open.isPresent();
        }
        return open.isPresent()
                && msn == open.get().msn()
                && part < open.get().parts().size();
    }

    /** Whether a request is so far ahead that it is a mistake (6.2.5.2). */
    boolean tooFar(long msn, int part) {
        long last = lastMsn();
        if (msn > last + 2) {
            return true;
        }
        int known = msn == last ? lastPart() + 1 : 0;
        return msn >= last && part >= known + HlsRules.advanceParts(parts.targetUs());
    }

    /** The playlist, as much as is wanted. */
    HlsAnswer answer(Extent extent, HlsAnswer.Caching caching) {
        Encoded encoded = encoded(extent);
        return new HlsAnswer.Playlist(encoded.text(), encoded.gzip(), caching);
    }

    private synchronized Encoded encoded(Extent extent) {
        return texts.computeIfAbsent(extent, wanted -> {
            List<HlsSegment> all = wanted.past() ? withPast() : segments;
            int skipped = wanted.skip() ? skippable(all) : 0;
            return encode(new PlaylistText(this, all, skipped).write());
        });
    }

    /** The segments with those that are recorded before them. */
    private List<HlsSegment> withPast() {
        List<HlsSegment> all = new ArrayList<>();
        Optional<HlsSegment> first = segments.isEmpty() ? open : Optional.of(segments.getFirst());
        List<History.Piece> past =
                first.map(segment -> history.before(segment.msn())).orElse(List.of());
        // Numbered from the live end, so that a number stays the same while the past gets shorter.
        long discontinuity = first.map(HlsSegment::discontinuityBefore).orElse(0L);
        for (int i = past.size() - 1; i >= 0; i--) {
            History.Piece piece = past.get(i);
            boolean breaks = i > 0 && past.get(i - 1).epoch() != piece.epoch();
            all.addFirst(HlsSegment.of(piece, discontinuity, breaks));
            discontinuity -= breaks ? 1 : 0;
        }
        all.addAll(segments);
        return all;
    }

    /** How many segments lie before the skip boundary. */
    private int skippable(List<HlsSegment> all) {
        long behindUs = open.map(HlsSegment::durationUs).orElse(0L);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (behindUs > HlsRules.SKIP_UNTIL_US) {
                return i + 1;
            }
            behindUs += all.get(i).durationUs();
        }
        return 0;
    }

    static HlsAnswer of(String text, HlsAnswer.Caching caching) {
        Encoded encoded = encode(text);
        return new HlsAnswer.Playlist(encoded.text(), encoded.gzip(), caching);
    }

    private static Encoded encode(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Encoded(ByteBuffer.wrap(plain), ByteBuffer.wrap(out.toByteArray()));
    }

    String name() {
        return name;
    }

    PartTiming parts() {
        return parts;
    }

    boolean independent() {
        return independent;
    }

    Optional<HlsSegment> open() {
        return open;
    }

    Optional<HlsSegment.Stretch> next() {
        return next;
    }

    long nextPart() {
        return nextPart;
    }

    Notes notes() {
        return notes.apply(this);
    }
}
