package dev.vitrine.host.plugin;

import java.util.Locale;

/** Where a plugin stands. */
public enum PluginState {
    /** Being started and proved; nothing is routed to it. */
    STARTING,
    /** In service, with the version before it still warm. */
    WATCHED,
    /** In service. */
    ACTIVE,
    /** Not in service because it failed. */
    FAILED;

    /** Its name in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
