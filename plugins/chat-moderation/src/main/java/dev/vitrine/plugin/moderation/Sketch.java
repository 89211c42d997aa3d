package dev.vitrine.plugin.moderation;

import java.util.Optional;
import java.util.Random;

/**
 * What a text says, small enough to compare with many others: for each of 32 hash functions the least hash of any three
 * letters in a row. The share of equal ones estimates the share of letter triples that two texts have in common
 * (Broder, "On the resemblance and containment of documents", 1997), whatever order, digits, marks or guise they are
 * in.
 */
final class Sketch {
    static final int SIZE = 32;
    /** Below this many letters too many innocent texts are alike. */
    private static final int LETTERS_MIN = 12;

    private static final int[] TIMES = numbers(1);
    private static final int[] PLUS = numbers(2);

    private final int[] least;
    private final int letters;

    private Sketch(int[] least, int letters) {
        this.least = least;
        this.letters = letters;
    }

    /** How many letters the text has. */
    int letters() {
        return letters;
    }

    /** Empty for a text with too few letters. */
    static Optional<Sketch> of(Readings text) {
        Reading reading = text.joined().orElseGet(text::folded);
        char[] letters = new char[reading.length()];
        int count = 0;
        for (int i = 0; i < reading.length(); i++) {
            if (Character.isLetter(reading.charAt(i))) {
                letters[count++] = reading.charAt(i);
            }
        }
        if (count < LETTERS_MIN) {
            return Optional.empty();
        }
        int[] triples = new int[count - 2];
        for (int i = 2; i < count; i++) {
            int triple = (letters[i - 2] * 31 + letters[i - 1]) * 31 + letters[i];
            triple = (triple ^ (triple >>> 15)) * 0x2C1B3C6D;
            triples[i - 2] = triple ^ triple >>> 12;
        }
        int[] least = new int[SIZE];
        // Times and plus a number, least of all: loops that the compiler makes vectors of, four at a time while a
        // triple
        // is at hand.
        for (int h = 0; h < SIZE; h += 4) {
            int times0 = TIMES[h];
            int times1 = TIMES[h + 1];
            int times2 = TIMES[h + 2];
            int times3 = TIMES[h + 3];
            int plus0 = PLUS[h];
            int plus1 = PLUS[h + 1];
            int plus2 = PLUS[h + 2];
            int plus3 = PLUS[h + 3];
            int min0 = Integer.MAX_VALUE;
            int min1 = Integer.MAX_VALUE;
            int min2 = Integer.MAX_VALUE;
            int min3 = Integer.MAX_VALUE;
            for (int triple : triples) {
                min0 = Math.min(min0, triple * times0 + plus0);
                min1 = Math.min(min1, triple * times1 + plus1);
                min2 = Math.min(min2, triple * times2 + plus2);
                min3 = Math.min(min3, triple * times3 + plus3);
            }
            least[h] = min0;
            least[h + 1] = min1;
            least[h + 2] = min2;
            least[h + 3] = min3;
        }
        return Optional.of(new Sketch(least, count));
    }

    /** About the share of letter triples in common, 0 to 1. */
    double likeness(Sketch other) {
        return likeness(other.least, 0);
    }

    /** As {@link #likeness(Sketch)}, with one that was {@link #keep kept}. */
    double likeness(int[] kept, int at) {
        int equal = 0;
        for (int h = 0; h < SIZE; h++) {
            equal += least[h] == kept[at + h] ? 1 : 0;
        }
        return (double) equal / SIZE;
    }

    /** Copies what is compared to a place of an array. */
    void keep(int[] to, int at) {
        System.arraycopy(least, 0, to, at, SIZE);
    }

    /** The hashes of two neighbouring functions: alike texts have at least one such pair in common. */
    long band(int band) {
        return ((long) least[2 * band] << 32 ^ least[2 * band + 1] & 0xFFFF_FFFFL) * 31 + band;
    }

    private static int[] numbers(long seed) {
        Random random = new Random(seed);
        int[] numbers = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = random.nextInt() | 1;
        }
        return numbers;
    }
}
