package dev.vitrine.host;

import dev.vitrine.api.data.Body;
import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code run.json} in the data directory: how the other commands find the server that runs on it. */
public final class RunFile {
    private static final String NAME = "run.json";
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private RunFile() {}

    /**
     * A server that runs.
     *
     * @param pid its process
     * @param host address to connect to
     * @param http its port of plain HTTP
     * @param rtmp its port of RTMP
     * @param token the owner's, for the commands of this machine's owner; hence the file is readable by its owner alone
     */
    public record Run(long pid, String host, int http, int rtmp, String token) {}

    static void write(Settings settings, int http, int rtmp, String token) {
        // Who binds to every address is reached on the loopback.
        String host = settings.bind().equals("0.0.0.0") || settings.bind().equals("::") ? "127.0.0.1" : settings.bind();
        Body body = Body.of(
                "pid", ProcessHandle.current().pid(),
                "host", host,
                "http", http,
                "rtmp", rtmp,
                "token", token);
        Path fresh = settings.data().resolve(NAME + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            Files.writeString(fresh, Json.text(body) + "\n");
            Files.move(
                    fresh,
                    settings.data().resolve(NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HouseException("\"" + fresh + "\" cannot be written: " + e.getMessage(), e);
        }
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    /** Returns the server that runs on a data directory, unless none does. */
    public static Optional<Run> read(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Body run = Json.body(Files.readString(file));
            long pid = run.integer("pid");
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            return alive
                    ? Optional.of(new Run(
                            pid,
                            run.text("host"),
                            (int) run.integer("http"),
                            (int) run.integer("rtmp"),
                            run.text("token")))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new HouseException("\"" + file + "\" cannot be read: " + e.getMessage(), e);
        }
    }
}
