package dev.vitrine.media.engine.hls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps what a rendition was: it is told of each part and segment, and gives back what no longer is in memory. Safe
 * from any thread. What tells of parts is called in order on the packager's thread; it hands the work on or does it in
 * microseconds, and never blocks.
 */
public interface History {
    /** Nothing is kept. */
    History NONE = new History() {
        @Override
        public void part(Piece piece, byte[] init, byte[] bytes) {}

        @Override
        public void end(Piece piece) {}

        @Override
        public void gap(Piece piece) {}

        @Override
        public OptionalLong nextMsn() {
            return OptionalLong.empty();
        }

        @Override
        public List<Piece> before(long msn) {
            return List.of();
        }

        @Override
        public Optional<Stored> segment(long msn) {
            return Optional.empty();
        }

        @Override
        public Optional<Stored> init(long epoch) {
            return Optional.empty();
        }
    };

    /**
     * A segment as far as it has come.
     *
     * @param msn media sequence number; grows from segment to segment, across epochs and restarts
     * @param epoch of the timeline
     * @param fromUs presentation time of its first picture on the engine's clock
     * @param toUs where its last picture ends
     * @param key whether it starts with a key frame
     * @param gap whether there is no media in it
     * @param dateMs wall clock of its first picture, milliseconds since 1970
     */
    record Piece(long msn, long epoch, long fromUs, long toUs, boolean key, boolean gap, long dateMs) {}

    /** A file and how much of it counts. */
    record Stored(Path path, long bytes) {}

    /** A part has been added to the segment under way. The arrays are never changed. */
    void part(Piece piece, byte[] init, byte[] bytes);

    /** The segment under way is complete. */
    void end(Piece piece);

    /** A segment without media. */
    void gap(Piece piece);

    /** The media sequence number after the last one that is kept. */
    OptionalLong nextMsn();

    /** What is kept before a segment, without a hole in the numbers, oldest first. */
    List<Piece> before(long msn);

    /** The file of a segment. */
    Optional<Stored> segment(long msn);

    /** The file with the initialisation segment of an epoch. */
    Optional<Stored> init(long epoch);
}
