package dev.vitrine.host.plugin;

import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.core.HouseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerFactory;

/**
 * The OSGi framework with its platform bundles (Declarative Services, Configuration Admin, Metatype). The plugin SPI is
 * exported by the system bundle, which is never refreshed, under the versions that the SPI jar's own manifest states.
 * Its storage is a cache: emptied at every start.
 */
public final class Framework implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Framework.class.getName());
    /**
     * SCR gives up waiting for a component that another thread holds, so that a hanging plugin delays nobody for long.
     */
    private static final String SCR_LOCK_LIMIT_MS = "3000";

    private static final long STOP_LIMIT_MS = 5_000;
    private static final long REFRESH_LIMIT_MS = 5_000;
    private static final String OSGI_API = String.join(
            ",",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.annotations;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.0",
            "org.osgi.service.component.runtime.dto;version=1.5.0",
            "org.osgi.service.cm;version=1.6.1",
            "org.osgi.service.log;version=1.5.0",
            "org.osgi.util.function;version=1.2.0",
            "org.osgi.util.promise;version=1.3.0");

    private final org.osgi.framework.launch.Framework framework;

    private Framework(org.osgi.framework.launch.Framework framework) {
        this.framework = framework;
    }

    /**
     * Boots the framework.
     *
     * @param storage its cache
     * @param platform jars of the platform bundles
     * @throws HouseException if a platform bundle is missing or does not start
     */
    public static Framework boot(Path storage, List<Path> platform) {
        Map<String, Object> config = new HashMap<>();
        config.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        config.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        config.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, spiExports() + "," + OSGI_API);
        config.put("felix.log.logger", new FelixLog());
        config.put("felix.log.level", "2");
        config.put("felix.service.urlhandlers", "false");
        config.put("felix.cm.dir", storage.resolve("config").toString());
        config.put("felix.cm.loglevel", "1");
        config.put("ds.loglevel", "1");
        config.put("ds.lock.timeout.milliseconds", SCR_LOCK_LIMIT_MS);
        config.put("ds.stop.timeout.milliseconds", SCR_LOCK_LIMIT_MS);
        @SuppressWarnings({"unchecked", "rawtypes"}) // Felix takes any object as a value, the logger among them
        org.osgi.framework.launch.Framework framework = new FrameworkFactory().newFramework((Map) config);
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            context.registerService(
                    new String[] {LogService.class.getName(), LoggerFactory.class.getName()},
                    PlatformLog.create(),
                    null);
            framework.start();
            List<Bundle> bundles = new ArrayList<>();
            for (Path jar : platform) {
                bundles.add(context.installBundle("reference:" + jar.toUri()));
            }
            for (Bundle bundle : bundles) {
                bundle.start();
            }
            return new Framework(framework);
        } catch (BundleException e) {
            throw new HouseException("The plugin framework does not start: " + e.getMessage(), e);
        }
    }

    /** The system bundle's context. */
    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Returns a platform service; it is there as long as the framework runs. */
    <T> T service(Class<T> type) {
        ServiceReference<T> reference = context().getServiceReference(type);
        T service = reference == null ? null : context().getService(reference);
        if (service == null) {
            throw new HouseException("The plugin framework offers no " + type.getSimpleName() + ".", null);
        }
        return service;
    }

    /** Installs a bundle from its file without running any of its code. */
    Bundle install(Path jar) throws BundleException {
        return context().installBundle("reference:" + jar.toUri());
    }

    /** Forgets the classes of an uninstalled bundle, and of no other. Waits until that is done. */
    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        };
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), listener);
        if (!done.await(REFRESH_LIMIT_MS, TimeUnit.MILLISECONDS)) {
            LOG.log(System.Logger.Level.DEBUG, "Refreshing {0} takes long.", bundle.getSymbolicName());
        }
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_LIMIT_MS);
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.DEBUG, "The plugin framework does not stop.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the packages and versions that the SPI's own manifest exports. */
    static String spiExports() {
        try {
            String exports = spiManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
            if (exports == null) {
                throw new HouseException("The plugin SPI's jar states no packages; build it again.", null);
            }
            return exports;
        } catch (IOException | URISyntaxException e) {
            throw new HouseException("The plugin SPI's jar cannot be read: " + e.getMessage(), e);
        }
    }

    private static Manifest spiManifest() throws IOException, URISyntaxException {
        URL location = PluginContext.class.getProtectionDomain().getCodeSource().getLocation();
        Path path = Path.of(location.toURI());
        if (Files.isDirectory(path)) {
            try (InputStream in = Files.newInputStream(path.resolve(JarFile.MANIFEST_NAME))) {
                return new Manifest(in);
            }
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.getManifest();
        }
    }
}
