package dev.vitrine.host.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder whose files may be played. */
public final class MediaFolder {
    private static final String DEFAULT = "media";

    private MediaFolder() {}

    /** Where it is: what the policy says, else in the data directory. */
    public static Path of(Path data, String policy) {
        return policy.isEmpty() ? data.resolve(DEFAULT) : Path.of(policy);
    }

    /**
     * Finds a file in it. Links are followed, and one that leads out of the folder is refused.
     *
     * @throws IOException with a sentence if there is none
     */
    public static Path find(Path data, String policy, String name) throws IOException {
        Path folder = of(data, policy);
        Path real;
        try {
            Path root = folder.toRealPath();
            real = root.resolve(name).toRealPath();
            if (!real.startsWith(root) || !Files.isRegularFile(real) || !Files.isReadable(real)) {
                throw new IOException("not in the folder");
            }
        } catch (IOException | java.nio.file.InvalidPathException none) {
            throw new IOException(
                    "There is no file \"" + name + "\" in the media folder \"" + folder.toAbsolutePath()
                            + "\"; put it there, or name another folder as \"mediaFolder\" in the policy \"sources\".",
                    none);
        }
        return real;
    }
}
