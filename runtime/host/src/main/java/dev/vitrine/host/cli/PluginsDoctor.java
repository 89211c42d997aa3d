package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for plugins that are not in service. */
final class PluginsDoctor {
    private PluginsDoctor() {}

    /** Names them with their reasons; empty when all is well. */
    static Optional<String> failed(Client client) {
        String failed = client.get("/api/v1/plugins").bodies("plugins").stream()
                .filter(plugin -> plugin.optionalText("state").orElse("").equals("failed"))
                .map((Body plugin) ->
                        plugin.text("id") + ": " + plugin.optionalText("why").orElse("no reason given"))
                .collect(Collectors.joining("; "));
        return failed.isEmpty() ? Optional.empty() : Optional.of(failed);
    }
}
