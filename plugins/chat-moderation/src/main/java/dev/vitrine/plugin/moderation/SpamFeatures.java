package dev.vitrine.plugin.moderation;

/**
 * What the spam model looks at: words cut to their stems, pairs of neighbours, the shapes of numbers and triples of
 * letters, each as a slot of a table (feature hashing). Each counts once, so whoever takes them passes over those that
 * were met before. For one thread.
 */
abstract class SpamFeatures {
    static final int SLOTS = 1 << 18;
    /** Fewer words tell nothing; numbers do not count. */
    static final int WORDS_MIN = 3;
    /** What is behind them in a long message tells no more. */
    static final int FEATURES_MAX = 600;

    private static final int STEM_MAX = 6;
    private static final int WORD_MAX = 12;
    private static final float TRIPLE = 0.5f;
    private static final int NUMBERS_MOST = 5;

    private int words;
    private int numbers;
    private int before;

    /**
     * Takes the next feature, met before or not.
     *
     * @param slot its slot of the table
     * @param hash more of its hash, where it may be looked for first among those met
     */
    abstract void take(int slot, int hash, float value);

    /** Walks through words with single spaces between them; once. */
    final void walk(char[] plain, int length) {
        int from = 0;
        while (from < length) {
            int to = from;
            while (to < length && plain[to] != ' ') {
                to++;
            }
            if (to > from) {
                word(plain, from, to);
            }
            from = to + 1;
        }
        give('n', Math.min(NUMBERS_MOST, numbers), 1);
    }

    /** Most features that so many characters can have. */
    static int most(int characters) {
        // A word has a triple per letter and one more, itself, its pair and perhaps a shape.
        return Math.min(FEATURES_MAX, 3 * characters + 8);
    }

    /** How many words there were that are no numbers. */
    final int words() {
        return words - numbers;
    }

    private void word(char[] text, int from, int to) {
        words++;
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += text[i] >= '0' && text[i] <= '9' ? 1 : 0;
        }
        int end = stemEnd(text, from, to);
        int hash = 17;
        for (int i = from; i < end; i++) {
            char letter = i == end - 1 && text[i] == 'y' ? 'i' : text[i];
            hash = hash * 31 + letter;
        }
        give('t', hash, 1);
        int shape = hash;
        if (digits > 0) {
            numbers++;
            boolean pence = digits < to - from && text[from] <= '9' && text[from + 1] == 'p';
            shape = digits == to - from ? -digits : pence ? -100 : -99;
            give('s', shape, 1);
        }
        if (words > 1) {
            give('b', before * 1_000_003 + shape, 1);
        }
        before = shape;
        int last = Math.min(to, from + WORD_MAX);
        int first = ' ';
        int second = text[from];
        for (int i = from; i < last; i++) {
            int third = i + 1 < last ? text[i + 1] : ' ';
            give('c', (first * 31 + second) * 31 + third, TRIPLE);
            first = second;
            second = third;
        }
    }

    /** A light stemmer that makes the same of a word and of its Porter stem, most of the time. */
    private static int stemEnd(char[] text, int from, int to) {
        int end = to;
        if (end - from > 5 && text[end - 3] == 'i' && text[end - 2] == 'n' && text[end - 1] == 'g') {
            end -= 3;
        } else if (end - from > 4 && text[end - 2] == 'e' && text[end - 1] == 'd') {
            end -= 2;
        }
        if (end < to && end - from > 3 && text[end - 1] == text[end - 2]) {
            end--;
        }
        end = Math.min(end, from + STEM_MAX);
        while (end - from > 3 && (text[end - 1] == 'e' || text[end - 1] == 's')) {
            end--;
        }
        return end;
    }

    private void give(char kind, int hash, float value) {
        int mixed = (hash ^ kind * 0x9E3779B1) * 0x85EBCA6B;
        mixed = (mixed ^ mixed >>> 15) * 0xC2B2AE35;
        mixed ^= mixed >>> 16;
        take(mixed & SLOTS - 1, mixed >>> 18, value);
    }

    /** Those of one text, kept: what the model is trained on. */
    static final class Kept extends SpamFeatures {
        private final int[] slots;
        private final float[] values;
        private final Met met;

        private int size;

        private Kept(int characters) {
            int most = most(characters);
            slots = new int[most];
            values = new float[most];
            met = new Met(most);
        }

        /** Of words with single spaces between them. */
        static Kept of(String plain) {
            Kept kept = new Kept(plain.length());
            kept.walk(plain.toCharArray(), plain.length());
            return kept;
        }

        @Override
        void take(int slot, int hash, float value) {
            if (size < slots.length && met.add(slot, hash)) {
                slots[size] = slot;
                values[size++] = value;
            }
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
    }

    /** Slots met so far, by open addressing. */
    static final class Met {
        /** A slot plus one; most slots carry no weight, so it is far from full. */
        private final int[] slots;

        Met(int most) {
            slots = new int[Integer.highestOneBit(most) * 2];
        }

        /** Whether this is the first time. */
        boolean add(int slot, int hash) {
            int place = hash & slots.length - 1;
            while (slots[place] != 0) {
                if (slots[place] == slot + 1) {
                    return false;
                }
                place = place + 1 & slots.length - 1;
            }
            slots[place] = slot + 1;
            return true;
        }
    }
}
