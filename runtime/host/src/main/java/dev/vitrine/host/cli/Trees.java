package dev.vitrine.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whole directories. */
final class Trees {
    private Trees() {}

    /** The files below a directory that are wanted, relative to it, in order. */
    static List<Path> files(Path root, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }
}
