package dev.vitrine.web.hub;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Decides at {@code connect} who comes in and who waits. Staff always comes in; a viewer with a name while 97.5 % of
 * the sockets are not taken; an anonymous one up to 90 %, and not while the machine does not keep up. Whoever must wait
 * has a place in a line, first come first served; a place that has not been asked about for {@value #FORGET_MS} ms is
 * given up. Safe from any thread.
 */
final class Admission {
    static final long RETRY_MS = 3_000;
    static final long FORGET_MS = 15_000;
    private static final int MAX_WAITING = 100_000;
    private static final double ANONYMOUS_SHARE = 0.9;
    private static final double NAMED_SHARE = 0.975;

    private final IntSupplier sockets;
    private final int capacity;
    private final BooleanSupplier overloaded;
    private final Map<Guest, Line> lines = new EnumMap<>(Guest.class);

    /** Those who wait, in the order in which they came; viewers with a name have a line of their own. */
    private static final class Line {
        private final Map<String, Place> places = new LinkedHashMap<>();
        private int turn;
    }

    private static final class Place {
        private long seenNanos;
        private int index;

        Place(long seenNanos, int index) {
            this.seenNanos = seenNanos;
            this.index = index;
        }
    }

    /** Somebody must wait. */
    record Wait(int position, long retryAfterMs) {}

    /** Who asks. */
    enum Guest {
        STAFF,
        NAMED,
        ANONYMOUS
    }

    /**
     * Decides by the number of open sockets, the one of the asker included.
     *
     * @param sockets how many are open
     * @param capacity how many there may be
     * @param overloaded whether the machine does not keep up
     */
    Admission(IntSupplier sockets, int capacity, BooleanSupplier overloaded) {
        this.sockets = sockets;
        this.capacity = capacity;
        this.overloaded = overloaded;
    }

    /**
     * Lets somebody in, or gives them a place in the line, the one they have already if they do.
     *
     * @param key tells them apart from others: a user's id, or a place given before
     */
    synchronized Optional<Wait> ask(Guest guest, String key, long nowNanos) {
        if (guest == Guest.STAFF) {
            return Optional.empty();
        }
        Line line = line(guest);
        boolean free = free(guest) > 0;
        Place place = line.places.get(key);
        if (free && (place == null ? line.places.isEmpty() : place.index < line.turn)) {
            line.places.remove(key);
            return Optional.empty();
        }
        if (place == null) {
            place = new Place(nowNanos, line.places.size());
            if (line.places.size() < MAX_WAITING) {
                line.places.put(key, place);
            }
        }
        place.seenNanos = nowNanos;
        return Optional.of(new Wait(place.index + 1, RETRY_MS));
    }

    private Line line(Guest guest) {
        return lines.computeIfAbsent(guest, key -> new Line());
    }

    private int free(Guest guest) {
        if (guest == Guest.ANONYMOUS && overloaded.getAsBoolean()) {
            return 0;
        }
        double share = guest == Guest.ANONYMOUS ? ANONYMOUS_SHARE : NAMED_SHARE;
        return (int) (capacity * share) + 1 - sockets.getAsInt();
    }

    /** Forgets who has left a line and counts how many of its head may come in; once a second. */
    synchronized void tend(long nowNanos) {
        lines.forEach((guest, line) -> {
            line.places.values().removeIf(place -> nowNanos - place.seenNanos > FORGET_MS * 1_000_000);
            int index = 0;
            for (Place place : line.places.values()) {
                place.index = index++;
            }
            line.turn = Math.max(0, free(guest));
        });
    }

    /** How many wait. */
    synchronized int waiting() {
        return lines.values().stream().mapToInt(line -> line.places.size()).sum();
    }
}
