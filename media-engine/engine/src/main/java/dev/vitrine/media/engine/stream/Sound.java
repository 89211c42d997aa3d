package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.AudioConfig;
import java.util.List;
import java.util.Locale;

/**
 * One of several sounds of a stream, such as a language of its own. The first is the one that every viewer hears who
 * chooses none, and the only one that is recorded and restreamed.
 *
 * @param id {@code 0} for the first, else a digit up to {@link #MOST} less one
 * @param name what the publisher calls it, safe within JSON and playlists; may be empty
 * @param language BCP 47, such as {@code de}; empty when the publisher does not say
 * @param config how it is encoded
 */
public record Sound(String id, String name, String language, AudioConfig config) {
    /** So many are taken; what a publisher sends beyond them is left out. */
    public static final int MOST = 8;

    /** Id of the first. */
    public static final String FIRST = "0";

    private static final int MAX_NAME = 40;

    /** Whether two lists are of the same sounds in the same encoding. */
    public static boolean same(List<Sound> some, List<Sound> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Sound one = some.get(i);
            Sound other = others.get(i);
            boolean same = one.id.equals(other.id)
                    && one.name.equals(other.name)
                    && one.language.equals(other.language)
                    && one.config.sameAs(other.config);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** A publisher's name without what would need escaping somewhere, and not too long. */
    public static String name(String told) {
        String clean = told.replaceAll("[\\p{Cntrl}\"\\\\<>&]", " ").strip();
        return clean.length() <= MAX_NAME ? clean : clean.substring(0, MAX_NAME).strip();
    }

    /**
     * What a publisher says of a language, by BCP 47 or by either code of ISO 639-2, as BCP 47; empty if it is none.
     */
    public static String language(String told) {
        String tag = told.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        String two = LanguageCodes.SHORT.get(tag);
        if (two != null) {
            return two;
        }
        boolean none = tag.equals("und") || tag.equals("mul") || tag.equals("zxx") || tag.equals("mis");
        return none || !tag.matches("[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}")
                ? ""
                : Locale.forLanguageTag(tag).toLanguageTag();
    }
}
