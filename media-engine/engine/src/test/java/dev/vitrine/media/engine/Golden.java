package dev.vitrine.media.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file in {@code src/test/golden}; {@code -Dgolden.update=true} writes the file instead. */
public final class Golden {
    private static final Path DIRECTORY = Path.of("src", "test", "golden");

    private Golden() {}

    /** Compares or writes. */
    public static void check(String name, String actual) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("%s; if the change is meant, run again with -Dgolden.update=true and look at the difference", name)
                .isEqualTo(Files.readString(file));
    }
}
