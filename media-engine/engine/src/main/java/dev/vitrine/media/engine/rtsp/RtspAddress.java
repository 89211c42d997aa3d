package dev.vitrine.media.engine.rtsp;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Address of an RTSP stream, taken apart so that user and password go into no request line.
 *
 * @param server address of the server alone, such as {@code rtsp://a.example:554/}: what may be dialled and shown
 * @param url the address without user and password, as it goes into requests
 * @param user user name, empty when there is none
 * @param password likewise; a secret
 */
public record RtspAddress(String server, String url, String user, String password) {
    /** Characters of the longest address. */
    private static final int MAX_CHARACTERS = 2_000;

    /**
     * Reads {@code rtsp://[USER:PASSWORD@]HOST[:PORT]/PATH}, or {@code rtsps}.
     *
     * @throws IOException if it is none; the message does not repeat it
     */
    public static RtspAddress of(String text) throws IOException {
        int start = text.indexOf("://") + 3;
        String scheme = start < 3 ? "" : text.substring(0, start - 3).toLowerCase(Locale.ROOT);
        boolean plain = text.chars().allMatch(each -> each > 0x20 && each < 0x7F);
        if (!scheme.equals("rtsp") && !scheme.equals("rtsps") || text.length() > MAX_CHARACTERS || !plain) {
            throw new IOException("That is no RTSP address; it takes rtsp://HOST/PATH.");
        }
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        int at = text.lastIndexOf('@', end - 1);
        String authority = text.substring(at < start ? start : at + 1, end);
        String who = at < start ? "" : text.substring(start, at);
        int colon = who.indexOf(':');
        try {
            URI server = URI.create(scheme + "://" + authority + "/");
            if (server.getHost() == null || server.getRawUserInfo() != null) {
                throw new IOException("That RTSP address has no host; it takes rtsp://HOST/PATH.");
            }
            String rest = text.substring(end);
            return new RtspAddress(
                    server.toString(),
                    scheme + "://" + authority + (rest.isEmpty() ? "/" : rest),
                    decoded(colon < 0 ? who : who.substring(0, colon)),
                    colon < 0 ? "" : decoded(who.substring(colon + 1)));
        } catch (IllegalArgumentException bad) {
            throw new IOException("That is no RTSP address; it takes rtsp://HOST/PATH.", bad);
        }
    }

    /**
     * Where a server leads on to: never from TLS to none, and user and password go along to the same server alone.
     *
     * @throws IOException if it may not be followed; the message is a sentence for staff
     */
    public RtspAddress redirected(String location) throws IOException {
        RtspAddress next = of(location);
        if (server.startsWith("rtsps") && !next.server.startsWith("rtsps")) {
            throw new IOException("The source's server leads from rtsps:// to rtsp://, which is not followed.");
        }
        boolean same = next.server.equalsIgnoreCase(server);
        return new RtspAddress(next.server, next.url, same ? user : "", same ? password : "");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException literal) {
            return text; // a percent sign that stands for itself
        }
    }

    @Override
    public String toString() {
        return "RtspAddress[" + server + "…]";
    }
}
