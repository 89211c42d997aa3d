package dev.vitrine.host.plugin;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.SelfTest;
import dev.vitrine.core.contribution.Contributions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Starts a version without routing anything to it, and takes a version down. Says in a sentence what went wrong. */
final class Starter {
    private static final System.Logger LOG = System.getLogger(Starter.class.getName());
    /** Start of bundle and components together; DESIGN section 9. */
    static final Duration START_LIMIT = Duration.ofSeconds(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final List<Class<?>> SPI = List.of(
            ChatFilter.class,
            CommandHandler.class,
            ChangeGuard.class,
            LogView.class,
            SnapshotPart.class,
            RouteGroup.class,
            SelfTest.class,
            MediaEngine.class);

    private final Framework framework;
    private final ServiceComponentRuntime components;

    Starter(Framework framework) {
        this.framework = framework;
        this.components = framework.service(ServiceComponentRuntime.class);
    }

    /** What came of a start. */
    record Started(Contributions contributions, List<ServiceReference<?>> held) {}

    /** Says which packages that a bundle imports nobody offers; runs none of its code. */
    void checkImports(Bundle bundle, String id) throws PluginRefused {
        List<BundleCapability> offered = new ArrayList<>();
        for (Bundle other : framework.context().getBundles()) {
            BundleRevision revision = other.adapt(BundleRevision.class);
            if (revision != null && other.getBundleId() != bundle.getBundleId()) {
                offered.addAll(revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE));
            }
        }
        Set<String> missing = new TreeSet<>();
        for (BundleRequirement requirement :
                bundle.adapt(BundleRevision.class).getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE)) {
            String resolution = requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
            boolean needed = resolution == null || resolution.equals(Constants.RESOLUTION_MANDATORY);
            if (needed && offered.stream().noneMatch(requirement::matches)) {
                missing.add(readable(requirement));
            }
        }
        if (!missing.isEmpty()) {
            throw PluginRefused.bad(
                    "missing-packages",
                    "Plugin \"" + id + "\" needs packages that this server does not offer: "
                            + String.join(", ", missing)
                            + ". A plugin compiles against the SPI alone, in a version that the server has; pack other"
                            + " libraries into the plugin.");
        }
    }

    /**
     * Makes a package filter such as {@code (&(osgi.wiring.package=a.b)(version>=2.0.0)(!(version>=3.0.0)))} readable.
     */
    private static String readable(BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        return filter.replaceAll("\\(!\\(version>=([^)]*)\\)\\)", " below $1")
                .replaceAll("\\(version>=([^)]*)\\)", " from $1")
                .replaceAll("[(&)]|osgi\\.wiring\\.package=", "")
                .strip();
    }

    /**
     * Starts a bundle and all its components.
     *
     * @throws PluginRefused if it does not come up in time; the bundle is still installed then
     */
    Started start(Bundle bundle, String id, String version) throws PluginRefused, InterruptedException {
        try {
            return Limited.run(id, START_LIMIT, () -> {
                bundle.start(Bundle.START_TRANSIENT);
                return activate(bundle, id, version);
            });
        } catch (Limited.LateException e) {
            throw PluginRefused.bad(
                    "start-hangs", "Starting " + name(id, version) + " " + e.getMessage() + "; it was given up.");
        } catch (ExecutionException e) {
            throw failure(e.getCause(), id, version);
        }
    }

    private static PluginRefused failure(@Nullable Throwable cause, String id, String version) {
        if (cause instanceof PluginRefused refused) {
            return refused;
        }
        if (cause instanceof BundleException broken && broken.getCause() != null) {
            return PluginRefused.bad(
                    "start-failed", "Starting " + name(id, version) + " failed: " + sentence(broken.getCause()));
        }
        return PluginRefused.bad("start-failed", "Starting " + name(id, version) + " failed: " + sentence(cause));
    }

    /** Type and message of what was thrown; never a stack trace. */
    static String sentence(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "no reason given.";
        }
        String message = thrown.getMessage();
        String type = thrown.getClass().getSimpleName();
        return message == null || message.isBlank() ? type + "." : type + ": " + message.strip();
    }

    /** The message alone, for exceptions whose message is a sentence already. */
    static String message(Throwable thrown) {
        return Optional.ofNullable(thrown.getMessage()).orElseGet(() -> sentence(thrown));
    }

    static String name(String id, String version) {
        return "version " + version + " of plugin \"" + id + "\"";
    }

    private Started activate(Bundle bundle, String id, String version) throws PluginRefused {
        Collection<ComponentDescriptionDTO> descriptions = components.getComponentDescriptionDTOs(bundle);
        if (descriptions.isEmpty()) {
            throw PluginRefused.bad("no-component", "The " + name(id, version) + " has no component.");
        }
        for (ComponentDescriptionDTO description : descriptions) {
            satisfied(description, id, version);
        }
        List<ServiceReference<?>> held = new ArrayList<>();
        Map<Object, ServiceReference<?>> services = new IdentityHashMap<>();
        List<Object> inOrder = new ArrayList<>();
        for (ServiceReference<?> reference : spiServices(bundle)) {
            Object service = framework.context().getService(reference);
            if (service == null) {
                held.forEach(framework.context()::ungetService);
                throw activationFailed(descriptions, id, version);
            }
            held.add(reference);
            if (services.put(service, reference) == null) {
                inOrder.add(service);
            }
        }
        if (inOrder.isEmpty()) {
            throw PluginRefused.bad(
                    "no-contribution",
                    "No component of " + name(id, version) + " implements an interface of the SPI, so it contributes"
                            + " nothing.");
        }
        return new Started(contributions(inOrder, id, version), List.copyOf(held));
    }

    private void satisfied(ComponentDescriptionDTO description, String id, String version) throws PluginRefused {
        Collection<ComponentConfigurationDTO> configurations = components.getComponentConfigurationDTOs(description);
        if (configurations.isEmpty() && "require".equals(description.configurationPolicy)) {
            throw needsConfiguration(description, id, version);
        }
        for (ComponentConfigurationDTO configuration : configurations) {
            if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                throw failedActivation(configuration, id, version);
            }
            if (configuration.unsatisfiedReferences.length > 0) {
                UnsatisfiedReferenceDTO unsatisfied = configuration.unsatisfiedReferences[0];
                throw PluginRefused.bad(
                        "unsatisfied-reference",
                        "Component \"" + description.name + "\" of " + name(id, version) + " waits for a service \""
                                + interfaceOf(description, unsatisfied) + "\" (reference \"" + unsatisfied.name
                                + "\") that nobody offers.");
            }
            if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                throw needsConfiguration(description, id, version);
            }
        }
    }

    private static PluginRefused needsConfiguration(ComponentDescriptionDTO description, String id, String version) {
        return PluginRefused.bad(
                "needs-configuration",
                "Component \"" + description.name + "\" of " + name(id, version) + " needs a configuration for \""
                        + String.join("\", \"", description.configurationPid)
                        + "\"; give it under \"plugins\" in vitrine.yaml.");
    }

    private static String interfaceOf(ComponentDescriptionDTO description, UnsatisfiedReferenceDTO unsatisfied) {
        return Arrays.stream(description.references)
                .filter(reference -> reference.name.equals(unsatisfied.name))
                .map((ReferenceDTO reference) -> reference.interfaceName)
                .findFirst()
                .orElse(unsatisfied.name);
    }

    private PluginRefused activationFailed(
            Collection<ComponentDescriptionDTO> descriptions, String id, String version) {
        for (ComponentDescriptionDTO description : descriptions) {
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return failedActivation(configuration, id, version);
                }
            }
        }
        return PluginRefused.bad("start-failed", "A component of " + name(id, version) + " does not activate.");
    }

    /** Takes the root cause's line out of the stack trace that SCR hands over as text. */
    private static PluginRefused failedActivation(ComponentConfigurationDTO configuration, String id, String version) {
        String trace = Optional.ofNullable(configuration.failure).orElse("");
        String line = trace.lines()
                .filter(each -> each.startsWith("Caused by: "))
                .map(each -> each.substring("Caused by: ".length()))
                .reduce((first, last) -> last)
                .or(() -> trace.lines().findFirst())
                .orElse("no reason given");
        LOG.log(System.Logger.Level.DEBUG, trace);
        return PluginRefused.bad(
                "start-failed",
                "Component \"" + configuration.description.name + "\" of " + name(id, version) + " fails at start: "
                        + line);
    }

    /** The bundle's services of SPI types, the filter with the highest ranking first. */
    private static List<ServiceReference<?>> spiServices(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        if (registered == null) {
            return List.of();
        }
        return Stream.<ServiceReference<?>>of(registered)
                .filter(reference -> SPI.stream()
                        .anyMatch(type -> List.of((String[]) reference.getProperty(Constants.OBJECTCLASS))
                                .contains(type.getName())))
                .sorted(java.util.Comparator.<ServiceReference<?>>reverseOrder())
                .toList();
    }

    private static Contributions contributions(List<Object> services, String id, String version) {
        return new Contributions(
                id,
                version,
                of(ChatFilter.class, services),
                of(CommandHandler.class, services),
                of(ChangeGuard.class, services),
                of(LogView.class, services),
                of(SnapshotPart.class, services),
                of(RouteGroup.class, services),
                of(SelfTest.class, services),
                of(MediaEngine.class, services).stream().findFirst());
    }

    private static <T> List<T> of(Class<T> type, List<Object> services) {
        return services.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Gives the services back, stops, uninstalls and forgets a bundle. Never fails: what the plugin does wrong on its
     * way out is reported and its bundle goes all the same.
     *
     * @return what went wrong, in a sentence
     */
    Optional<String> remove(Bundle bundle, String id, String version, List<ServiceReference<?>> held)
            throws InterruptedException {
        Optional<String> complaint = Optional.empty();
        try {
            Limited.run(id, STOP_LIMIT, () -> {
                held.forEach(framework.context()::ungetService);
                bundle.stop(Bundle.STOP_TRANSIENT);
                return true;
            });
        } catch (Limited.LateException e) {
            complaint = Optional.of("Stopping " + name(id, version) + " " + e.getMessage() + "; it was left behind.");
        } catch (ExecutionException e) {
            complaint = Optional.of("Stopping " + name(id, version) + " failed: " + sentence(e.getCause()));
        }
        try {
            Limited.run(id, STOP_LIMIT, () -> {
                if (bundle.getState() != Bundle.UNINSTALLED) {
                    bundle.uninstall();
                }
                framework.refresh(bundle);
                return true;
            });
        } catch (Limited.LateException e) {
            complaint = Optional.of("Uninstalling " + name(id, version) + " " + e.getMessage() + ".");
        } catch (ExecutionException e) {
            complaint = Optional.of("Uninstalling " + name(id, version) + " failed: " + sentence(e.getCause()));
        }
        return complaint;
    }
}
