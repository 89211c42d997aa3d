package dev.vitrine.host.plugin;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.House;
import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Brings plugin versions into service and takes them out again while the show runs: stage, guard, start unrouted,
 * prove, promote, watch, drain, uninstall (DESIGN section 9). The version before stays warm and fed during the watch
 * time; when the new one's calls fail more often than the budget allows, the old one is put back by itself.
 *
 * <p>Changes of one plugin run one after the other, those of different plugins independently. All methods block; call
 * them on a virtual thread.
 */
public final class PluginManager implements AutoCloseable {
    /** Id of the media engine's bundle, which is a plugin like others but cannot be removed. */
    public static final String ENGINE = "media-engine";

    private static final System.Logger LOG = System.getLogger(PluginManager.class.getName());
    private static final Duration TURN_LIMIT = Duration.ofSeconds(60);
    private static final long WATCH_POLL_MS = 100;

    private final Options options;
    private final InstantSource clock;
    private final Prover prover;
    private final PluginShelf shelf;
    private final Roster roster;
    private final Versions versions;
    private final ChangeLedger ledger;
    private final EngineRouter engines = new EngineRouter();
    private final ScheduledThreadPoolExecutor clockwork;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /**
     * How the manager works.
     *
     * @param plugins directory for jars and the plugins' own files
     * @param recordings directory for the media engine's recordings
     * @param workerClassPath class path of the media worker
     * @param javaExecutable Java to start media workers with
     * @param watch how long the old version stays warm after a change
     * @param failureBudget failed calls of the new version within that time that put the old one back
     * @param configuration by plugin id, from vitrine.yaml
     */
    public record Options(
            Path plugins,
            Path recordings,
            List<Path> workerClassPath,
            Path javaExecutable,
            Duration watch,
            int failureBudget,
            Map<String, Map<String, Object>> configuration) {
        /** Long enough to see a filter fail on real chat, short enough to end before the next change. */
        public static final Duration DEFAULT_WATCH = Duration.ofSeconds(60);

        /** A healthy version fails no call; one may be bad luck, five are not. */
        public static final int DEFAULT_FAILURE_BUDGET = 5;
    }

    /** A manager on a framework that runs. Nothing is started yet. */
    public PluginManager(Options options, House house, InstantSource clock, Framework framework) {
        this.options = options;
        this.clock = clock;
        this.prover = new Prover(clock);
        this.shelf = new PluginShelf(options.plugins());
        this.roster = new Roster(shelf);
        this.ledger = new ChangeLedger(house);
        this.clockwork = Timers.clockwork();
        this.versions = new Versions(options, house, clock, framework, shelf, engines, clockwork);
    }

    /** The media engine in service, whichever version that is. */
    public EngineRouter engines() {
        return engines;
    }

    // ------------------------------------------------------------------------------------------------ boot

    /**
     * Starts what should be in service; what does not start falls back to its previous version or stays out with a
     * reason.
     *
     * @param bundled jars that come with the server; they are installed at first start and follow the server's updates
     *     until someone installs another version
     */
    public void startInstalled(List<Path> bundled) {
        List<PluginShelf.Entry> entries = new ArrayList<>(roster.atBoot(bundled));
        // The engine first: other plugins may ask it for a stream's state while their views are filled.
        entries.sort(
                Comparator.comparing((PluginShelf.Entry entry) -> !entry.id().equals(ENGINE))
                        .thenComparing(PluginShelf.Entry::id));
        for (PluginShelf.Entry entry : entries) {
            boot(entry);
        }
    }

    /** Call once the server has been up for a while: a later crash is not blamed on this boot. */
    public void bootLasted() {
        roster.bootLasted();
    }

    private void boot(PluginShelf.Entry entry) {
        Slot slot = slot(entry.id());
        slot.why = entry.why();
        if (entry.version().isEmpty()) {
            return;
        }
        slot.lock.lock();
        try {
            bootVersion(slot, entry.version().get());
        } catch (PluginRefused e) {
            slot.why = Optional.of(e.sentence());
            if (entry.previous().isEmpty()) {
                LOG.log(System.Logger.Level.ERROR, e.sentence());
                return;
            }
            fallBack(slot, entry, entry.previous().get(), e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            slot.lock.unlock();
        }
    }

    private void fallBack(Slot slot, PluginShelf.Entry entry, String previous, String reason) throws HouseException {
        try {
            bootVersion(slot, previous);
            String why = reason + " Version " + previous + " is in service instead.";
            LOG.log(System.Logger.Level.WARNING, why);
            slot.why = Optional.of(why);
            roster.save(new PluginShelf.Entry(
                    entry.id(), Optional.of(previous), entry.version(), false, true, Optional.of(why)));
        } catch (PluginRefused e) {
            String why = reason + " Its previous version does not start either: " + e.sentence();
            LOG.log(System.Logger.Level.ERROR, why);
            slot.why = Optional.of(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void bootVersion(Slot slot, String version) throws PluginRefused, InterruptedException {
        Path jar = shelf.jar(slot.id, version)
                .orElseThrow(() -> PluginRefused.bad(
                        "gone", "The jar of " + Starter.name(slot.id, version) + " is gone from the data directory."));
        Running running = versions.start(slot.id, version, versions.load(slot.id, version, jar));
        try {
            versions.attach(running);
            versions.promote(running);
        } catch (PluginRefused e) {
            versions.discard(running);
            throw e;
        }
        slot.active = running;
        slot.since = clock.instant();
    }

    // ------------------------------------------------------------------------------------------------ changes

    /**
     * Installs a plugin, or another version of it.
     *
     * @param bytes the bundle
     * @param expectedId the plugin it must be; empty takes any
     * @throws PluginRefused if it is no plugin, is frozen out, or does not prove itself; the version in service stays
     */
    public PluginInfo install(InputStream bytes, Optional<String> expectedId, Actor actor) throws PluginRefused {
        Path upload = null;
        try {
            upload = shelf.receive(bytes);
            PluginJar jar = PluginJar.inspect(upload);
            if (expectedId.isPresent() && !expectedId.get().equals(jar.id())) {
                throw PluginRefused.bad(
                        "other-plugin", "The upload is plugin \"" + jar.id() + "\", not \"" + expectedId.get() + "\".");
            }
            return install(upload, jar, actor);
        } catch (IOException e) {
            throw new PluginRefused(
                    Problem.of("disk", 507, "The upload cannot be kept on disk: " + e.getMessage() + "."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginRefused(Problem.of("stopping", 503, "The server is stopping."));
        } finally {
            forget(upload);
        }
    }

    private PluginInfo install(Path upload, PluginJar jar, Actor actor)
            throws PluginRefused, IOException, InterruptedException {
        Slot slot = slot(jar.id());
        lock(slot);
        try {
            String version = jar.version().toString();
            Optional<String> before = slot.version();
            Path kept = shelf.keep(upload, jar, slot.inUse());
            if (before.equals(Optional.of(version))) {
                return info(slot).orElseThrow();
            }
            String action = before.isPresent() ? "update" : "install";
            Bundle bundle = versions.load(jar.id(), version, kept);
            return change(slot, version, bundle, new Change(action, actor, Optional.of(jar.sha256())));
        } finally {
            slot.lock.unlock();
        }
    }

    /** Goes back to the version before: at once while it is still warm, else by starting it from disk. */
    public PluginInfo rollback(String id, Actor actor) throws PluginRefused {
        Slot slot = known(id);
        try {
            lock(slot);
            try {
                Change change = new Change("rollback", actor, Optional.empty());
                Running warm = slot.warm;
                if (warm != null) {
                    ledger.ask(slot, change, warm.version(), "active", Optional.empty());
                    return putBack(slot, warm, Optional.empty());
                }
                String previous = roster.entry(id)
                        .flatMap(PluginShelf.Entry::previous)
                        .orElseThrow(() -> new PluginRefused(Problem.of(
                                "no-previous", 409, "Plugin \"" + id + "\" has no previous version to go back to.")));
                Path jar = shelf.jar(id, previous)
                        .orElseThrow(() -> new PluginRefused(Problem.of(
                                "no-previous",
                                409,
                                "Version " + previous + " of plugin \"" + id
                                        + "\" is no longer on disk; install it again.")));
                return change(slot, previous, versions.load(id, previous, jar), change);
            } finally {
                slot.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginRefused(Problem.of("stopping", 503, "The server is stopping."));
        }
    }

    /** Takes a plugin out of service and forgets it, but for its own files and one version for {@link #rollback}. */
    public void remove(String id, Actor actor) throws PluginRefused {
        Slot slot = known(id);
        if (id.equals(ENGINE)) {
            throw new PluginRefused(Problem.of(
                    "needed",
                    409,
                    "The media engine cannot be removed, since nobody would have a picture; update it."));
        }
        try {
            lock(slot);
            try {
                String version = slot.version()
                        .or(() -> roster.entry(id).flatMap(PluginShelf.Entry::previous))
                        .orElse("");
                ledger.ask(slot, new Change("remove", actor, Optional.empty()), version, "removed", Optional.empty());
                versions.unroute(id);
                versions.retireWarm(slot);
                Running running = slot.active;
                slot.active = null;
                slot.why = Optional.empty();
                roster.save(new PluginShelf.Entry(
                        id, Optional.empty(), Optional.of(version), false, true, Optional.empty()));
                if (running != null) {
                    versions.retire(running);
                }
            } finally {
                slot.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginRefused(Problem.of("stopping", 503, "The server is stopping."));
        }
    }

    private PluginInfo change(Slot slot, String version, Bundle bundle, Change change)
            throws PluginRefused, InterruptedException {
        Running candidate = null;
        try {
            ledger.ask(slot, change, version, "starting", Optional.empty());
        } catch (PluginRefused e) {
            versions.unload(bundle, slot.id, version);
            throw e;
        }
        slot.candidate = version;
        try {
            candidate = versions.start(slot.id, version, bundle);
            versions.attach(candidate);
            prover.prove(candidate.contributions(), candidate.calls());
            // Asked again: a freeze may have begun while the candidate was being proved.
            ledger.ask(slot, change, version, "active", Optional.empty());
            versions.promote(candidate);
        } catch (PluginRefused e) {
            if (candidate != null) {
                versions.discard(candidate);
            }
            turnedAway(slot, version, change, e);
            throw e;
        } finally {
            slot.candidate = null;
        }
        took(slot, candidate, change);
        return info(slot).orElseThrow();
    }

    private void turnedAway(Slot slot, String version, Change change, PluginRefused reason) {
        String why = reason.sentence();
        LOG.log(System.Logger.Level.INFO, why);
        slot.why = Optional.of(why);
        if (reason.problem().status() != 423) {
            ledger.tell(
                    slot,
                    new Change(change.action(), Actor.HOUSE, change.sha256()),
                    version,
                    "failed",
                    Optional.of(why));
        }
        roster.entry(slot.id)
                .ifPresentOrElse(
                        entry -> roster.save(new PluginShelf.Entry(
                                entry.id(),
                                entry.version(),
                                entry.previous(),
                                entry.bundled(),
                                entry.proven(),
                                Optional.of(why))),
                        () -> roster.save(new PluginShelf.Entry(
                                slot.id, Optional.empty(), Optional.empty(), false, true, Optional.of(why))));
    }

    /** The candidate is in service: the version before stays warm for the watch time. */
    private void took(Slot slot, Running candidate, Change change) {
        versions.retireWarm(slot);
        Running before = slot.active;
        slot.active = candidate;
        slot.warm = before;
        slot.since = clock.instant();
        slot.why = Optional.empty();
        Optional<String> previous = before == null
                ? roster.entry(slot.id).flatMap(PluginShelf.Entry::previous)
                : Optional.of(before.version());
        roster.save(new PluginShelf.Entry(
                slot.id, Optional.of(candidate.version()), previous, false, false, Optional.empty()));
        LOG.log(
                System.Logger.Level.INFO,
                "Plugin \"{0}\": version {1} is in service ({2}).",
                slot.id,
                candidate.version(),
                change.action());
        watch(slot, candidate);
    }

    // ------------------------------------------------------------------------------------------------ watch

    private void watch(Slot slot, Running watched) {
        long baseline = watched.calls().failures();
        Instant until = clock.instant().plus(options.watch());
        slot.watchedUntil = until;
        schedule(() -> look(
                slot, watched, baseline, System.nanoTime() + options.watch().toNanos()));
    }

    private void look(Slot slot, Running watched, long baseline, long endNanos) {
        if (slot.active != watched) {
            return;
        }
        long failed = watched.calls().failures() - baseline;
        if (failed >= options.failureBudget() || watched.calls().isStuck()) {
            flipBack(slot, watched, failed);
        } else if (System.nanoTime() >= endNanos) {
            proved(slot, watched);
        } else {
            schedule(() -> look(slot, watched, baseline, endNanos));
        }
    }

    private void schedule(Runnable look) {
        clockwork.schedule(
                () -> {
                    Thread.ofVirtual().name("plugin-watch").start(look);
                },
                WATCH_POLL_MS,
                TimeUnit.MILLISECONDS);
    }

    private void flipBack(Slot slot, Running failed, long failures) {
        slot.lock.lock();
        try {
            Running warm = slot.warm;
            if (slot.active != failed) {
                return;
            }
            String last =
                    failed.calls().lastFailure().map(each -> " Last: " + each).orElse("");
            String what = failures + " of " + failed.calls().calls() + " calls of "
                    + Starter.name(slot.id, failed.version()) + " failed within its watch time.";
            if (warm == null) {
                // A first installation has nothing to go back to; the breaker and the fail modes of its calls hold.
                slot.why = Optional.of(what + last);
                LOG.log(System.Logger.Level.WARNING, what + last);
                return;
            }
            String why = what + " Version " + warm.version() + " was put back." + last;
            LOG.log(System.Logger.Level.WARNING, why);
            putBack(slot, warm, Optional.of(why));
            ledger.tell(
                    slot,
                    new Change("flip-back", Actor.HOUSE, Optional.empty()),
                    warm.version(),
                    "active",
                    Optional.of(why));
        } catch (PluginRefused e) {
            LOG.log(System.Logger.Level.ERROR, e.getMessage());
        } finally {
            slot.lock.unlock();
        }
    }

    /** Puts the warm version back into service and retires the other: one write, no class loading. */
    private PluginInfo putBack(Slot slot, Running warm, Optional<String> why) throws PluginRefused {
        versions.promote(warm);
        Running withdrawn = slot.active;
        slot.active = warm;
        slot.warm = null;
        slot.since = clock.instant();
        slot.why = why;
        roster.save(new PluginShelf.Entry(
                slot.id,
                Optional.of(warm.version()),
                Optional.ofNullable(withdrawn).map(Running::version),
                false,
                true,
                why));
        if (withdrawn != null) {
            versions.retire(withdrawn);
        }
        return info(slot).orElseThrow();
    }

    private void proved(Slot slot, Running watched) {
        slot.lock.lock();
        try {
            if (slot.active == watched) {
                versions.retireWarm(slot);
                roster.entry(slot.id).ifPresent(entry -> {
                    roster.save(new PluginShelf.Entry(
                            entry.id(), entry.version(), entry.previous(), entry.bundled(), true, entry.why()));
                    shelf.keepOnly(
                            slot.id,
                            Stream.concat(entry.version().stream(), entry.previous().stream())
                                    .collect(Collectors.toSet()));
                });
            }
        } finally {
            slot.lock.unlock();
        }
    }

    // ------------------------------------------------------------------------------------------------ questions

    /** Returns every plugin, in order of id. */
    public List<PluginInfo> list() {
        return slots.values().stream()
                .sorted(Comparator.comparing((Slot slot) -> slot.id))
                .flatMap(slot -> info(slot).stream())
                .toList();
    }

    /** Returns one plugin. */
    public Optional<PluginInfo> plugin(String id) {
        return Optional.ofNullable(slots.get(id)).flatMap(this::info);
    }

    /** Says in plain words where a plugin stands and why. */
    public String why(String id) throws PluginRefused {
        Slot slot = known(id);
        StringBuilder text = new StringBuilder();
        Running running = slot.active;
        String candidate = slot.candidate;
        if (running != null) {
            text.append("Version ")
                    .append(running.version())
                    .append(" of plugin \"")
                    .append(id)
                    .append("\" is in service since ")
                    .append(slot.since)
                    .append('.');
            Running warm = slot.warm;
            if (warm != null) {
                text.append(" It is watched until ")
                        .append(slot.watchedUntil)
                        .append("; version ")
                        .append(warm.version())
                        .append(" stays warm until then.");
            }
            if (running.calls().breakerOpen()) {
                text.append(" Its calls are refused for the moment because too many failed.");
            }
            running.calls()
                    .lastFailure()
                    .ifPresent(last -> text.append(" Last failure: ").append(last));
        } else {
            text.append("Plugin \"").append(id).append("\" is not in service.");
        }
        if (candidate != null) {
            text.append(" Version ").append(candidate).append(" is being started and proved.");
        }
        slot.why.ifPresent(why -> text.append(' ').append(why));
        return text.toString();
    }

    /** Class loaders of retired versions that the garbage collector has not taken yet, and how many were retired. */
    public LoaderCount loaders() {
        return versions.loaders();
    }

    /**
     * Retired versions.
     *
     * @param retired taken down since the start
     * @param alive of those, class loaders that are still in memory
     * @param retiring on their way out
     */
    public record LoaderCount(int retired, int alive, int retiring) {}

    private Optional<PluginInfo> info(Slot slot) {
        Running running = slot.active;
        String candidate = slot.candidate;
        Optional<String> previous = roster.entry(slot.id).flatMap(PluginShelf.Entry::previous);
        if (running != null) {
            PluginState state = slot.warm != null ? PluginState.WATCHED : PluginState.ACTIVE;
            return Optional.of(new PluginInfo(slot.id, running.version(), state, previous, slot.why));
        }
        if (candidate != null) {
            return Optional.of(new PluginInfo(slot.id, candidate, PluginState.STARTING, previous, slot.why));
        }
        return slot.why.map(why -> new PluginInfo(
                slot.id,
                roster.entry(slot.id).flatMap(PluginShelf.Entry::version).orElse(""),
                PluginState.FAILED,
                previous,
                Optional.of(why)));
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private Slot slot(String id) {
        return slots.computeIfAbsent(id, Slot::new);
    }

    private Slot known(String id) throws PluginRefused {
        Slot slot = slots.get(id);
        if (slot == null) {
            String others = list().stream().map(PluginInfo::id).collect(Collectors.joining("\", \"", "\"", "\""));
            throw new PluginRefused(
                    Problem.of("not-found", 404, "There is no plugin \"" + id + "\"; there are " + others + "."));
        }
        return slot;
    }

    private void lock(Slot slot) throws PluginRefused, InterruptedException {
        if (!slot.lock.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new PluginRefused(Problem.of(
                    "busy", 409, "Plugin \"" + slot.id + "\" is being changed by somebody else; try again."));
        }
    }

    private static void forget(@Nullable Path upload) {
        if (upload != null) {
            try {
                Files.deleteIfExists(upload);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends timers and watches. The framework, which stops the plugins, is closed by its owner. */
    @Override
    public void close() {
        clockwork.shutdownNow();
        slots.values().forEach(slot -> {
            if (slot.active != null) {
                slot.active.context().close();
            }
        });
        roster.bootLasted();
    }
}
