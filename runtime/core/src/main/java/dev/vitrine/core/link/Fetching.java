package dev.vitrine.core.link;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.Programme;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an event is to fetch its picture from: a stream of another server, or files.
 *
 * @param name what it may be called, without secrets
 * @param url the whole address: a secret; empty for files
 * @param server the address for the guard, of RTMP and SRT without the stream's name; empty for files
 * @param files names in the media folder
 * @param loop whether the files begin again
 * @param schedule programmes by the clock; the files are what plays between them
 */
public record Fetching(
        String name, String url, String server, List<String> files, boolean loop, List<Programme> schedule) {
    private static final Set<String> WEB = Set.of("http", "https");
    private static final Set<String> CAMERAS = Set.of("rtsp", "rtsps");

    /** What is reached by a connection rather than a request. */
    public static final Set<String> DIALLED = Set.of("rtmp", "rtmps", "rtsp", "rtsps");

    private static final int MAX_URL = 1_000;
    private static final int MAX_FILES = 200;
    private static final int MAX_NAME = 300;
    private static final Set<String> ENDINGS = Set.of("mp4", "m4v", "mov", "mkv", "webm", "ts", "mts");

    /** No part that is empty or begins with a dot, so none leads out of the folder or to what is hidden. */
    private static final Pattern FILE =
            Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*(/[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*)*");

    private Fetching(String name, String url, String server) {
        this(name, url, server, List.of(), false, List.of());
    }

    /**
     * Reads {@code {url}} or {@code {files, loop, schedule}}. No message repeats the address, since it may hold a
     * secret.
     *
     * @throws BadBody if it is not understood
     */
    public static Fetching of(Body body) {
        List<String> files = body.texts("files");
        List<Programme> schedule = Schedule.of(body);
        boolean nothing = files.isEmpty() && schedule.isEmpty();
        if (nothing == body.optionalText("url").isEmpty()) {
            throw new BadBody(
                    "url", "takes an address, or \"files\" and \"schedule\" take names of files; give one of the two");
        }
        return nothing ? address(body) : files(files, body.flag("loop", true), schedule);
    }

    private static Fetching address(Body body) {
        String text = body.text("url").strip();
        String scheme =
                text.contains("://") ? text.substring(0, text.indexOf("://")).toLowerCase(Locale.ROOT) : "";
        if (WEB.contains(scheme)) {
            return playlist(text, scheme);
        }
        if (CAMERAS.contains(scheme)) {
            return camera(text, scheme);
        }
        if (scheme.equals(SrtAddress.SCHEME)) {
            SrtAddress srt = SrtAddress.of(text);
            return new Fetching(srt.server(), srt.whole(), srt.server());
        }
        if (!Destination.SCHEMES.contains(scheme)) {
            throw new BadBody(
                    "url",
                    "takes rtmp://HOST/APPLICATION/STREAM, rtsp://USER:PASSWORD@HOST/PATH, srt://HOST:PORT?streamid=…,"
                            + " or https://HOST/PATH.m3u8 of an HLS source; have ffmpeg bring what comes by other"
                            + " means to a stream key of this event,"
                            + " with -c copy -f flv");
        }
        Destination address = Destination.of(Body.of("url", text));
        if (address.key().indexOf('/') >= 0) {
            throw new BadBody("url", "has a name of the stream that cannot be told from the application");
        }
        return new Fetching(address.url() + "/…", address.url() + "/" + address.key(), address.url());
    }

    private static Fetching playlist(String text, String scheme) {
        if (text.length() > MAX_URL) {
            throw new BadBody("url", "has more than " + MAX_URL + " characters");
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw new BadBody("url", "takes https://HOST/PATH.m3u8, without a user in it");
            }
            return new Fetching(scheme + "://" + uri.getRawAuthority() + "/…", text, text);
        } catch (IllegalArgumentException e) {
            throw new BadBody("url", "is no address; copy it whole");
        }
    }

    /** RTSP, where user and password stand in the address: they are shown nowhere and go to that server alone. */
    private static Fetching camera(String text, String scheme) {
        if (text.length() > MAX_URL || !text.chars().allMatch(each -> each > 0x20 && each < 0x7F)) {
            throw new BadBody(
                    "url",
                    "has more than " + MAX_URL + " characters or some that an address has not; write them as %20 and"
                            + " the like");
        }
        int start = scheme.length() + 3;
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        int user = text.lastIndexOf('@', end - 1);
        String server = scheme + "://" + text.substring(user < start ? start : user + 1, end);
        try {
            URI uri = URI.create(server + "/");
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw new BadBody("url", "takes rtsp://USER:PASSWORD@HOST/PATH");
            }
            return new Fetching(server + "/…", text, server + "/");
        } catch (IllegalArgumentException e) {
            throw new BadBody("url", "is no address; copy it whole, and write @ / : in a password as %40 %2F %3A");
        }
    }

    /** What its address may begin with. */
    public Set<String> schemes() {
        if (SrtAddress.is(server)) {
            return Set.of(SrtAddress.SCHEME);
        }
        return server.regionMatches(true, 0, "http", 0, 4) ? WEB : DIALLED;
    }

    private static Fetching files(List<String> given, boolean loop, List<Programme> schedule) {
        List<String> files = names(given, "files");
        List<String> all = files.isEmpty() ? schedule.getFirst().files() : files;
        String first = "\"" + all.getFirst() + "\"";
        String name;
        if (!schedule.isEmpty()) {
            name = "the schedule of " + schedule.size() + (schedule.size() == 1 ? " programme" : " programmes");
        } else {
            name = files.size() == 1 ? first : "the playlist of " + files.size() + " files from " + first + " on";
        }
        return new Fetching(name, "", "", files, loop, schedule);
    }

    /** Names of files as they may be given in a field. */
    static List<String> names(List<String> files, String field) {
        if (files.size() > MAX_FILES) {
            throw new BadBody(field, "takes at most " + MAX_FILES + " files");
        }
        for (String file : files) {
            String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (file.length() > MAX_NAME || !FILE.matcher(file).matches()) {
                throw new BadBody(field, "takes names of files in the media folder, such as films/one.mp4");
            }
            if (!ENDINGS.contains(ending)) {
                throw new BadBody(field, "takes mp4, m4v, mov, mkv, webm, ts and mts files, not " + file);
            }
        }
        return List.copyOf(files);
    }

    @Override
    public String toString() {
        return "Fetching[" + name + "]";
    }
}
