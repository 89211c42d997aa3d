package dev.vitrine.plugin.moderation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds addresses that a reader could follow. */
final class Links {
    /** Endings under which a bare name is taken for an address; with a scheme or www any ending is. */
    private static final String ENDINGS =
            "com|net|org|info|biz|io|co|me|ly|gg|tv|to|cc|ru|cn|de|uk|fr|nl|eu|us|in|xyz|top|"
                + "shop|store|online|site|club|live|link|click|app|dev|win|vip|icu|pro|buzz|deals|sale|gift|money|loan";

    /** Labels and their number are bounded, so that the time is linear in the text. */
    private static final Pattern LINK = Pattern.compile(
            "[a-z][a-z0-9+-]{1,10}://[^\\s]++|www\\.[^\\s]++|(?<![\\p{L}\\p{N}@.-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:"
                    + ENDINGS + ")(?![\\p{L}\\p{N}-])(?:/[^\\s]*+)?");

    /** Where the first one is, as UTF-16 indices of the original. */
    record Span(int start, int end) {}

    private Links() {}

    static Optional<Span> find(Readings text) {
        Reading glyphs = text.glyphs();
        String plain = glyphs.text();
        if (plain.indexOf('.') < 0 && plain.indexOf(':') < 0) {
            return Optional.empty();
        }
        Matcher matcher = LINK.matcher(plain);
        return matcher.find()
                ? Optional.of(new Span(glyphs.start(matcher.start()), glyphs.end(matcher.end() - 1)))
                : Optional.empty();
    }
}
