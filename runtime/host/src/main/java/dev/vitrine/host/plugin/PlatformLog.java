package dev.vitrine.host.plugin;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

/**
 * The OSGi log service for the platform bundles, at DEBUG: without one they print to the console. What they report of a
 * plugin reaches the operator through the plugin manager.
 */
final class PlatformLog {
    private static final System.Logger LOG = System.getLogger("dev.vitrine.host.osgi");

    private PlatformLog() {}

    static LogService create() {
        Object logger = Proxy.newProxyInstance(
                PlatformLog.class.getClassLoader(), new Class<?>[] {LogService.class}, PlatformLog::invoke);
        return (LogService) logger;
    }

    private static @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "getLogger" -> logger();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "platform log";
            default -> log(method, arguments);
        };
    }

    private static Object logger() {
        return Proxy.newProxyInstance(
                PlatformLog.class.getClassLoader(),
                new Class<?>[] {org.osgi.service.log.FormatterLogger.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getName" -> Logger.ROOT_LOGGER_NAME;
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    case "toString" -> "platform logger";
                    default -> log(method, arguments);
                });
    }

    private static @Nullable Object log(Method method, Object @Nullable [] arguments) {
        boolean debug = LOG.isLoggable(System.Logger.Level.DEBUG);
        if (method.getReturnType() == boolean.class) {
            return debug;
        }
        if (debug && arguments != null) {
            StringBuilder line = new StringBuilder(method.getName());
            for (Object argument : arguments) {
                line.append(' ').append(argument instanceof Object[] many ? java.util.Arrays.toString(many) : argument);
            }
            LOG.log(System.Logger.Level.DEBUG, line.toString());
        }
        return null;
    }
}
