package dev.vitrine.api.media;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a channel plays from a certain time on: until its files are over, or the next programme begins.
 *
 * @param start when
 * @param files names of files in the media folder, in order
 * @param loop whether the files begin again after the last one
 */
public record Programme(Start start, List<String> files, boolean loop) {
    /** A programme with a copy of the list. */
    public Programme {
        files = List.copyOf(files);
    }

    /** When a programme begins. */
    public sealed interface Start permits Once, Daily {
        /** The latest time that is not after a moment. */
        Optional<Instant> last(Instant now);

        /** The first time after a moment. */
        Optional<Instant> next(Instant now);
    }

    /** At one moment alone. */
    public record Once(Instant at) implements Start {
        @Override
        public Optional<Instant> last(Instant now) {
            return at.isAfter(now) ? Optional.empty() : Optional.of(at);
        }

        @Override
        public Optional<Instant> next(Instant now) {
            return at.isAfter(now) ? Optional.of(at) : Optional.empty();
        }
    }

    /**
     * Every day, as the clocks of a place show it. A time that a change of the clocks leaves out is as much later, and
     * one that comes twice is the first of the two.
     */
    public record Daily(LocalTime time, ZoneId zone) implements Start {
        @Override
        public Optional<Instant> last(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            Instant at = on(today);
            return Optional.of(at.isAfter(now) ? on(today.minusDays(1)) : at);
        }

        @Override
        public Optional<Instant> next(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            Instant at = on(today);
            return Optional.of(at.isAfter(now) ? at : on(today.plusDays(1)));
        }

        private Instant on(LocalDate day) {
            return day.atTime(time).atZone(zone).toInstant();
        }
    }

    /**
     * A programme and when it begins.
     *
     * @param at a start of the programme
     */
    public record Airing(Programme programme, Instant at) {}
}
