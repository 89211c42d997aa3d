package dev.vitrine.media.engine.hls;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of what a playlist lists, relative to it. A part's name does not tell its segment: the part that is hinted may
 * turn out to be the first of the next one.
 */
final class Names {
    private static final Pattern STORED = Pattern.compile("\\.s(\\d{1,15})\\.m4s|\\.i(\\d{1,15})\\.mp4");

    private Names() {}

    static String playlist(String rendition) {
        return rendition + ".m3u8";
    }

    static String init(String rendition, long epoch) {
        return rendition + ".i" + epoch + ".mp4";
    }

    static String segment(String rendition, long msn) {
        return rendition + ".s" + msn + ".m4s";
    }

    static String part(String rendition, long number) {
        return rendition + ".p" + number + ".m4s";
    }

    /** What is kept under a name. */
    static Optional<History.Stored> stored(String rendition, String file, History history) {
        if (!file.startsWith(rendition)) {
            return Optional.empty();
        }
        Matcher name = STORED.matcher(file.substring(rendition.length()));
        if (!name.matches()) {
            return Optional.empty();
        }
        return name.group(1) != null
                ? history.segment(Long.parseLong(name.group(1)))
                : history.init(Long.parseLong(name.group(2)));
    }
}
