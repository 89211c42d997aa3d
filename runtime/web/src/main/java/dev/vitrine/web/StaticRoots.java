package dev.vitrine.web;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where pages and their assets come from: a directory while someone works on them, else a class path.
 *
 * @param directory looked in first, when given
 * @param loader class loader of the resource jar
 * @param prefix folder within it, such as {@code web}
 */
public record StaticRoots(Optional<Path> directory, ClassLoader loader, String prefix) {
    /** Returns the folder {@code web} on the host's class path. */
    public static StaticRoots classPath() {
        return new StaticRoots(Optional.empty(), StaticRoots.class.getClassLoader(), "web");
    }

    /** Returns a directory alone. */
    public static StaticRoots directory(Path directory) {
        return new StaticRoots(Optional.of(directory), StaticRoots.class.getClassLoader(), "web");
    }
}
