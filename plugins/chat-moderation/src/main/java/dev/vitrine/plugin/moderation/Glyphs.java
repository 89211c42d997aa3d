package dev.vitrine.plugin.moderation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What a code point looks like to a reader: the plain small letters, digits or marks it stands for.
 *
 * <p>Compatibility decomposition (Unicode Standard Annex 15, NFKD) takes width, font and circle away, a fold to small
 * letters takes case away, and a table takes Cyrillic, Greek and other letters that look like Latin ones to those.
 * Combining marks and invisible code points vanish. The fold is the same for terms and texts, so a term of any script
 * is still found; it is only found in more guises.
 */
final class Glyphs {
    /** Below this, folds are made once; above it they are made when met. Latin, Greek, Cyrillic, Armenian, Hebrew. */
    private static final int TABLE = 0x600;

    private static final int REGIONAL_A = 0x1F1E6;
    private static final int REGIONAL_Z = 0x1F1FF;
    /** First letters of the runs of negative circled and negative squared letters, which do not decompose. */
    private static final int[] NEGATIVE_A = {0x1F150, 0x1F170};

    private static final int LETTERS = 26;
    /** Fillers and blanks that are letters or symbols by category, yet show nothing. */
    private static final String INVISIBLE = "\u115F\u1160\u3164\uFFA0\u2800";

    /** Pairs: a small letter as it comes out of decomposition, and the Latin one it looks like. */
    private static final String LOOK_ALIKES = "аaвbгrеeзeиuіiїiјjкkмmнhоoпnрpсcтtуyүyхxчyһhѕsԁdԛqԝwьbёeғfқkңhҳx"
            + "αaβbγyδdεeζzηnθoιiκkνvοoπnρpσoτtυuφoχxωw"
            + "ıiłløođdðdþpħhŧtƒfɑaɡgɩiɪiʀrʏyʟlɴnɢgʜhʙbᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzƅbɓbƈcɗdɠgƙkɲnƥpʂsƭtʋvʐz";

    private static final int PAGE = 256;

    private static final Map<Character, Character> LATIN = latin();
    private static final Map<Integer, String> CONFUSABLES = confusables();
    private static final String[] FOLDS = folds();
    private static final char[] SINGLES = singles();
    /** Folds above the table, by page, filled as code points are met; two threads at worst fill in the same text. */
    private static final AtomicReferenceArray<String[]> PAGES =
            new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    private Glyphs() {}

    /** The one plain character of a code point below the table's end; 0 when there are none or several. */
    static char single(int codePoint) {
        return codePoint < TABLE ? SINGLES[codePoint] : 0;
    }

    /** Returns the plain characters of a code point: none for what does not show, a space for white space. */
    static String fold(int codePoint) {
        return codePoint < TABLE ? FOLDS[codePoint] : met(codePoint);
    }

    @SuppressWarnings("NullAway") // a page begins empty and is only ever filled in
    private static String met(int codePoint) {
        String[] page = PAGES.get(codePoint / PAGE);
        if (page == null) {
            page = new String[PAGE];
            PAGES.set(codePoint / PAGE, page);
        }
        String fold = page[codePoint % PAGE];
        if (fold == null) {
            fold = folded(codePoint).intern();
            page[codePoint % PAGE] = fold;
        }
        return fold;
    }

    /** As {@link #fold}, without the look-alikes that ICU lists: what the list itself is made from. */
    static String foldWithoutConfusables(int codePoint) {
        return folded(codePoint, Map.of());
    }

    private static String folded(int codePoint) {
        return folded(codePoint, CONFUSABLES);
    }

    private static String folded(int codePoint, Map<Integer, String> confusables) {
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            return " ";
        }
        if (invisible(codePoint)) {
            return "";
        }
        if (codePoint >= REGIONAL_A && codePoint <= REGIONAL_Z) {
            return letter(codePoint - REGIONAL_A);
        }
        for (int first : NEGATIVE_A) {
            if (codePoint >= first && codePoint < first + LETTERS) {
                return letter(codePoint - first);
            }
        }
        String alike = confusables.get(codePoint);
        if (alike != null) {
            return alike;
        }
        String plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        StringBuilder out = new StringBuilder(plain.length());
        plain.codePoints().filter(part -> !invisible(part)).forEach(part -> append(out, part, confusables));
        return out.toString();
    }

    private static void append(StringBuilder out, int codePoint, Map<Integer, String> confusables) {
        switch (codePoint) {
            case 'ß', 'ẞ' -> out.append("ss");
            case 'æ', 'Æ' -> out.append("ae");
            case 'œ', 'Œ' -> out.append("oe");
            case '\u3002', '\u2024' -> out.append('.');
            default -> {
                int small = Character.toLowerCase(Character.toUpperCase(codePoint));
                String alike = confusables.get(small);
                if (alike != null) {
                    out.append(alike);
                } else if (Character.isBmpCodePoint(small)) {
                    char letter = (char) small;
                    out.append(LATIN.getOrDefault(letter, letter).charValue());
                } else {
                    out.appendCodePoint(small);
                }
            }
        }
    }

    private static boolean invisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.CONTROL -> true;
            default -> INVISIBLE.indexOf(codePoint) >= 0;
        };
    }

    private static String letter(int index) {
        return String.valueOf((char) ('a' + index));
    }

    private static Map<Character, Character> latin() {
        Map<Character, Character> latin = new HashMap<>();
        for (int i = 0; i < LOOK_ALIKES.length(); i += 2) {
            latin.put(LOOK_ALIKES.charAt(i), LOOK_ALIKES.charAt(i + 1));
        }
        return Map.copyOf(latin);
    }

    /**
     * Look-alikes of ASCII letters and digits by Unicode Technical Standard 39, as ICU4J's {@code SpoofChecker} has
     * them. The list is written by a test and compared with ICU in each build, so that the bundle carries 10 kB of it
     * and not the library's 15 MB, which a swap in mid-show would have to load.
     */
    private static Map<Integer, String> confusables() {
        try (InputStream in = Glyphs.class.getResourceAsStream("confusables.txt")) {
            Map<Integer, String> confusables = new HashMap<>();
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int behind = line.indexOf(' ');
                        String looksLike = line.substring(0, behind).intern();
                        for (String codePoint : line.substring(behind + 1).split(" ")) {
                            confusables.put(Integer.parseInt(codePoint, 16), looksLike);
                        }
                    });
            return Map.copyOf(confusables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] folds() {
        String[] folds = new String[TABLE];
        for (int i = 0; i < TABLE; i++) {
            folds[i] = i < 0x80 && !Character.isISOControl(i)
                    ? Character.toString(i).toLowerCase(Locale.ROOT)
                    : folded(i).intern();
        }
        return folds;
    }

    private static char[] singles() {
        char[] singles = new char[TABLE];
        for (int i = 0; i < TABLE; i++) {
            singles[i] = FOLDS[i].length() == 1 ? FOLDS[i].charAt(0) : 0;
        }
        return singles;
    }
}
