package dev.vitrine.core.link;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a picture is to be forwarded to, taken apart so that the key can be kept apart.
 *
 * @param url server and application, such as {@code rtmp://a.example/live}, or {@code srt://a.example:9000}; no secret
 *     is in it
 * @param key the stream key there; of SRT what completes the address, {@link SrtAddress#secret}
 */
public record Destination(String url, String key) {
    /** What is understood of RTMP. */
    public static final Set<String> SCHEMES = Set.of("rtmp", "rtmps");

    private static final int MAX_URL = 1_000;
    private static final int MAX_KEY = 500;

    /**
     * Reads {@code {url, key}}; without {@code key} it is the last part of the address, as services print it. No
     * message repeats the address, since a key may be in it.
     *
     * @throws BadBody if it is not understood
     */
    public static Destination of(Body body) {
        String text = body.text("url").strip();
        Optional<String> given = body.optionalText("key").map(String::strip).filter(key -> !key.isEmpty());
        if (text.length() > MAX_URL
                || given.filter(key -> key.length() > MAX_KEY).isPresent()) {
            throw new BadBody("url", "has more than " + MAX_URL + " characters, or its key more than " + MAX_KEY);
        }
        if (SrtAddress.is(text)) {
            return srt(SrtAddress.of(text), given.orElse(""));
        }
        int scheme = text.indexOf("://");
        if (scheme < 0 || !SCHEMES.contains(text.substring(0, scheme).toLowerCase(Locale.ROOT))) {
            throw new BadBody(
                    "url",
                    "takes rtmp://HOST/APPLICATION, rtmps://HOST/APPLICATION or srt://HOST:PORT; pictures are forwarded"
                            + " by RTMP and SRT");
        }
        int path = text.indexOf('/', scheme + 3);
        String rest = path < 0 ? "" : text.substring(path + 1).replaceAll("/+$", "");
        int end = rest.indexOf('?');
        int cut = (end < 0 ? rest : rest.substring(0, end)).lastIndexOf('/');
        String application = given.isPresent() ? rest : cut < 0 ? "" : rest.substring(0, cut);
        String key = given.orElse(rest.substring(cut + 1));
        if (application.isEmpty() || key.isEmpty()) {
            throw new BadBody(
                    "url",
                    "takes an address with an application and a stream key, such as rtmp://HOST/APPLICATION with the"
                            + " key in \"key\", or rtmp://HOST/APPLICATION/KEY");
        }
        if (!key.chars().allMatch(each -> each > 0x20 && each < 0x7F)) {
            throw new BadBody("key", "takes the stream key as the service shows it, without spaces");
        }
        String url = text.substring(0, path + 1) + application;
        try {
            URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new BadBody("url", "is no address; copy it whole from the service");
        }
        return new Destination(url, key);
    }

    private static Destination srt(SrtAddress address, String streamId) {
        if (streamId.isEmpty()) {
            return new Destination(address.open(), address.secret());
        }
        if (!address.streamId().isEmpty()) {
            throw new BadBody("key", "is the stream id, and the address has one already; give one of the two");
        }
        return new Destination(address.open(), address.withStreamId(streamId).secret());
    }

    /** What the address begins with. */
    public Set<String> schemes() {
        return SrtAddress.is(url) ? Set.of(SrtAddress.SCHEME) : SCHEMES;
    }

    /** The key's end, enough to tell it from another one and no more; of SRT that of the stream id. */
    public String masked() {
        if (!SrtAddress.is(url)) {
            return masked(key);
        }
        int id = key.lastIndexOf("streamid=");
        return key.isEmpty() ? "" : id < 0 ? "…" : masked(key.substring(id + "streamid=".length()));
    }

    private static String masked(String key) {
        return key.length() < 12 ? "…" : "…" + key.substring(key.length() - 2);
    }

    @Override
    public String toString() {
        return "Destination[" + url + ", …]";
    }
}
