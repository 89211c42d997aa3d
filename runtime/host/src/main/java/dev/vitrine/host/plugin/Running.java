package dev.vitrine.host.plugin;

import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * A started version of a plugin, routed or not.
 *
 * @param id the plugin
 * @param version its version, with qualifier
 * @param bundle its bundle
 * @param context what the host lends it
 * @param calls runs every call into it
 * @param inService its contributions and calls as the registry knows them, always the same object
 * @param engine its own media engine; among the contributions the router stands in its place
 * @param held references of the services that the host holds, to be given back
 */
record Running(
        String id,
        String version,
        Bundle bundle,
        HostPluginContext context,
        GuardedCalls calls,
        InService inService,
        Optional<MediaEngine> engine,
        List<ServiceReference<?>> held) {
    Contributions contributions() {
        return inService.contributions();
    }
}
