package dev.vitrine.core.contribution;

import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot with its look-up tables, made once at each change so that a command costs one map look-up and no call into
 * a plugin.
 *
 * @param snapshot the versions in service
 * @param commands each command type with the version that handles it
 */
public record Routing(Snapshot snapshot, Map<String, Target> commands) {
    static final Routing EMPTY = new Routing(new Snapshot(0, List.of()), Map.of());

    private static final Duration ASK_LIMIT = Duration.ofSeconds(1);

    /** Who handles a command type. */
    public record Target(InService version, CommandHandler handler, CommandType type) {}

    /** Returns who handles a command type, unless nobody does. */
    public Optional<Target> command(String type) {
        return Optional.ofNullable(commands.get(type));
    }

    Routing with(InService version) throws PluginCallException {
        String plugin = version.contributions().plugin();
        Routing rest = without(plugin);
        Map<String, Target> commands = new HashMap<>(rest.commands);
        for (CommandHandler handler : version.contributions().handlers()) {
            for (CommandType type : version.calls().call("commands", ASK_LIMIT, handler::commands)) {
                Target other = commands.put(type.type(), new Target(version, handler, type));
                if (other != null) {
                    throw new IllegalArgumentException("Command \"" + type.type() + "\" of plugin \"" + plugin
                            + "\" is already handled by plugin \""
                            + other.version().contributions().plugin() + "\"; remove one of the two.");
                }
            }
        }
        List<InService> plugins = new ArrayList<>(rest.snapshot.plugins());
        plugins.add(version);
        plugins.sort(Comparator.comparing(each -> each.contributions().plugin()));
        return new Routing(new Snapshot(snapshot.generation() + 1, List.copyOf(plugins)), Map.copyOf(commands));
    }

    Routing without(String plugin) {
        if (snapshot.plugin(plugin).isEmpty()) {
            return this;
        }
        Map<String, Target> commands = new HashMap<>(this.commands);
        commands.values()
                .removeIf(target -> target.version().contributions().plugin().equals(plugin));
        List<InService> plugins = snapshot.plugins().stream()
                .filter(each -> !each.contributions().plugin().equals(plugin))
                .toList();
        return new Routing(new Snapshot(snapshot.generation() + 1, plugins), Map.copyOf(commands));
    }
}
