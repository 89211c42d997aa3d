package dev.vitrine.core.chat;

/** Takes out of texts what could not be seen or would disturb what stands beside it. */
public final class Cleaning {
    /** Longest name, in code points. */
    public static final int MAX_NAME = 32;

    private Cleaning() {}

    /**
     * Returns a text without control characters, direction overrides and lone surrogates, with every run of white space
     * as one space, trimmed.
     */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                gap = true;
            } else if (isVisible(point)) {
                if (gap && !clean.isEmpty()) {
                    clean.append(' ');
                }
                gap = false;
                clean.appendCodePoint(point);
            }
        }
        return clean.toString();
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
            case Character.FORMAT -> isHarmlessFormat(point);
            default -> true;
        };
    }

    // Joiners make emoji and several scripts what they are; direction marks may only hint, not override. Tags spell
    // flags.
    private static boolean isHarmlessFormat(int point) {
        return point == 0x200C || point == 0x200D || (point >= 0xE0020 && point <= 0xE007F);
    }

    /** Length in code points. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Returns a clean name, or an empty text if nothing that can be seen is left or it is too long. */
    public static String name(String name) {
        String clean = clean(name);
        boolean visible = clean.codePoints().anyMatch(point -> Character.getType(point) != Character.FORMAT);
        return visible && length(clean) <= MAX_NAME ? clean : "";
    }
}
