package dev.vitrine.host.plugin;

import dev.vitrine.api.data.Problem;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.core.House;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.host.link.SrtDialler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Brings versions up and takes them down, one step at a time: load, start, attach, promote; discard or retire. Which
 * step comes when is the {@link PluginManager}'s.
 */
final class Versions {
    private static final System.Logger LOG = System.getLogger(Versions.class.getName());
    private static final Duration ATTACH_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);
    private static final long DRAIN_POLL_MS = 20;
    /** Longer than draining and taking down may take together. */
    private static final Duration GONE_LIMIT = Duration.ofSeconds(30);

    private final PluginManager.Options options;
    private final House house;
    private final InstantSource clock;
    private final Framework framework;
    private final Starter starter;
    private final PluginShelf shelf;
    private final EngineRouter engines;
    private final ScheduledThreadPoolExecutor clockwork;
    private final Map<Long, HostPluginContext> contexts = new ConcurrentHashMap<>();
    private final List<WeakReference<ClassLoader>> retiredLoaders = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<Boolean>> leaving = new ConcurrentHashMap<>();
    private final AtomicInteger retiring = new AtomicInteger();

    Versions(
            PluginManager.Options options,
            House house,
            InstantSource clock,
            Framework framework,
            PluginShelf shelf,
            EngineRouter engines,
            ScheduledThreadPoolExecutor clockwork) {
        this.options = options;
        this.house = house;
        this.clock = clock;
        this.framework = framework;
        this.starter = new Starter(framework);
        this.shelf = shelf;
        this.engines = engines;
        this.clockwork = clockwork;
        offerServices();
        configure();
    }

    /** Takes a loaded bundle out of the framework that was never started. */
    void unload(Bundle bundle, String id, String version) throws InterruptedException {
        starter.remove(bundle, id, version, List.of());
    }

    /**
     * Brings a jar into the framework; runs none of its code.
     *
     * @throws PluginRefused if it is no bundle or needs packages that nobody offers
     */
    Bundle load(String id, String version, Path jar) throws PluginRefused, InterruptedException {
        awaitGone(id, version);
        Bundle bundle;
        try {
            bundle = framework.install(jar);
        } catch (BundleException e) {
            throw PluginRefused.bad(
                    "not-a-bundle",
                    "The " + Starter.name(id, version) + " cannot be installed: " + Starter.sentence(e));
        }
        try {
            starter.checkImports(bundle, id);
            return bundle;
        } catch (PluginRefused e) {
            starter.remove(bundle, id, version, List.of());
            throw e;
        }
    }

    /**
     * Starts a version without routing anything to it.
     *
     * @throws PluginRefused if it does not come up; nothing of it is left then
     */
    Running start(String id, String version, Bundle bundle) throws PluginRefused, InterruptedException {
        boolean started = false;
        HostPluginContext context = null;
        GuardedCalls calls = null;
        try {
            framework.context().getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            ClassLoader loader = wiring == null ? Versions.class.getClassLoader() : wiring.getClassLoader();
            calls = new GuardedCalls(id, version, loader, clock);
            context = new HostPluginContext(
                    id, version, house, clock, new Timers(clockwork, calls), shelf.files(id), engines);
            GuardedCalls own = calls;
            context.inServiceWhen(() -> house.contributions()
                    .snapshot()
                    .plugin(id)
                    .filter(plugin -> plugin.calls() == own)
                    .isPresent());
            contexts.put(bundle.getBundleId(), context);
            Starter.Started up = starter.start(bundle, id, version);
            started = true;
            return new Running(
                    id,
                    version,
                    bundle,
                    context,
                    calls,
                    new InService(routed(up.contributions()), calls),
                    up.contributions().engine(),
                    up.held());
        } finally {
            if (!started) {
                if (context != null) {
                    context.close();
                }
                if (calls != null) {
                    calls.retire();
                }
                starter.remove(bundle, id, version, List.of());
                contexts.remove(bundle.getBundleId());
            }
        }
    }

    /** Everyone else calls the engine through the router, never a version directly. */
    private Contributions routed(Contributions own) {
        return new Contributions(
                own.plugin(),
                own.version(),
                own.filters(),
                own.handlers(),
                own.guards(),
                own.views(),
                own.snapshots(),
                own.routes(),
                own.selfTests(),
                own.engine().map(engine -> engines));
    }

    /** Replays the logs into its views and keeps them fed; blocks until they have caught up. */
    void attach(Running running) throws PluginRefused, InterruptedException {
        try {
            house.contributions()
                    .attachViews(running.inService())
                    .toCompletableFuture()
                    .get(ATTACH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw PluginRefused.bad(
                    "views-failed",
                    "Filling the views of " + Starter.name(running.id(), running.version()) + " failed: "
                            + Starter.sentence(e.getCause()));
        } catch (TimeoutException e) {
            throw PluginRefused.bad(
                    "views-failed",
                    "Filling the views of " + Starter.name(running.id(), running.version()) + " takes longer than "
                            + ATTACH_LIMIT.toSeconds() + " s; it was given up.");
        }
    }

    /** Routes every call to it from now on: one volatile write. */
    void promote(Running running) throws PluginRefused {
        try {
            house.contributions().promote(running.inService());
        } catch (PluginCallException | IllegalArgumentException e) {
            throw PluginRefused.bad("not-promoted", Starter.message(e));
        }
        running.engine().ifPresent(engines::promote);
    }

    /** Takes down a version that was never routed. */
    void discard(Running running) throws InterruptedException {
        house.contributions().detachViews(running.inService());
        running.context().close();
        running.calls().retire();
        retiredLoaders.add(loaderOf(running));
        starter.remove(running.bundle(), running.id(), running.version(), running.held());
        contexts.remove(running.bundle().getBundleId());
    }

    /** Routes nothing to a plugin any more. */
    void unroute(String id) {
        house.contributions().retire(id);
    }

    /** Lets go of the version that stood by. */
    void retireWarm(Slot slot) {
        Running warm = slot.warm;
        slot.warm = null;
        if (warm != null) {
            retire(warm);
        }
    }

    /** The framework takes a name and version only once: one that is still on its way out has to be gone first. */
    private void awaitGone(String id, String version) throws PluginRefused, InterruptedException {
        CompletableFuture<Boolean> gone = leaving.get(Starter.name(id, version));
        if (gone == null) {
            return;
        }
        try {
            gone.get(GONE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Only ever completed.", e);
        } catch (TimeoutException e) {
            throw new PluginRefused(Problem.of(
                    "busy",
                    409,
                    "The " + Starter.name(id, version) + " is still being taken down, because work that it began has"
                            + " not ended; try again later."));
        }
    }

    /** Drains a version that is not routed any more and takes it down, in the background. */
    void retire(Running running) {
        retiring.incrementAndGet();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        String name = Starter.name(running.id(), running.version());
        leaving.put(name, gone);
        Thread.ofVirtual().name("plugin-retire").start(() -> {
            try {
                running.context().close();
                drain(running);
                running.engine().ifPresent(engines::retire);
                house.contributions().detachViews(running.inService());
                running.calls().retire();
                retiredLoaders.add(loaderOf(running));
                starter.remove(running.bundle(), running.id(), running.version(), running.held())
                        .ifPresent(complaint -> LOG.log(System.Logger.Level.WARNING, complaint));
                contexts.remove(running.bundle().getBundleId());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                leaving.remove(name, gone);
                gone.complete(true);
                retiring.decrementAndGet();
            }
        });
    }

    private void drain(Running running) throws InterruptedException {
        Optional<MediaEngine> engine = running.engine();
        while (engine.isPresent() && engines.publishers(engine.get()) > 0) {
            // Publishers of an old engine stay with it until they leave by themselves.
            Thread.sleep(DRAIN_POLL_MS);
        }
        long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (running.calls().inFlight() > 0 && System.nanoTime() < end) {
            Thread.sleep(DRAIN_POLL_MS);
        }
    }

    private static WeakReference<ClassLoader> loaderOf(Running running) {
        BundleWiring wiring = running.bundle().adapt(BundleWiring.class);
        return new WeakReference<>(wiring == null ? null : wiring.getClassLoader());
    }

    /** Class loaders of retired versions that the garbage collector has not taken yet, and how many were retired. */
    PluginManager.LoaderCount loaders() {
        int alive =
                (int) retiredLoaders.stream().filter(each -> each.get() != null).count();
        return new PluginManager.LoaderCount(retiredLoaders.size(), alive, retiring.get());
    }

    private void offerServices() {
        ServiceFactory<PluginContext> perBundle = new ServiceFactory<>() {
            @Override
            public @Nullable PluginContext getService(Bundle bundle, ServiceRegistration<PluginContext> registration) {
                return contexts.get(bundle.getBundleId());
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<PluginContext> registration, PluginContext service) {
                // The context ends with the version, not with the component that took it.
            }
        };
        framework.context().registerService(PluginContext.class, perBundle, null);
        MediaHost host = new EngineHost(
                house,
                options.recordings(),
                options.workerClassPath(),
                options.javaExecutable(),
                new SrtDialler(options.javaExecutable(), options.workerClassPath()));
        ServiceFactory<MediaHost> engineAlone = new ServiceFactory<>() {
            @Override
            public @Nullable MediaHost getService(Bundle bundle, ServiceRegistration<MediaHost> registration) {
                HostPluginContext asker = contexts.get(bundle.getBundleId());
                return asker != null && asker.id().equals(PluginManager.ENGINE) ? host : null;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<MediaHost> registration, MediaHost service) {
                // Shared by all engine versions.
            }
        };
        framework.context().registerService(MediaHost.class, engineAlone, null);
    }

    private void configure() {
        ConfigurationAdmin admin = framework.service(ConfigurationAdmin.class);
        options.configuration().forEach((id, values) -> {
            try {
                admin.getConfiguration(id, "?").update(new Hashtable<>(values));
            } catch (IOException e) {
                throw new UncheckedIOException("The configuration of plugin \"" + id + "\" cannot be set.", e);
            }
        });
    }
}
