package dev.vitrine.core.link;

import dev.vitrine.api.data.BadBody;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where this server calls an SRT listener, as {@code srt://HOST:PORT?streamid=…&latency=…&passphrase=…}. The names are
 * those of libsrt's own tools; latency is in milliseconds, as there.
 *
 * @param server {@code srt://HOST:PORT}
 * @param host its host
 * @param port its port
 * @param latencyMs how long either side waits for what was lost on the way
 * @param streamId what is asked for: a secret; may be empty
 * @param passphrase what both sides encrypt with: a secret; empty without encryption
 * @param keyBytes length of the key that is made of it; 0 leaves that to the other side
 */
public record SrtAddress(
        String server, String host, int port, int latencyMs, String streamId, String passphrase, int keyBytes) {
    /** How addresses begin. */
    public static final String SCHEME = "srt";

    private static final String PREFIX = SCHEME + "://";
    private static final int MAX_URL = 1_500;
    private static final int MAX_STREAM_ID = 512;
    private static final int MIN_PASSPHRASE = 10;
    private static final int MAX_PASSPHRASE = 79;
    private static final int USUAL_LATENCY_MS = 120;
    private static final int MAX_LATENCY_MS = 8_000;
    private static final Set<String> KEY_BYTES = Set.of("0", "16", "24", "32");

    /** Parameters that others write and that are always so here, with the one value that is understood. */
    private static final Map<String, Set<String>> FIXED = Map.of(
            "mode", Set.of("caller"), "transtype", Set.of("live"), "pkt_size", Set.of("1316"), "adapter", Set.of(""));

    /** Whether this is to be such an address. */
    public static boolean is(String url) {
        return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /**
     * Reads one. No message repeats it, since it may hold secrets.
     *
     * @throws BadBody if it is not understood
     */
    public static SrtAddress of(String url) {
        if (url.length() > MAX_URL) {
            throw bad("has more than " + MAX_URL + " characters");
        }
        int query = url.indexOf('?');
        String place = (query < 0 ? url : url.substring(0, query)).replaceFirst("/$", "");
        URI uri;
        try {
            uri = URI.create(place);
        } catch (IllegalArgumentException e) {
            throw bad("is no address; it takes srt://HOST:PORT?streamid=…&latency=…&passphrase=…");
        }
        if (!is(url)
                || uri.getHost() == null
                || uri.getPort() < 1
                || uri.getPort() > 65_535
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || !uri.getRawPath().isEmpty()) {
            throw bad("takes srt://HOST:PORT with the port that listens there, and streamid, latency and passphrase"
                    + " after a ?");
        }
        Map<String, String> given = query < 0 ? Map.of() : parameters(url.substring(query + 1));
        String passphrase = given.getOrDefault("passphrase", "");
        if (!passphrase.isEmpty() && (passphrase.length() < MIN_PASSPHRASE || passphrase.length() > MAX_PASSPHRASE)) {
            throw bad("has a passphrase that SRT does not take; it has " + MIN_PASSPHRASE + " to " + MAX_PASSPHRASE
                    + " characters");
        }
        String streamId = given.getOrDefault("streamid", "");
        if (streamId.getBytes(StandardCharsets.UTF_8).length > MAX_STREAM_ID) {
            throw bad("has a stream id of more than " + MAX_STREAM_ID + " bytes, and SRT carries no longer one");
        }
        if (!(streamId + passphrase).chars().allMatch(each -> each >= 0x20 && each != 0x7F)) {
            throw bad("has characters in its stream id or passphrase that cannot be written");
        }
        String keyBytes = given.getOrDefault("pbkeylen", "0");
        if (!KEY_BYTES.contains(keyBytes) || !keyBytes.equals("0") && passphrase.isEmpty()) {
            throw bad("takes a pbkeylen of 16, 24 or 32, with a passphrase beside it");
        }
        return new SrtAddress(
                PREFIX + uri.getHost().toLowerCase(Locale.ROOT) + ":" + uri.getPort(),
                uri.getHost(),
                uri.getPort(),
                latency(given.getOrDefault("latency", String.valueOf(USUAL_LATENCY_MS))),
                streamId,
                passphrase,
                Integer.parseInt(keyBytes));
    }

    /** The address without what is secret. */
    public String open() {
        List<String> parts = new ArrayList<>();
        if (latencyMs != USUAL_LATENCY_MS) {
            parts.add("latency=" + latencyMs);
        }
        if (keyBytes != 0) {
            parts.add("pbkeylen=" + keyBytes);
        }
        return parts.isEmpty() ? server : server + "?" + String.join("&", parts);
    }

    /** What is secret: the parameters that complete {@link #open}; may be empty. */
    public String secret() {
        List<String> parts = new ArrayList<>();
        if (!passphrase.isEmpty()) {
            parts.add("passphrase=" + encoded(passphrase));
        }
        if (!streamId.isEmpty()) {
            parts.add("streamid=" + encoded(streamId));
        }
        return String.join("&", parts);
    }

    /** The whole address. */
    public String whole() {
        String secret = secret();
        return secret.isEmpty() ? open() : open() + (open().indexOf('?') < 0 ? "?" : "&") + secret;
    }

    /** The same with another stream id. */
    SrtAddress withStreamId(String id) {
        return of(new SrtAddress(server, host, port, latencyMs, id, passphrase, keyBytes).whole());
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new HashMap<>();
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
            switch (name) {
                case "" -> {}
                case "streamid", "latency", "passphrase", "pbkeylen" -> {
                    if (found.put(name, value) != null) {
                        throw bad("names " + name + " twice");
                    }
                }
                default -> fixed(name, value);
            }
        }
        return found;
    }

    private static void fixed(String name, String value) {
        Set<String> known = FIXED.get(name);
        if (known == null) {
            throw bad("takes streamid, latency, passphrase and pbkeylen after the ?, and no other parameter; a & or #"
                    + " within a value is written %26 or %23");
        }
        if (!known.contains(value.toLowerCase(Locale.ROOT))) {
            throw bad(
                    name.equals("mode")
                            ? "takes mode=caller alone: this server calls, and the other side listens"
                            : "takes " + name + "=" + known.iterator().next() + " alone");
        }
    }

    private static int latency(String text) {
        try {
            int ms = Integer.parseInt(text);
            if (ms >= 0 && ms <= MAX_LATENCY_MS) {
                return ms;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw bad("takes a latency of 0 to " + MAX_LATENCY_MS
                + " milliseconds; ffmpeg and OBS count in microseconds, so their 120000 is 120 here");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Of {@code %XX} alone: a plus is a plus. */
    private static String decoded(String text) {
        try {
            return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("has a % that is no %XX; a % itself is written %25");
        }
    }

    private static BadBody bad(String why) {
        return new BadBody("url", why);
    }

    @Override
    public String toString() {
        return "SrtAddress[" + open() + ", …]";
    }
}
