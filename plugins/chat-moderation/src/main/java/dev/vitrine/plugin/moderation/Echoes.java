package dev.vitrine.plugin.moderation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Who says about the same as others: the signature of a raid. Texts are found by pairs of hashes they have in common
 * and then compared. Bounded; not safe from several threads.
 */
final class Echoes {
    /** Two mutations of one text have half of their letter triples in common and more; strangers who shop, a fifth. */
    static final double ALIKE = 0.42;

    private static final int BANDS = Sketch.SIZE / 2;
    private static final int BUCKETS = 1 << 12;
    /** Texts kept of each bucket; a busy room's newest seconds fit. */
    private static final int SAID_MAX = 8;

    private static final int HOT_MAX = 64;
    private static final String NOBODY = "";

    /** Texts that places of buckets may name; those before them are forgotten. */
    private static final int KEPT = 1 << 12;

    private final long[] keys = new long[BUCKETS * SAID_MAX];
    /** Number of a text by place, from 1; 0 is none. */
    private final int[] numbers = new int[BUCKETS * SAID_MAX];

    private final byte[] next = new byte[BUCKETS];
    // What was said, by number: in arrays, so that comparing with a dozen is not a dozen walks through memory.
    private final String[] users = new String[KEPT];
    private final long[] atMs = new long[KEPT];
    private final int[] sketches = new int[KEPT * Sketch.SIZE];
    private final int[] met = new int[BANDS * SAID_MAX];
    private final Deque<Hot> hot = new ArrayDeque<>();
    private int newest;

    /** A text that is a raid's. */
    private record Hot(Sketch sketch, long atMs) {}

    Echoes() {
        Arrays.fill(users, NOBODY);
    }

    /**
     * Notes a text and returns how many different people said one like it within the time before it, its author too.
     */
    int say(String user, Sketch sketch, long nowMs, Duration within) {
        int number = ++newest;
        users[number & KEPT - 1] = user;
        atMs[number & KEPT - 1] = nowMs;
        sketch.keep(sketches, (number & KEPT - 1) * Sketch.SIZE);
        long fromMs = nowMs - within.toMillis();
        // Nearly always nobody; a set for each message would be the most that is made for it.
        Set<String> alike = Set.of();
        int compared = 0;
        for (int band = 0; band < BANDS; band++) {
            long key = sketch.band(band);
            int bucket = (int) ((key * 0x9E3779B97F4A7C15L) >>> 52);
            int first = bucket * SAID_MAX;
            for (int place = first; place < first + SAID_MAX; place++) {
                // Texts with something in common meet in several bands, and are compared in the first.
                if (keys[place] == key && numbers[place] != 0 && isNew(numbers[place], compared)) {
                    met[compared++] = numbers[place];
                    int kept = numbers[place] & KEPT - 1;
                    if (newest - numbers[place] < KEPT
                            && atMs[kept] > fromMs
                            && sketch.likeness(sketches, kept * Sketch.SIZE) >= ALIKE
                            && !users[kept].equals(NOBODY)) {
                        alike = alike.isEmpty() ? new HashSet<>(Set.of(user)) : alike;
                        alike.add(users[kept]);
                    }
                }
            }
            int place = first + next[bucket];
            keys[place] = key;
            numbers[place] = number;
            next[bucket] = (byte) ((next[bucket] + 1) % SAID_MAX);
        }
        return Math.max(1, alike.size());
    }

    private boolean isNew(int number, int compared) {
        for (int i = 0; i < compared; i++) {
            if (met[i] == number) {
                return false;
            }
        }
        return true;
    }

    /** Forgets what somebody said. */
    void forget(String user) {
        for (int i = 0; i < KEPT; i++) {
            if (users[i].equals(user)) {
                users[i] = NOBODY;
                Arrays.fill(sketches, i * Sketch.SIZE, (i + 1) * Sketch.SIZE, 0);
            }
        }
    }

    /** Remembers a text as a raid's. */
    void heat(Sketch sketch, long nowMs) {
        hot.addLast(new Hot(sketch, nowMs));
        if (hot.size() > HOT_MAX) {
            hot.removeFirst();
        }
    }

    /** Whether a text is like one of a raid within the time before it. */
    boolean isHot(Sketch sketch, long nowMs, Duration within) {
        long fromMs = nowMs - within.toMillis();
        while (!hot.isEmpty() && hot.peekFirst().atMs() < fromMs) {
            hot.removeFirst();
        }
        for (Hot said : hot) {
            if (said.sketch().likeness(sketch) >= ALIKE) {
                return true;
            }
        }
        return false;
    }
}
