package dev.vitrine.plugin.moderation;

/**
 * What the spam model looks at: words cut to their stems, pairs of neighbours, the shapes of numbers and triples of
 * letters, each as a slot of a table (feature hashing). Each counts once.
 */
final class SpamFeatures {
    static final int SLOTS = 1 << 18;
    /** Fewer words tell nothing; numbers do not count. */
    static final int WORDS_MIN = 3;

    private static final int STEM_MAX = 6;
    private static final int WORD_MAX = 12;
    private static final float TRIPLE = 0.5f;
    private static final int NUMBERS_MOST = 5;

    /** What is behind them in a long message tells no more. */
    private static final int FEATURES_MAX = 600;

    private final int[] slots;
    private final float[] values;
    /** Slots met so far, plus one, by open addressing; at most half full. */
    private final int[] seen;

    private int size;
    private int words;
    private int numbers;
    private int before;

    private SpamFeatures(int characters) {
        // A word has a triple per letter and one more, itself, its pair and perhaps a shape.
        int most = Math.min(FEATURES_MAX, 3 * characters + 8);
        slots = new int[most];
        values = new float[most];
        seen = new int[Integer.highestOneBit(most) * 4];
    }

    static SpamFeatures of(Readings text) {
        return of(text.plain().text());
    }

    /** Of words with single spaces between them. */
    static SpamFeatures of(String plain) {
        SpamFeatures features = new SpamFeatures(plain.length());
        int from = 0;
        while (from < plain.length()) {
            int to = plain.indexOf(' ', from);
            to = to < 0 ? plain.length() : to;
            if (to > from) {
                features.word(plain, from, to);
            }
            from = to + 1;
        }
        features.add('n', Math.min(NUMBERS_MOST, features.numbers), 1);
        return features;
    }

    private void word(String text, int from, int to) {
        words++;
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += text.charAt(i) >= '0' && text.charAt(i) <= '9' ? 1 : 0;
        }
        int end = stemEnd(text, from, to);
        int hash = 17;
        for (int i = from; i < end; i++) {
            char letter = i == end - 1 && text.charAt(i) == 'y' ? 'i' : text.charAt(i);
            hash = hash * 31 + letter;
        }
        add('t', hash, 1);
        int shape = hash;
        if (digits > 0) {
            numbers++;
            boolean pence = digits < to - from && text.charAt(from) <= '9' && text.charAt(from + 1) == 'p';
            shape = digits == to - from ? -digits : pence ? -100 : -99;
            add('s', shape, 1);
        }
        if (words > 1) {
            add('b', before * 1_000_003 + shape, 1);
        }
        before = shape;
        int last = Math.min(to, from + WORD_MAX);
        for (int i = from - 1; i + 2 <= last; i++) {
            int triple =
                    (at(text, i, from, last) * 31 + at(text, i + 1, from, last)) * 31 + at(text, i + 2, from, last);
            add('c', triple, TRIPLE);
        }
    }

    private static int at(String text, int i, int from, int to) {
        return i < from || i >= to ? ' ' : text.charAt(i);
    }

    /** A light stemmer that makes the same of a word and of its Porter stem, most of the time. */
    private static int stemEnd(String text, int from, int to) {
        int end = to;
        if (end - from > 5 && text.startsWith("ing", end - 3)) {
            end -= 3;
        } else if (end - from > 4 && text.startsWith("ed", end - 2)) {
            end -= 2;
        }
        if (end < to && end - from > 3 && text.charAt(end - 1) == text.charAt(end - 2)) {
            end--;
        }
        end = Math.min(end, from + STEM_MAX);
        while (end - from > 3 && (text.charAt(end - 1) == 'e' || text.charAt(end - 1) == 's')) {
            end--;
        }
        return end;
    }

    private void add(char kind, int hash, float value) {
        int mixed = (hash ^ kind * 0x9E3779B1) * 0x85EBCA6B;
        mixed = (mixed ^ mixed >>> 15) * 0xC2B2AE35;
        mixed ^= mixed >>> 16;
        int slot = mixed & SLOTS - 1;
        int place = mixed >>> 18 & seen.length - 1;
        while (seen[place] != 0) {
            if (seen[place] == slot + 1) {
                return;
            }
            place = place + 1 & seen.length - 1;
        }
        if (size == slots.length) {
            return;
        }
        seen[place] = slot + 1;
        slots[size] = slot;
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int slot(int i) {
        return slots[i];
    }

    float value(int i) {
        return values[i];
    }

    int words() {
        return words - numbers;
    }
}
