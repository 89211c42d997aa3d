package dev.vitrine.media.engine.link;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A playlist of somebody else's (RFC 8216), as far as a source needs it: the best variant of a multivariant one, or the
 * segments of a media one.
 *
 * @param variant address of the variant to fetch instead; empty for a media playlist
 * @param segments its segments in order
 * @param targetMs the longest segment, and so how often to look
 * @param ended whether no more will come
 */
record HlsSource(String variant, List<Segment> segments, long targetMs, boolean ended) {
    private static final int MAX_LINES = 20_000;
    private static final Pattern BANDWIDTH = Pattern.compile("[:,]BANDWIDTH=(\\d{1,12})");

    /**
     * A segment.
     *
     * @param number its media sequence number
     * @param url where it is
     * @param durationMs how long it lasts
     */
    record Segment(long number, String url, long durationMs) {}

    /**
     * Reads one.
     *
     * @param url where it was
     * @throws IOException if it is none, or of a kind that is not fetched; the message is a sentence for staff
     */
    static HlsSource parse(String url, String text) throws IOException {
        if (!text.startsWith("#EXTM3U")) {
            throw new IOException("There is no HLS playlist at that address (no #EXTM3U at its beginning); check it.");
        }
        URI base = URI.create(url);
        String best = "";
        long bestBandwidth = -1;
        long bandwidth = -1;
        List<Segment> segments = new ArrayList<>();
        long number = 0;
        long durationMs = -1;
        long targetMs = 6_000;
        boolean ended = false;
        List<String> lines = text.lines().limit(MAX_LINES).map(String::strip).toList();
        for (String line : lines) {
            if (line.startsWith("#EXT-X-STREAM-INF")) {
                Matcher found = BANDWIDTH.matcher(line);
                bandwidth = found.find() ? Long.parseLong(found.group(1)) : 0;
            } else if (line.startsWith("#EXTINF:")) {
                durationMs = milliseconds(line.substring(8));
            } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                number = milliseconds(line.substring(22)) / 1_000;
            } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
                targetMs = Math.clamp(milliseconds(line.substring(22)), 500, 60_000);
            } else if (line.startsWith("#EXT-X-ENDLIST")) {
                ended = true;
            } else if (line.startsWith("#EXT-X-MAP")) {
                throw new IOException(
                        "The HLS source has fragmented MP4 segments; those of MPEG-TS are fetched. Ask for"
                                + " a TS variant, or bring it with ffmpeg -i ADDRESS -c copy -f flv to a stream key.");
            } else if (line.startsWith("#EXT-X-KEY") && !line.contains("METHOD=NONE")) {
                throw new IOException("The HLS source is encrypted, and such sources are not fetched.");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                if (bandwidth >= 0) {
                    if (bandwidth > bestBandwidth) {
                        best = resolved(base, line);
                        bestBandwidth = bandwidth;
                    }
                    bandwidth = -1;
                } else if (durationMs >= 0) {
                    segments.add(new Segment(number++, resolved(base, line), durationMs));
                    durationMs = -1;
                }
            }
        }
        return new HlsSource(best, List.copyOf(segments), targetMs, ended);
    }

    private static String resolved(URI base, String reference) throws IOException {
        try {
            return base.resolve(URI.create(reference)).toString();
        } catch (IllegalArgumentException bad) {
            throw new IOException("The HLS playlist refers to what is no address.", bad);
        }
    }

    /** A decimal number of seconds up to a comma. */
    private static long milliseconds(String text) throws IOException {
        int end = text.indexOf(',');
        try {
            double seconds = Double.parseDouble((end < 0 ? text : text.substring(0, end)).strip());
            return seconds >= 0 && seconds < 1e15 ? Math.round(seconds * 1_000) : 0;
        } catch (NumberFormatException bad) {
            throw new IOException("The HLS playlist has a number that is none.", bad);
        }
    }
}
