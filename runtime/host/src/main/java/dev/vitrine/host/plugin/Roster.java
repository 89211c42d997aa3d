package dev.vitrine.host.plugin;

import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which version of which plugin should be in service, kept on disk, so that a boot finds what the last one left. A
 * version that came shortly before boots that did not last is taken back.
 */
final class Roster {
    private static final System.Logger LOG = System.getLogger(Roster.class.getName());
    /** This many boots in a row that did not last, and changes since the last good boot are taken back. */
    private static final int FAILED_BOOTS_LIMIT = 2;

    private final PluginShelf shelf;
    private PluginShelf.Active active;

    Roster(PluginShelf shelf) {
        this.shelf = shelf;
        this.active = shelf.readActive();
    }

    /**
     * Takes in what came with the server and returns what should be started. The boot counts as failed until
     * {@link #bootLasted}.
     */
    synchronized List<PluginShelf.Entry> atBoot(List<Path> bundled) {
        takeIn(bundled);
        if (active.failedBoots() >= FAILED_BOOTS_LIMIT) {
            takeBackUnproven();
        }
        active = active.withFailedBoots(active.failedBoots() + 1);
        shelf.writeActive(active);
        return List.copyOf(active.entries().values());
    }

    /** The boot was a good one. */
    synchronized void bootLasted() {
        active = active.withFailedBoots(0);
        shelf.writeActive(active);
    }

    synchronized Optional<PluginShelf.Entry> entry(String id) {
        return active.entry(id);
    }

    synchronized void save(PluginShelf.Entry entry) {
        active = active.with(entry);
        shelf.writeActive(active);
    }

    private void takeIn(List<Path> bundled) {
        for (Path path : bundled) {
            try {
                PluginJar jar = PluginJar.inspect(path);
                String version = jar.version().toString();
                Optional<PluginShelf.Entry> known = active.entry(jar.id());
                boolean follow = known.isEmpty()
                        || (known.get().bundled() && known.get().version().isPresent());
                if (follow && !known.flatMap(PluginShelf.Entry::version).equals(Optional.of(version))) {
                    shelf.keepBundled(path, jar);
                    active = active.with(new PluginShelf.Entry(
                            jar.id(),
                            Optional.of(version),
                            known.flatMap(PluginShelf.Entry::version),
                            true,
                            true,
                            Optional.empty()));
                }
            } catch (PluginRefused e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "\"{0}\" came with the server and is unusable: {1}",
                        path.getFileName(),
                        e.sentence());
            } catch (IOException e) {
                throw new HouseException(
                        "The plugin \"" + path + "\" that came with the server cannot be copied: " + e.getMessage(), e);
            }
        }
    }

    private void takeBackUnproven() {
        for (PluginShelf.Entry entry : List.copyOf(active.entries().values())) {
            if (!entry.proven() && entry.version().isPresent()) {
                String version = entry.version().get();
                String why = "The server stopped " + active.failedBoots() + " times shortly after version " + version
                        + " of plugin \"" + entry.id() + "\" came, so "
                        + entry.previous()
                                .map(previous -> "version " + previous + " is back.")
                                .orElse("it stays out.");
                LOG.log(System.Logger.Level.WARNING, why);
                active = active.with(new PluginShelf.Entry(
                        entry.id(), entry.previous(), Optional.of(version), false, true, Optional.of(why)));
            }
        }
    }
}
