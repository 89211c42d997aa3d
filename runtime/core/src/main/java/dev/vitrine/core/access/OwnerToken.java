package dev.vitrine.core.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The owner's bearer token.
 *
 * @param token the token itself
 * @param isNew whether this start made it
 */
public record OwnerToken(String token, boolean isNew) {
    private static final String FILE = "owner-token";
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    /**
     * Takes the configured token, else the one in the data directory, else makes one there, readable by its owner
     * alone.
     */
    public static OwnerToken open(Path data, Optional<String> configured, Secrets secrets) throws IOException {
        if (configured.isPresent()) {
            return new OwnerToken(configured.get(), false);
        }
        Path file = data.resolve(FILE);
        if (Files.exists(file)) {
            String token = Files.readString(file).strip();
            if (!token.isEmpty()) {
                Files.setPosixFilePermissions(file, OWNER_ALONE);
                return new OwnerToken(token, false);
            }
        }
        String token = secrets.secret();
        Path draft = data.resolve(FILE + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        Files.writeString(draft, token + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new OwnerToken(token, true);
    }
}
