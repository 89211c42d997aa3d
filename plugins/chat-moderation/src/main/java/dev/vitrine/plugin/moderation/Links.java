package dev.vitrine.plugin.moderation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds addresses that a reader could follow, and those that hide where they lead. */
final class Links {
    /** Endings under which a bare name is taken for an address; with a scheme or www any ending is. */
    private static final String ENDINGS =
            "com|net|org|info|biz|io|co|me|ly|gg|tv|to|cc|ru|cn|de|uk|fr|nl|eu|us|in|xyz|top|"
                + "shop|store|online|site|club|live|link|click|app|dev|win|vip|icu|pro|buzz|deals|sale|gift|money|loan";

    /** Labels and their number are bounded, so that the time is linear in the text. */
    private static final Pattern LINK = Pattern.compile(
            "[a-z][a-z0-9+-]{1,10}://[^\\s]++|www\\.[^\\s]++|(?<![\\p{L}\\p{N}@.-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:"
                    + ENDINGS + ")(?![\\p{L}\\p{N}-])(?:/[^\\s]*+)?");

    /** An address with its dots spelled or bracketed: "wug dot com", "wug(.)com", "wug [dot] com". */
    private static final Pattern SPELLED =
            Pattern.compile("(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}-]{2,63}(?: ?[(\\[{] ?(?:\\.|dot) ?[)\\]}] ?| dot )(?:"
                    + ENDINGS + ")(?![\\p{L}\\p{N}-])");

    private static final List<String> BRACKETS = List.of("(.", "( .", "[.", "[ .", "{.", "{ .");

    /** Services whose addresses tell nothing of where they lead. */
    private static final Set<String> SHORTENERS = Set.of(
            "bit.ly",
            "t.co",
            "tinyurl.com",
            "goo.gl",
            "is.gd",
            "ow.ly",
            "buff.ly",
            "cutt.ly",
            "rb.gy",
            "t.ly",
            "shorturl.at",
            "tiny.cc",
            "rebrand.ly",
            "s.id",
            "v.gd",
            "lnkd.in",
            "adf.ly",
            "bl.ink",
            "soo.gd",
            "qr.ae");

    private static final Pattern HOST = Pattern.compile("^(?:[a-z][a-z0-9+-]{1,10}://)?(?:[^/?#\\s]*@)?([^/?#:\\s]+)");
    private static final Pattern SECOND = Pattern.compile("[?&#/=](?:https?(?:://|%3a)|www\\.)");
    private static final Pattern NUMERIC = Pattern.compile("[0-9]{6,}|0x[0-9a-f]+|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    /**
     * An address in a text.
     *
     * @param start where it begins, as UTF-16 index of the original
     * @param end one past its end
     * @param host as it reads, without {@code www.}
     * @param disguise why it hides where it leads; empty when it does not
     */
    record Link(int start, int end, String host, String disguise) {}

    private Links() {}

    /** Finds the first that is not to an allowed host, one in disguise before plain ones. */
    static Optional<Link> find(String original, Readings text, Set<String> allowed) {
        Reading glyphs = text.glyphs();
        if (!mayHaveSome(glyphs)) {
            return Optional.empty();
        }
        String plain = glyphs.text();
        boolean dotted = dotted(plain);
        boolean spelled = plain.contains("dot") || BRACKETS.stream().anyMatch(plain::contains);
        if (!dotted && !spelled) {
            return Optional.empty();
        }
        Optional<Link> first = Optional.empty();
        if (dotted) {
            Matcher matcher = LINK.matcher(plain);
            while (matcher.find()) {
                Link link = link(original, glyphs, matcher);
                if (!link.disguise().isEmpty()) {
                    return Optional.of(link);
                }
                if (first.isEmpty() && !allowed(link.host(), allowed)) {
                    first = Optional.of(link);
                }
            }
        }
        if (first.isEmpty()) {
            Matcher matcher = SPELLED.matcher(plain);
            if (matcher.find()) {
                first = Optional.of(
                        new Link(glyphs.start(matcher.start()), glyphs.end(matcher.end() - 1), "", "links/spelled"));
            }
        }
        return first;
    }

    /** Whether it is worth while to look closer: most texts have nothing of what an address is made of. */
    private static boolean mayHaveSome(Reading glyphs) {
        for (int i = 0; i + 1 < glyphs.length(); i++) {
            char next = glyphs.charAt(i + 1);
            boolean some = switch (glyphs.charAt(i)) {
                case '.' -> Character.isLetterOrDigit(next);
                case ':' -> next == '/';
                case 'd' -> next == 'o';
                case '(', '[', '{' -> next == '.' || next == ' ';
                default -> false;
            };
            if (some) {
                return true;
            }
        }
        return false;
    }

    /** Whether an expression need be tried at all: most dots end a sentence. */
    private static boolean dotted(String plain) {
        for (int dot = plain.indexOf('.'); dot >= 0; dot = plain.indexOf('.', dot + 1)) {
            if (dot + 1 < plain.length() && Character.isLetterOrDigit(plain.charAt(dot + 1))) {
                return true;
            }
        }
        return plain.contains("://");
    }

    private static Link link(String original, Reading glyphs, Matcher matcher) {
        int start = glyphs.start(matcher.start());
        int end = glyphs.end(matcher.end() - 1);
        String reads = matcher.group();
        Matcher hosts = HOST.matcher(reads);
        String host = hosts.find() ? hosts.group(1) : "";
        if (host.startsWith("www.")) {
            host = host.substring(4);
        }
        return new Link(start, end, host, disguise(original.substring(start, end), reads, host));
    }

    private static String disguise(String written, String reads, String host) {
        if (reads.startsWith("hxxp")) {
            return "links/spelled";
        }
        if (host.contains("xn--")) {
            return "links/punycode";
        }
        if (alike(written, host)) {
            return "links/look-alike";
        }
        int authority = reads.indexOf("://");
        int path = authority < 0 ? -1 : reads.indexOf('/', authority + 3);
        int at = reads.indexOf('@');
        boolean user = authority >= 0 && at > authority && (path < 0 || at < path);
        boolean second = SECOND.matcher(reads).find(Math.min(reads.length(), Math.max(authority + 3, host.length())));
        if (user || second || SHORTENERS.contains(host) || NUMERIC.matcher(host).matches()) {
            return "links/redirect";
        }
        return "";
    }

    /** Whether a Latin name is written with letters that only look Latin, such as a Cyrillic a. */
    private static boolean alike(String written, String host) {
        if (!host.chars().allMatch(letter -> letter < 0x80)) {
            return false;
        }
        int end = Math.min(written.length(), written.toLowerCase(Locale.ROOT).indexOf('/', 8));
        String name = end > 0 ? written.substring(0, end) : written;
        return name.codePoints().anyMatch(letter -> switch (Character.UnicodeScript.of(letter)) {
            case LATIN, COMMON, INHERITED -> false;
            default -> Character.isLetter(letter);
        });
    }

    private static boolean allowed(String host, Set<String> allowed) {
        for (String each : allowed) {
            if (host.equals(each) || host.endsWith("." + each)) {
                return true;
            }
        }
        return false;
    }
}
