package dev.vitrine.host.plugin;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.HouseException;
import dev.vitrine.host.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The plugins on disk: {@code plugins/ID/VERSION/plugin.jar} with its {@code sha256}, and {@code plugins/active.json},
 * which says what should be in service and is replaced as a whole.
 */
final class PluginShelf {
    private static final String ACTIVE = "active.json";
    private static final String JAR = "plugin.jar";
    private static final String SUM = "sha256";

    private final Path root;

    PluginShelf(Path root) {
        try {
            this.root = Files.createDirectories(root);
            clearUploads();
        } catch (IOException e) {
            throw new HouseException("The plugin directory \"" + root + "\" cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * What should be in service.
     *
     * @param version the version; empty when the plugin was removed and only remembered
     * @param previous the version to go back to
     * @param bundled whether the version came with the server, so that a newer one that comes with it may replace it
     * @param proven whether it survived its watch time or a boot, so that a crash is not blamed on it
     * @param why why it is not the version one might expect, in a sentence
     */
    record Entry(
            String id,
            Optional<String> version,
            Optional<String> previous,
            boolean bundled,
            boolean proven,
            Optional<String> why) {}

    /** The whole file: the entries by id and how many boots in a row did not last. */
    record Active(int failedBoots, Map<String, Entry> entries) {
        Optional<Entry> entry(String id) {
            return Optional.ofNullable(entries.get(id));
        }

        Active with(Entry entry) {
            Map<String, Entry> copy = new TreeMap<>(entries);
            copy.put(entry.id(), entry);
            return new Active(failedBoots, copy);
        }

        Active withFailedBoots(int count) {
            return new Active(count, entries);
        }
    }

    /** Copies an upload to a file of its own, at most {@link PluginJar#MAX_BYTES}. The caller deletes it. */
    Path receive(InputStream bytes) throws IOException, PluginRefused {
        Path upload = Files.createTempFile(root, "upload-", ".part");
        long left = PluginJar.MAX_BYTES;
        try (OutputStream out = Files.newOutputStream(upload)) {
            byte[] buffer = new byte[64 << 10];
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw PluginJar.tooLarge();
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException | PluginRefused e) {
            Files.deleteIfExists(upload);
            throw e;
        }
        return upload;
    }

    /**
     * Keeps an inspected jar under its id and version; the file is moved.
     *
     * @throws PluginRefused if the version is in use with other contents: a version names one content, or else neither
     *     the log nor a rollback would mean anything
     */
    Path keep(Path upload, PluginJar jar, Set<String> inUse) throws IOException, PluginRefused {
        String version = jar.version().toString();
        Path directory = root.resolve(jar.id()).resolve(version);
        Path kept = directory.resolve(JAR);
        Path sum = directory.resolve(SUM);
        if (Files.exists(kept)) {
            boolean same = Files.exists(sum) && Files.readString(sum).strip().equals(jar.sha256());
            if (!same && inUse.contains(version)) {
                throw new PluginRefused(dev.vitrine.api.data.Problem.of(
                        "version-exists",
                        409,
                        "Version " + version + " of plugin \"" + jar.id()
                                + "\" is here already with other contents. One version is one build: build it again, so"
                                + " that it gets its own qualifier."));
            }
            if (same) {
                return kept;
            }
        }
        Files.createDirectories(directory);
        sync(upload);
        Files.move(upload, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(sum, jar.sha256() + "\n");
        return kept;
    }

    /** Copies a jar that came with the server. */
    Path keepBundled(Path bundled, PluginJar jar) throws IOException, PluginRefused {
        Path upload = Files.createTempFile(root, "upload-", ".part");
        try {
            Files.copy(bundled, upload, StandardCopyOption.REPLACE_EXISTING);
            return keep(upload, jar, Set.of());
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    /** Returns the jar of a version, unless it is not here. */
    Optional<Path> jar(String id, String version) {
        Path jar = root.resolve(id).resolve(version).resolve(JAR);
        return Files.isRegularFile(jar) ? Optional.of(jar) : Optional.empty();
    }

    /** The plugin's own directory, kept across versions. */
    Path files(String id) {
        return root.resolve(id).resolve("files");
    }

    /** Deletes every version of a plugin but the given ones; its own files stay. */
    void keepOnly(String id, Set<String> versions) {
        Set<String> keep = new HashSet<>(versions);
        keep.add("files");
        try (Stream<Path> all = Files.list(root.resolve(id))) {
            for (Path directory : all.filter(Files::isDirectory).toList()) {
                if (!keep.contains(String.valueOf(directory.getFileName()))) {
                    delete(directory);
                }
            }
        } catch (IOException e) {
            System.getLogger(PluginShelf.class.getName())
                    .log(System.Logger.Level.DEBUG, "Old versions of {0} stay: {1}", id, e.getMessage());
        }
    }

    Active readActive() {
        Path file = root.resolve(ACTIVE);
        if (!Files.exists(file)) {
            return new Active(0, Map.of());
        }
        try {
            Body body = Json.body(Files.readString(file));
            Map<String, Entry> entries = new TreeMap<>();
            for (Body each : body.bodies("plugins")) {
                String id = each.text("id");
                entries.put(
                        id,
                        new Entry(
                                id,
                                each.optionalText("version"),
                                each.optionalText("previous"),
                                each.flag("bundled", false),
                                each.flag("proven", true),
                                each.optionalText("why")));
            }
            return new Active(body.optionalInteger("failedBoots").orElse(0L).intValue(), entries);
        } catch (IOException | RuntimeException e) {
            throw new HouseException(
                    "\"" + file + "\" cannot be read (" + e.getMessage()
                            + "); delete it to start with the plugins that came with the server.",
                    e);
        }
    }

    void writeActive(Active active) {
        List<Map<String, Object>> plugins = new ArrayList<>();
        active.entries()
                .values()
                .forEach(entry -> plugins.add(Body.of(
                                "id", entry.id(),
                                "version", entry.version(),
                                "previous", entry.previous(),
                                "bundled", entry.bundled(),
                                "proven", entry.proven(),
                                "why", entry.why())
                        .values()));
        Path file = root.resolve(ACTIVE);
        Path fresh = root.resolve(ACTIVE + ".new");
        try {
            String json = JSON.std
                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                    .asString(Map.of("failedBoots", active.failedBoots(), "plugins", plugins));
            Files.writeString(fresh, json);
            sync(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("\"" + file + "\" cannot be written: " + e.getMessage(), e);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void clearUploads() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            for (Path left :
                    all.filter(path -> path.toString().endsWith(".part")).toList()) {
                Files.deleteIfExists(left);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
