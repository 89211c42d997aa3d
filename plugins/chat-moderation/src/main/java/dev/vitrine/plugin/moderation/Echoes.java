package dev.vitrine.plugin.moderation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who says about the same as others: the signature of a raid. Texts are found by pairs of hashes they have in common and
 * then compared. Bounded; not safe from several threads.
 */
final class Echoes {
    /** Two mutations of one text have half of their letter triples in common and more; strangers who shop, a fifth. */
    static final double ALIKE = 0.42;

    private static final int BANDS = Sketch.SIZE / 2;
    private static final int KEYS_MAX = 32_768;
    private static final int SAID_MAX = 12;
    private static final int HOT_MAX = 64;

    private final Map<Long, Deque<Said>> bands = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Deque<Said>> eldest) {
            return size() > KEYS_MAX;
        }
    };
    private final Deque<Said> hot = new ArrayDeque<>();

    private record Said(String user, Sketch sketch, Instant at) {}

    /** Notes a text and returns how many different people said one like it within the time before it, its author too. */
    int say(String user, Sketch sketch, Instant at, Duration within) {
        Said said = new Said(user, sketch, at);
        Instant from = at.minus(within);
        Set<String> users = new HashSet<>();
        users.add(user);
        for (int band = 0; band < BANDS; band++) {
            Deque<Said> alike = bands.computeIfAbsent(sketch.band(band), key -> new ArrayDeque<>(2));
            for (Said each : alike) {
                if (each.at().isAfter(from)
                        && !users.contains(each.user())
                        && each.sketch().likeness(sketch) >= ALIKE) {
                    users.add(each.user());
                }
            }
            alike.addLast(said);
            if (alike.size() > SAID_MAX) {
                alike.removeFirst();
            }
        }
        return users.size();
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
