package dev.vitrine.host.plugin;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The framework's own messages. They are for us: what an operator should know of a plugin's failure is said by the
 * plugin manager, in one sentence.
 */
final class FelixLog extends Logger {
    private static final System.Logger LOG = System.getLogger("dev.vitrine.host.osgi");

    @Override
    protected void doLog(
            @Nullable Bundle bundle,
            @Nullable ServiceReference reference,
            int level,
            String message,
            @Nullable Throwable thrown) {
        LOG.log(System.Logger.Level.DEBUG, message, thrown);
    }

    @Override
    protected void doLog(int level, String message, @Nullable Throwable thrown) {
        LOG.log(System.Logger.Level.DEBUG, message, thrown);
    }
}
