package dev.vitrine.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup into an empty data directory. It never overwrites anything. */
@Command(
        name = "restore",
        description = "Puts a backup into an empty data directory (--data); start a server on it afterwards.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Runnable {
    @Mixin
    private final DataOption where = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The zip that backup wrote.")
    private Path file = Path.of("");

    @Override
    public void run() {
        Path data = where.data();
        try {
            if (Files.exists(data) && !empty(data)) {
                throw new CommandFailed("\"" + data + "\" is not empty; restore into a new directory by --data.");
            }
            Files.createDirectories(data);
            int count = unpack(data);
            spec.commandLine().getOut().println("\"" + data + "\" has " + count + " files of \"" + file + "\".");
        } catch (ZipException e) {
            throw new CommandFailed("\"" + file + "\" is no backup: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new CommandFailed("\"" + file + "\" cannot be restored: " + e.getMessage() + ".");
        }
    }

    private static boolean empty(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.findAny().isEmpty();
        }
    }

    private int unpack(Path data) throws IOException {
        int count = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                Path target = data.resolve(entry.getName()).normalize();
                Path parent = target.getParent();
                if (!target.startsWith(data) || parent == null) {
                    throw new CommandFailed("\"" + file + "\" is no backup: it leads out of the directory.");
                }
                Files.createDirectories(parent);
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, target);
                }
                if (entry.getName().equals("owner-token")) {
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
                }
                count++;
            }
        }
        return count;
    }
}
