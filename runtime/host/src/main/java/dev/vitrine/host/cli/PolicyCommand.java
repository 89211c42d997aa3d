package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policies of the running server. */
@Command(
        name = "policy",
        description = "Tries a changed moderation policy on a show's log, and puts policies in force.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PolicyCommand.DryRun.class, PolicyCommand.Put.class})
public final class PolicyCommand extends Remote implements Runnable {
    private static final String ENDING = ".yaml";

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailed("\"" + file + "\" is not there or cannot be read.");
        }
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(ENDING)) {
            throw new CommandFailed("\"" + file + "\" should be named after its policy, such as moderation.yaml.");
        }
        return name.substring(0, name.length() - ENDING.length());
    }

    /** What the policy in a file would have changed in the event's chat. */
    private static Body tried(Client client, Path file, String event) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            if (!(new Yaml(new SafeConstructor(options)).load(read(file)) instanceof Map<?, ?> map)) {
                throw new CommandFailed("\"" + file + "\" is not a map of keys and values.");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((key, value) -> values.put(String.valueOf(key), value));
            String id = URLEncoder.encode(event, StandardCharsets.UTF_8);
            return client.post("/api/v1/events/" + id + "/moderation/dry-run", Body.of("policy", new Body(values)));
        } catch (YAMLException e) {
            throw new CommandFailed("\"" + file + "\" is no valid YAML: " + e.getMessage());
        }
    }

    /** Tries one. */
    @Command(
            name = "dry-run",
            description = "Replays an event's chat with a changed moderation policy and shows what would have changed.",
            mixinStandardHelpOptions = true)
    static final class DryRun extends Remote implements Runnable {
        @Parameters(paramLabel = "FILE", description = "The changed moderation.yaml.")
        private Path file = Path.of("");

        @Option(names = "--event", paramLabel = "EVENT", required = true, description = "The event to replay.")
        private String event = "";

        @Override
        public void run() {
            Body result = tried(client(), file, event);
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("SEQ", "BEFORE", "AFTER", "RULE", "NAME", "TEXT"));
            for (Body change : result.bodies("changes")) {
                String after = change.text("afterRule");
                rows.add(List.of(
                        Long.toString(change.integer("seq")),
                        change.text("before"),
                        change.text("after"),
                        after.isEmpty() ? change.text("beforeRule") : after,
                        change.text("name"),
                        change.text("text")));
            }
            if (rows.size() > 1) {
                table(rows);
            }
            out().println(result.integer("changed") + " of " + result.integer("messages") + " messages of \"" + event
                    + "\" would have fared otherwise. To put this policy in force: vitrine policy put " + file
                    + " --event " + event + " --tried " + result.text("proposedVersion"));
        }
    }

    /** Puts one in force. */
    @Command(
            name = "put",
            description = "Puts a policy in force. A moderation policy must have been tried first, as it is.",
            mixinStandardHelpOptions = true)
    static final class Put extends Remote implements Runnable {
        @Parameters(paramLabel = "FILE", description = "A whole policy file, named after its policy.")
        private Path file = Path.of("");

        @Option(names = "--event", paramLabel = "EVENT", description = "The event that the policy was tried on.")
        private String event = "";

        @Option(names = "--tried", paramLabel = "VERSION", description = "The version that \"dry-run\" printed.")
        private String version = "";

        @Override
        public void run() {
            String name = name(file);
            Client client = client();
            if (name.equals("moderation")) {
                if (event.isEmpty() || version.isEmpty()) {
                    throw new CommandFailed("Try it first: vitrine policy dry-run " + file + " --event EVENT.");
                }
                String now = tried(client, file, event).text("proposedVersion");
                if (!now.equals(version)) {
                    throw new CommandFailed("\"" + file + "\" was changed since it was tried (it is version " + now
                            + " now, not " + version + "); try it again.");
                }
            }
            Body done = client.put("/api/v1/policies/" + name, Body.of("yaml", read(file)));
            out().println("Policy \"" + name + "\" is in force as version " + done.text("version") + ".");
        }
    }
}
