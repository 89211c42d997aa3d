package dev.vitrine.plugin.moderation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What an event knows of one author. Not safe from several threads: {@link EventState} has the lock. */
final class Person {
    private static final int SAID_MAX = 16;
    /** Likeness of two texts of one author that say about the same. */
    private static final double SIMILAR = 0.6;
    /** Who claims one number after another in a sale says little else. */
    private static final int SIMILAR_LETTERS = 20;
    /** Points fade a little between offences that follow at once; they count in full all the same. */
    static final double FADED = 0.25;

    final String id;
    String name;
    Instant firstSeen;
    Optional<Instant> firstHeard = Optional.empty();
    Optional<Instant> lastSent = Optional.empty();
    long shown;
    boolean buyer;
    int timeouts;
    /** Of the crowd's meetings, the one at which this person was put among the newest. */
    long metAt;

    private double points;
    private Instant pointsAt = Instant.EPOCH;
    /** What was recorded: known to a new version too. */
    private final Deque<Said> recorded = new ArrayDeque<>(2);
    /** What was tried: also what was sent back, and what is not recorded yet. */
    private final Deque<Said> tried = new ArrayDeque<>(2);

    /** A text, as a hash, what it says, and when, also in milliseconds. */
    record Said(int text, Optional<Sketch> sketch, Instant at, long atMs) {}

    Person(String id, String name, Instant firstSeen) {
        this.id = id;
        this.name = name;
        this.firstSeen = firstSeen;
    }

    /** Forgets what is theirs; what was decided about them stands. */
    void erase() {
        name = Records.ERASED_NAME;
        recorded.clear();
        tried.clear();
    }

    void tried(Said said) {
        add(tried, said);
    }

    void recorded(Said said) {
        add(recorded, said);
    }

    private static void add(Deque<Said> to, Said said) {
        to.addLast(said);
        if (to.size() > SAID_MAX) {
            to.removeFirst();
        }
    }

    /** How often this was said within the time before, this time included; it has been {@link #tried}. */
    int identical(Said said, Duration within) {
        long fromMs = said.atMs() - within.toMillis();
        forget(tried, fromMs);
        forget(recorded, fromMs);
        return Math.max(identical(tried, said), identical(recorded, said) + 1);
    }

    private static int identical(Deque<Said> among, Said said) {
        int count = 0;
        for (Said each : among) {
            count += each.text() == said.text() ? 1 : 0;
        }
        return count;
    }

    /** Whether about this was said so often, within the time that {@link #identical} was asked for. */
    boolean isSimilar(Said said, long times) {
        // Comparing costs most, and who has said less than that cannot have said it so often.
        return times <= 1
                || (Math.max(tried.size(), recorded.size() + 1) >= times
                        && said.sketch().map(Sketch::letters).orElse(0) >= SIMILAR_LETTERS
                        && (areSimilar(tried, said, times) || areSimilar(recorded, said, times - 1)));
    }

    private static boolean areSimilar(Deque<Said> among, Said said, long times) {
        Sketch sketch = said.sketch().orElseThrow();
        long others = among.size() - times;
        for (Said each : among) {
            if (others < 0) {
                return false;
            }
            others -= each.sketch().isPresent() && each.sketch().get().likeness(sketch) >= SIMILAR ? 0 : 1;
        }
        return others >= 0;
    }

    private static void forget(Deque<Said> among, long beforeMs) {
        while (!among.isEmpty() && among.peekFirst().atMs() < beforeMs) {
            among.removeFirst();
        }
    }

    void offended(Instant at, Duration halfLife) {
        points = points(at, halfLife) + 1;
        pointsAt = at;
    }

    void forgive() {
        points = 0;
        timeouts = 0;
    }

    double points(Instant at, Duration halfLife) {
        if (points == 0) {
            return 0;
        }
        double halves = (double) Duration.between(pointsAt, at).toMillis() / Math.max(1, halfLife.toMillis());
        return points * Math.pow(0.5, Math.max(0, halves));
    }

    /** Whether the points reach a step of the ladder; step 0 is never reached. */
    boolean reaches(long step, Instant at, Duration halfLife) {
        return step > 0 && points(at, halfLife) + FADED >= step;
    }

    /** Whether this is somebody whom the event does not know yet, seen from a moment. */
    boolean isNewcomer(Instant seenFrom, Duration newcomer) {
        return firstHeard.isEmpty()
                || !firstHeard.get().isBefore(seenFrom)
                || firstSeen.isAfter(seenFrom.minus(newcomer));
    }
}
