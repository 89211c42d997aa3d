package dev.vitrine.media.engine;

import dev.vitrine.api.media.FetchedFile;
import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.RestreamTarget;
import dev.vitrine.api.media.StreamStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that lets in the key {@code key-of-EVENT} and keeps what it is told. */
public final class LocalHost implements MediaHost {
    /** A change the engine has told of. */
    public record Change(StreamStatus status, String why) {}

    private final Path directory;
    private final List<Path> workerClassPath;
    private volatile MediaProfile profile =
            new MediaProfile("standard", 1_000, List.of(), false, "auto", 700, 200, 2_000, 120, 1_500);
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<MediaHealth> health = new CopyOnWriteArrayList<>();
    private final List<MediaLink> links = new CopyOnWriteArrayList<>();
    private volatile Web web = url -> Optional.empty();
    private volatile List<RestreamTarget> restreams = List.of();
    private volatile Network network = url -> {
        throw new IOException("Nothing answers.");
    };

    /** What is outside. */
    @FunctionalInterface
    public interface Network {
        /** Connects to an address. */
        OutboundConnection dial(String url) throws IOException;
    }

    /** What is on the web outside. */
    @FunctionalInterface
    public interface Web {
        /** The file at an address. */
        Optional<byte[]> get(String url) throws IOException;
    }

    /** A host that keeps recordings in a directory, with this program's class path for workers. */
    public LocalHost(Path directory) {
        this(
                directory,
                Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                        .map(Path::of)
                        .toList());
    }

    /** A host with a class path for workers. */
    public LocalHost(Path directory, List<Path> workerClassPath) {
        this.directory = directory;
        this.workerClassPath = workerClassPath;
    }

    /** The changes so far, figures left out. */
    public List<Change> changes() {
        return changes.stream().filter(change -> !change.why().isEmpty()).toList();
    }

    /** The probes' changes so far. */
    public List<MediaHealth> healths() {
        return List.copyOf(health);
    }

    /** The newest status, figures included. */
    public Optional<StreamStatus> newest() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(changes.get(changes.size() - 1).status());
    }

    @Override
    public Optional<IngestGrant> authorise(String streamKey) {
        if (streamKey.startsWith("backup-of-")) {
            return Optional.of(new IngestGrant(streamKey.substring("backup-of-".length()), "k2", true));
        }
        return streamKey.startsWith("key-of-")
                ? Optional.of(new IngestGrant(streamKey.substring("key-of-".length()), "k1", false))
                : Optional.empty();
    }

    /** Puts a network outside. */
    public void network(Network outside) {
        network = outside;
    }

    /** Forwards every event to these targets from now on. */
    public void restreams(RestreamTarget... targets) {
        restreams = List.of(targets);
    }

    /** What was told of links. */
    public List<MediaLink> links() {
        return List.copyOf(links);
    }

    @Override
    public List<RestreamTarget> restreams(String event) {
        return restreams;
    }

    @Override
    public OutboundConnection dial(String url) throws IOException {
        return network.dial(url);
    }

    /** Puts files on the web outside. */
    public void web(Map<String, byte[]> files) {
        Map<String, byte[]> copy = Map.copyOf(files);
        web = url -> Optional.ofNullable(copy.get(url));
    }

    /** Puts another web outside. */
    public void web(Web outside) {
        web = outside;
    }

    @Override
    public FetchedFile fetch(String url, int maxBytes) throws IOException {
        byte[] body = web.get(url)
                .orElseThrow(() ->
                        new IOException("\"there:443\" answers 404 where the source should be; check the address."));
        return new FetchedFile(url, body);
    }

    @Override
    public FetchedFile fetch(String url, long offset, int length) throws IOException {
        byte[] body = fetch(url, Integer.MAX_VALUE).body();
        return new FetchedFile(url, Arrays.copyOfRange(body, (int) offset, (int) offset + length));
    }

    @Override
    public Path mediaFile(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            throw new IOException("There is no file \"" + name + "\".");
        }
        return file;
    }

    @Override
    public void link(MediaLink link) {
        links.add(link);
    }

    @Override
    public void changed(StreamStatus status, String why) {
        changes.add(new Change(status, why));
    }

    @Override
    public void health(MediaHealth told) {
        health.add(told);
    }

    @Override
    public MediaProfile profile(String event) {
        return profile;
    }

    /** Puts another profile in force for all events. */
    public void profile(MediaProfile next) {
        profile = next;
    }

    @Override
    public String title(String event) {
        return event;
    }

    @Override
    public Path recordings(String event) {
        try {
            return Files.createDirectories(directory.resolve(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Path> workerClassPath() {
        return workerClassPath;
    }

    @Override
    public Path javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
