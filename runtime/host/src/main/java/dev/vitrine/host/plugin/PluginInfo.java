package dev.vitrine.host.plugin;

import java.util.Optional;

/**
 * A plugin as operators see it.
 *
 * @param id its id
 * @param version the version in service, or the one that should be
 * @param state see {@link PluginState}
 * @param previous the version that a rollback goes to
 * @param why one sentence; empty when it is simply in service
 */
public record PluginInfo(
        String id, String version, PluginState state, Optional<String> previous, Optional<String> why) {}
