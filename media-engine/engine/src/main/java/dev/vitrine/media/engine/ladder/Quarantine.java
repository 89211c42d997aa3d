package dev.vitrine.media.engine.ladder;

import dev.vitrine.media.engine.mp4.Fragments;
import dev.vitrine.media.engine.mp4.InitSegment;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps what killed a media worker twice, as a fragmented MP4 of one group of pictures, so that somebody can find out
 * why. Bounded; the oldest goes first. Safe from any thread.
 */
public final class Quarantine {
    private static final Logger LOG = System.getLogger(Quarantine.class.getName());

    /** Each holds at most what a ladder keeps of a group, 16 MiB. */
    static final int MAX_FILES = 8;

    private final Path directory;

    /** A quarantine in a directory that is made when it is needed. */
    public Quarantine(Path directory) {
        this.directory = directory;
    }

    /** Writes the group; what cannot be written is told to the log and forgotten. */
    synchronized void keep(String event, Segment segment, List<Packet> pictures) {
        if (pictures.isEmpty()) {
            return;
        }
        Path file = directory.resolve(
                event + "-" + segment.epoch() + "-" + pictures.getFirst().number() + ".mp4");
        try {
            Files.createDirectories(directory);
            makeRoom();
            Fragments fragments = new Fragments(segment.codecs());
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(InitSegment.write(segment.codecs()));
                for (Packet picture : pictures) {
                    out.write(fragments.single(picture));
                }
            }
            LOG.log(
                    Level.WARNING,
                    "Event \"{0}\" has pictures that end media workers; they are left out of its rungs and kept as"
                            + " \"{1}\". Send that file with a report.",
                    event,
                    file);
        } catch (IOException cannot) {
            LOG.log(Level.WARNING, "What ended a media worker cannot be kept as \"{0}\": {1}", file, cannot);
        }
    }

    private void makeRoom() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.sorted(Comparator.comparing(file -> file.toFile().lastModified()))
                    .toList();
        }
        for (int i = 0; i <= files.size() - MAX_FILES; i++) {
            Files.deleteIfExists(files.get(i));
        }
    }
}
