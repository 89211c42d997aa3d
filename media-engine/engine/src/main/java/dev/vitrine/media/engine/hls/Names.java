package dev.vitrine.media.engine.hls;

/**
 * Names of what a playlist lists, relative to it. A part's name does not tell its segment: the part that is hinted may
 * turn out to be the first of the next one.
 */
final class Names {
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
}
