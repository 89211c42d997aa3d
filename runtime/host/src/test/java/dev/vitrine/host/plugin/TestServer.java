package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.House;
import dev.vitrine.core.HouseConfig;
import java.io.ByteArrayInputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A house with a plugin manager on a true framework, without doors. */
final class TestServer implements AutoCloseable {
    static {
        // A machine that is busy with something else is slow, and that is no failure.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    static final Actor OWNER = new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner"));
    static final Actor OPERATOR = new Actor(Actor.Kind.STAFF, "op", "Operator", Set.of("operator"));
    static final Actor GUEST = new Actor(Actor.Kind.VIEWER, "v-guest", "Guest", Set.of("chatter"));

    final House house;
    final Framework framework;
    final PluginManager plugins;

    private TestServer(House house, Framework framework, PluginManager plugins) {
        this.house = house;
        this.framework = framework;
        this.plugins = plugins;
    }

    /** Starts on a data directory what was in service there. */
    static TestServer start(Path data, Duration watch) {
        return start(data, watch, Map.of(), List.of());
    }

    static TestServer start(
            Path data, Duration watch, Map<String, Map<String, Object>> configuration, List<Path> bundled) {
        InstantSource clock = InstantSource.system();
        House house = House.open(new HouseConfig(data, policies(), clock, Optional.of("test-owner-token-0123456789")));
        Framework framework = Framework.boot(data.resolve("cache"), platform());
        PluginManager plugins = new PluginManager(
                new PluginManager.Options(
                        data.resolve("plugins"),
                        data.resolve("recordings"),
                        List.of(),
                        Path.of("java"),
                        watch,
                        3,
                        configuration),
                house,
                clock,
                framework);
        plugins.startInstalled(bundled);
        return new TestServer(house, framework, plugins);
    }

    private static Path policies() {
        return Path.of("../../policies").toAbsolutePath().normalize();
    }

    static List<Path> platform() {
        return List.of(
                jar(org.apache.felix.cm.PersistenceManager.class),
                jar(org.apache.felix.metatype.MetaDataReader.class),
                jar(org.apache.felix.scr.info.ScrInfo.class));
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    PluginInfo install(byte[] jar) throws PluginRefused {
        return plugins.install(new ByteArrayInputStream(jar), Optional.empty(), OPERATOR);
    }

    Outcome submit(Actor actor, String event, String type, Body body) throws Exception {
        return house.bus()
                .submit(Command.of(event, type, actor, body))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** Makes an event and brings it on air. */
    void liveEvent(String id) throws Exception {
        submit(Actor.HOUSE, Command.HOUSE, "event.create", Body.of("id", id, "title", id, "class", "commerce"));
        submit(
                Actor.HOUSE,
                id,
                "event.phase",
                Body.of("to", "live", "force", true, "reason", "A test needs it on air."));
    }

    Outcome chat(String event, String text) throws Exception {
        return house.chat()
                .send(event, GUEST, text, Optional.empty())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** Ends as a crash does for the plugins: nothing is told to the manager. */
    void crash() {
        framework.close();
        house.close();
    }

    @Override
    public void close() {
        plugins.close();
        framework.close();
        house.close();
    }
}
