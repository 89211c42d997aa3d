package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Plugins of the running server. */
@Command(
        name = "plugins",
        description = "Lists, installs, updates, rolls back and removes plugins while the server runs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PluginsCommand.Ls.class,
            PluginsCommand.Install.class,
            PluginsCommand.Update.class,
            PluginsCommand.Rollback.class,
            PluginsCommand.Remove.class,
            PluginsCommand.Why.class
        })
public final class PluginsCommand extends Remote implements Runnable {
    private static final String PATH = "/api/v1/plugins";

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    static String summary(List<Body> plugins) {
        long out = plugins.stream()
                .filter(plugin -> plugin.optionalText("state").orElse("").equals("failed"))
                .count();
        return plugins.size() + (out == 0 ? "" : ", of which " + out + " not in service; see \"vitrine plugins list\"");
    }

    private static String path(String id) {
        return PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static String sentence(Body plugin) {
        return "Version " + plugin.optionalText("version").orElse("") + " of plugin \"" + plugin.text("id")
                + "\" is in service"
                + plugin.optionalText("previous")
                        .map(before -> "; before it: " + before + ".")
                        .orElse(".");
    }

    /** Lists them. */
    @Command(name = "list", description = "Lists the plugins.", mixinStandardHelpOptions = true)
    static final class Ls extends Remote implements Runnable {
        @Override
        public void run() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("PLUGIN", "VERSION", "STATE", "PREVIOUS", "WHY"));
            for (Body plugin : client().get(PATH).bodies("plugins")) {
                rows.add(List.of(
                        plugin.text("id"),
                        plugin.optionalText("version").orElse(""),
                        plugin.optionalText("state").orElse(""),
                        plugin.optionalText("previous").orElse("-"),
                        plugin.optionalText("why").orElse("")));
            }
            table(rows);
        }
    }

    /** Installs one. */
    @Command(name = "install", description = "Installs a plugin from its jar.", mixinStandardHelpOptions = true)
    static final class Install extends Remote implements Runnable {
        @Parameters(paramLabel = "JAR", description = "The bundle.")
        private Path jar = Path.of("");

        @Override
        public void run() {
            out().println(sentence(client().upload("POST", PATH, jar)));
        }
    }

    /** Updates one. */
    @Command(
            name = "update",
            description = "Brings another version of a plugin into service; viewers notice nothing.",
            mixinStandardHelpOptions = true)
    static final class Update extends Remote implements Runnable {
        @Parameters(paramLabel = "JAR", description = "The bundle of the new version.")
        private Path jar = Path.of("");

        @Override
        public void run() {
            out().println(sentence(client().upload("POST", PATH, jar)));
        }
    }

    /** Rolls one back. */
    @Command(name = "rollback", description = "Goes back to the version before.", mixinStandardHelpOptions = true)
    static final class Rollback extends Remote implements Runnable {
        @Parameters(paramLabel = "PLUGIN", description = "Its id.")
        private String id = "";

        @Override
        public void run() {
            out().println(sentence(client().post(path(id) + "/rollback", Body.empty())));
        }
    }

    /** Removes one. */
    @Command(name = "remove", description = "Takes a plugin out of service.", mixinStandardHelpOptions = true)
    static final class Remove extends Remote implements Runnable {
        @Parameters(paramLabel = "PLUGIN", description = "Its id.")
        private String id = "";

        @Override
        public void run() {
            client().delete(path(id));
            out().println("Plugin \"" + id + "\" is removed; \"vitrine plugins rollback " + id + "\" brings it back.");
        }
    }

    /** Says why. */
    @Command(
            name = "why",
            description = "Says where a plugin stands and why it is not in service.",
            mixinStandardHelpOptions = true)
    static final class Why extends Remote implements Runnable {
        @Parameters(paramLabel = "PLUGIN", description = "Its id.")
        private String id = "";

        @Override
        public void run() {
            out().println(client().get(path(id) + "/why").text("why"));
        }
    }
}
