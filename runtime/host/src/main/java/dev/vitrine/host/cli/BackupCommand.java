package dev.vitrine.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes what cannot be made anew — logs, plugins, policies, token — into one zip, also while the server runs: a log
 * only grows, and a record that was cut in half by the copy is one that nobody has been told of yet.
 */
@Command(
        name = "backup",
        description = "Writes logs, plugins, policies and token into one zip file; also while the server runs.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Runnable {
    /** What is made anew, belongs to a run, or is large and asked for separately. */
    private static final Set<String> LEFT_OUT =
            Set.of("cache", "recordings", "clips", "views", "run.json", "lock", ".lock");

    /** The encoded demonstration and the like, which the engine makes anew. */
    private static final Path ENGINE_FILES = Path.of("plugins", "media-engine", "files");

    @Mixin
    private final DataOption where = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The zip to write; not there yet.")
    private Path file = Path.of("");

    @Option(names = "--with-media", description = "Also recordings and clips.")
    private boolean withMedia;

    @Override
    public void run() {
        Path data = where.data();
        if (!Files.isDirectory(data)) {
            throw new CommandFailed("There is no data directory \"" + data + "\"; name one by --data.");
        }
        if (Files.exists(file)) {
            throw new CommandFailed("\"" + file + "\" is there already; name another file.");
        }
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(target.getFileName() + ".part");
        try {
            int count = write(data, draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            spec.commandLine()
                    .getOut()
                    .println("\"" + file + "\" has " + count + " files (" + Files.size(target) / 1024 + " KiB).");
        } catch (IOException e) {
            throw new CommandFailed("The backup cannot be written: " + e.getMessage() + ".");
        }
    }

    private int write(Path data, Path draft) throws IOException {
        int count = 0;
        List<Path> files = Trees.files(data, this::wanted);
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(draft))) {
            for (Path each : files) {
                Path source = data.resolve(each);
                try (var in = Files.newInputStream(source)) {
                    zip.putNextEntry(new ZipEntry(each.toString()));
                    in.transferTo(zip);
                    zip.closeEntry();
                    count++;
                } catch (NoSuchFileException e) {
                    // Gone between listing and reading: a draft.
                    continue;
                }
            }
        }
        return count;
    }

    /**
     * A log's mark is left out: it says what was acknowledged at its own moment, which is later than that of the
     * segments copied before it. A log without one opens as after a power loss.
     */
    private boolean wanted(Path path) {
        String top = path.getName(0).toString();
        boolean media = top.equals("recordings") || top.equals("clips") || path.startsWith(ENGINE_FILES);
        String name = String.valueOf(path.getFileName());
        return (media ? withMedia : !LEFT_OUT.contains(top))
                && !name.endsWith(".part")
                && !name.equals("lock")
                && !name.equals("mark");
    }
}
