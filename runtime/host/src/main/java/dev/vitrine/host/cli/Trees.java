package dev.vitrine.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
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

    static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        for (Path file : files(from, wanted)) {
            Path target = to.resolve(file.toString());
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.copy(from.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                // Gone between listing and copying: a draft or a segment that retention took.
                continue;
            }
        }
    }

    static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
