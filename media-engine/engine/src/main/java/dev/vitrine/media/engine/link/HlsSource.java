package dev.vitrine.media.engine.link;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A playlist of somebody else's (RFC 8216), as far as a source needs it: the best variant of a multivariant one, or the
 * segments of a media one.
 *
 * @param variant address of the variant to fetch instead; empty for a media playlist
 * @param sound address of the playlist of its sound, where that is apart; empty otherwise
 * @param segments its segments in order
 * @param targetMs the longest segment, and so how often to look
 * @param ended whether no more will come
 */
record HlsSource(String variant, String sound, List<Segment> segments, long targetMs, boolean ended) {
    private static final int MAX_LINES = 20_000;
    private static final int MAX_RANGE_BYTES = 32 << 20;
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]{1,60})=(\"[^\"]*\"|[^,\"]*)");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:@(\\d{1,15}))?");
    private static final Pattern PICTURE = Pattern.compile("(avc[13]|hvc1|hev1|av01)\\..*");
    private static final Pattern SOUND = Pattern.compile("(mp4a\\.40\\.0?(2|5|29)|opus)");

    /**
     * A file, or a stretch of one.
     *
     * @param url where it is
     * @param offset where the stretch begins
     * @param length of the stretch; negative for the whole file
     */
    record Resource(String url, long offset, int length) {}

    /**
     * How a segment is encrypted: AES-128 in CBC mode as a whole.
     *
     * @param url where the key is
     * @param iv sixteen bytes in hexadecimal digits
     */
    record Key(String url, String iv) {}

    /**
     * A segment.
     *
     * @param number its media sequence number
     * @param resource where it is
     * @param durationMs how long it lasts
     * @param map initialisation segment of fragmented MP4; empty for MPEG-TS
     * @param mapKey how that is encrypted
     * @param key how the segment is encrypted
     */
    record Segment(
            long number,
            Resource resource,
            long durationMs,
            Optional<Resource> map,
            Optional<Key> mapKey,
            Optional<Key> key) {}

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
        Reading reading = new Reading(URI.create(url));
        for (String line : text.lines().limit(MAX_LINES).map(String::strip).toList()) {
            reading.line(line);
        }
        return reading.result();
    }

    /** A playlist that is being read. */
    private static final class Reading {
        private final URI base;
        private final List<Segment> segments = new ArrayList<>();
        private final Map<String, String> sounds = new LinkedHashMap<>();
        private String best = "";
        private String bestGroup = "";
        private double bestRank = -1;
        private Optional<Map<String, String>> variant = Optional.empty();
        private long number;
        private long durationMs = -1;
        private boolean gap;
        private long targetMs = 6_000;
        private boolean ended;
        private Optional<Resource> map = Optional.empty();
        private Optional<Key> mapKey = Optional.empty();
        private Optional<Map<String, String>> key = Optional.empty();
        private String range = "";
        private String rangeUrl = "";
        private long rangeEnd;

        Reading(URI base) {
            this.base = base;
        }

        void line(String line) throws IOException {
            int colon = line.indexOf(':');
            String tag = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            switch (tag) {
                case "#EXT-X-STREAM-INF" -> variant = Optional.of(attributes(value));
                case "#EXT-X-MEDIA" -> media(attributes(value));
                case "#EXTINF" -> durationMs = milliseconds(value);
                case "#EXT-X-MEDIA-SEQUENCE" -> number = milliseconds(value) / 1_000;
                case "#EXT-X-TARGETDURATION" -> targetMs = Math.clamp(milliseconds(value), 500, 60_000);
                case "#EXT-X-ENDLIST" -> ended = true;
                case "#EXT-X-GAP" -> gap = true;
                case "#EXT-X-BYTERANGE" -> range = value;
                case "#EXT-X-MAP" -> map(attributes(value));
                case "#EXT-X-KEY" -> key = key(attributes(value));
                default -> {
                    if (!line.isEmpty() && !line.startsWith("#")) {
                        address(line);
                    }
                }
            }
        }

        private void media(Map<String, String> about) throws IOException {
            String group = about.getOrDefault("GROUP-ID", "");
            if (about.getOrDefault("TYPE", "").equals("AUDIO")) {
                String at = about.containsKey("URI") ? resolved(about.getOrDefault("URI", "")) : "";
                if (about.getOrDefault("DEFAULT", "").equals("YES")) {
                    sounds.put(group, at);
                } else {
                    sounds.putIfAbsent(group, at);
                }
            }
        }

        private void map(Map<String, String> about) throws IOException {
            String at = resolved(about.getOrDefault("URI", ""));
            map = Optional.of(stretch(at, about.getOrDefault("BYTERANGE", ""), 0));
            mapKey = encryption(0);
        }

        private void address(String line) throws IOException {
            if (variant.isPresent()) {
                double rank = rank(variant.get());
                if (rank > bestRank) {
                    best = resolved(line);
                    bestGroup = variant.get().getOrDefault("AUDIO", "");
                    bestRank = rank;
                }
                variant = Optional.empty();
            } else if (durationMs >= 0) {
                String at = resolved(line);
                Resource resource = stretch(at, range, at.equals(rangeUrl) ? rangeEnd : 0);
                rangeUrl = at;
                rangeEnd = resource.offset() + Math.max(0, resource.length());
                if (!gap) {
                    segments.add(new Segment(number, resource, durationMs, map, mapKey, encryption(number)));
                }
                number++;
                durationMs = -1;
                gap = false;
                range = "";
            }
        }

        /** Those that can be played are before all others, then the one that needs most. */
        private static double rank(Map<String, String> about) {
            String bandwidth = about.getOrDefault("BANDWIDTH", "0");
            double rank = bandwidth.matches("\\d{1,12}") ? Long.parseLong(bandwidth) : 0;
            String codecs = about.getOrDefault("CODECS", "").toLowerCase(Locale.ROOT);
            List<String> all = List.of(codecs.split("\\s*,\\s*"));
            boolean playable = codecs.isEmpty()
                    || all.stream().anyMatch(each -> PICTURE.matcher(each).matches())
                            && all.stream()
                                    .allMatch(each -> PICTURE.matcher(each).matches()
                                            || SOUND.matcher(each).matches());
            return playable ? rank + 1e13 : rank;
        }

        private Resource stretch(String at, String text, long after) throws IOException {
            if (text.isEmpty()) {
                return new Resource(at, 0, -1);
            }
            Matcher found = RANGE.matcher(text.strip());
            int length = found.matches() ? Integer.parseInt(found.group(1)) : 0;
            if (length < 1 || length > MAX_RANGE_BYTES) {
                throw new IOException("The HLS playlist has a byte range that is none, or of more than 32 MiB.");
            }
            long offset = found.group(2) == null ? after : Long.parseLong(found.group(2));
            return new Resource(at, offset, length);
        }

        /** Attributes of a key; empty for no encryption. */
        private Optional<Map<String, String>> key(Map<String, String> about) throws IOException {
            String method = about.getOrDefault("METHOD", "");
            if (method.equals("NONE")) {
                return Optional.empty();
            }
            boolean identity = about.getOrDefault("KEYFORMAT", "identity").equals("identity");
            if (!method.equals("AES-128") || !identity) {
                boolean shown = method.matches("[A-Z0-9-]{1,20}");
                throw new IOException("The HLS source is protected" + (shown ? " (" + method + ")" : "")
                        + ", and of such sources those with AES-128 and a plain key are fetched; ask for one of them,"
                        + " or for one without.");
            }
            return Optional.of(about);
        }

        /** Without a vector of its own, that is the segment's number (RFC 8216, 5.2). */
        private Optional<Key> encryption(long segment) throws IOException {
            if (key.isEmpty()) {
                return Optional.empty();
            }
            String given = key.get().getOrDefault("IV", "");
            String iv = given.isEmpty()
                    ? String.format("%032x", segment)
                    : given.matches("0[xX][0-9a-fA-F]{1,32}")
                            ? "0".repeat(34 - given.length()) + given.substring(2)
                            : "";
            if (iv.isEmpty()) {
                throw new IOException("The HLS playlist has an initialisation vector that is none.");
            }
            return Optional.of(new Key(resolved(key.get().getOrDefault("URI", "")), iv));
        }

        private String resolved(String reference) throws IOException {
            try {
                return base.resolve(URI.create(reference)).toString();
            } catch (IllegalArgumentException bad) {
                throw new IOException("The HLS playlist refers to what is no address.", bad);
            }
        }

        HlsSource result() {
            return new HlsSource(best, sounds.getOrDefault(bestGroup, ""), List.copyOf(segments), targetMs, ended);
        }
    }

    private static Map<String, String> attributes(String list) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher found = ATTRIBUTE.matcher(list);
        while (found.find()) {
            String value = found.group(2);
            attributes.put(
                    found.group(1), value.startsWith("\"") ? value.substring(1, value.length() - 1) : value.strip());
        }
        return attributes;
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
