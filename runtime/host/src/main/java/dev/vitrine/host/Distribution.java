package dev.vitrine.host;

import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came with the server: the folder that {@code runtime/dist} assembles.
 *
 * @param home its root
 */
public record Distribution(Path home) {
    /** System property that names the folder; the launcher sets it. */
    public static final String HOME_PROPERTY = "vitrine.home";

    /** Returns the distribution that the launcher named. */
    public static Distribution current() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new HouseException("It is not said where Vitrine lies; start it with runtime/bin/vitrine.", null);
        }
        return new Distribution(Path.of(home).toAbsolutePath().normalize());
    }

    /** Bundles of the plugin framework. */
    public List<Path> platform() {
        return needed("platform");
    }

    /** The media engine and the plugins that come with the server. */
    public List<Path> bundled() {
        return Stream.concat(jars("engine").stream(), jars("plugins").stream()).toList();
    }

    /** Class path of the media worker. */
    public List<Path> worker() {
        return jars("worker");
    }

    /** Directory of the shipped policies. */
    public Path policies() {
        return home.resolve("policies");
    }

    /** The Java that runs this process. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private List<Path> needed(String folder) {
        List<Path> jars = jars(folder);
        if (jars.isEmpty()) {
            throw new HouseException(
                    "\"" + home.resolve(folder)
                            + "\" has no jars; build Vitrine again with \"mvn -DskipTests package\".",
                    null);
        }
        return jars;
    }

    private List<Path> jars(String folder) {
        Path directory = home.resolve(folder);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new HouseException("\"" + directory + "\" cannot be read: " + e.getMessage(), e);
        }
    }
}
