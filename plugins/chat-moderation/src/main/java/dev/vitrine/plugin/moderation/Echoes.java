package dev.vitrine.plugin.moderation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private final long[] keys = new long[BUCKETS * SAID_MAX];
    private final @Nullable Said[] saids = new @Nullable Said[BUCKETS * SAID_MAX];
    private final byte[] next = new byte[BUCKETS];
    private final Deque<Said> hot = new ArrayDeque<>();

    private record Said(String user, Sketch sketch, Instant at) {}

    /**
     * Notes a text and returns how many different people said one like it within the time before it, its author too.
     */
    int say(String user, Sketch sketch, Instant at, Duration within) {
        Said said = new Said(user, sketch, at);
        Instant from = at.minus(within);
        Set<String> users = new HashSet<>(4);
        users.add(user);
        for (int band = 0; band < BANDS; band++) {
            long key = sketch.band(band);
            int bucket = (int) ((key * 0x9E3779B97F4A7C15L) >>> 52);
            int first = bucket * SAID_MAX;
            for (int i = first; i < first + SAID_MAX; i++) {
                Said each = saids[i];
                if (each != null
                        && keys[i] == key
                        && each.at().isAfter(from)
                        && !users.contains(each.user())
                        && each.sketch().likeness(sketch) >= ALIKE) {
                    users.add(each.user());
                }
            }
            int place = first + next[bucket];
            keys[place] = key;
            saids[place] = said;
            next[bucket] = (byte) ((next[bucket] + 1) % SAID_MAX);
        }
        return users.size();
    }

    /** Forgets what somebody said. */
    void forget(String user) {
        for (int i = 0; i < saids.length; i++) {
            Said said = saids[i];
            if (said != null && said.user().equals(user)) {
                saids[i] = null;
            }
        }
    }

    /** Remembers a text as a raid's. */
    void heat(Sketch sketch, Instant at) {
        hot.addLast(new Said("", sketch, at));
        if (hot.size() > HOT_MAX) {
            hot.removeFirst();
        }
    }

    /** Whether a text is like one of a raid within the time before it. */
    boolean isHot(Sketch sketch, Instant at, Duration within) {
        Instant from = at.minus(within);
        while (!hot.isEmpty() && hot.peekFirst().at().isBefore(from)) {
            hot.removeFirst();
        }
        for (Said said : hot) {
            if (said.sketch().likeness(sketch) >= ALIKE) {
                return true;
            }
        }
        return false;
    }
}
