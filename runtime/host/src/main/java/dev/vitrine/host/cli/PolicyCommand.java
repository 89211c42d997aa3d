package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Tries one. */
    @Command(
            name = "dry-run",
            description = "Replays an event's chat with a changed moderation policy and shows what would have changed.",
            mixinStandardHelpOptions = true)
    static final class DryRun extends Remote implements Runnable {
        @Parameters(paramLabel = "FILE", description = "The changed moderation.yaml.")
        private Path file = Path.of("");

        @Option(
                names = "--event",
                paramLabel = "EVENT",
                description = "The event to replay. Default: the last show, which alone counts.")
        private String event = "";

        @Override
        public void run() {
            Body request = Body.of("yaml", read(file));
            Body result = client().post(
                            "/api/v1/policies/" + name(file) + "/dry-run",
                            event.isEmpty() ? request : request.with("event", event));
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
            out().println(result.integer("changed") + " of " + result.integer("messages") + " messages of \""
                    + result.text("event") + "\" would have fared otherwise. "
                    + (result.flag("counts", false)
                            ? "To put this policy in force: vitrine policy put " + file
                            : "This was not the last show; before it is put in force it must be tried on that."));
        }
    }

    /** Puts one in force. */
    @Command(
            name = "put",
            description =
                    "Puts a policy in force. A moderation policy must have been tried on the last show, as it is.",
            mixinStandardHelpOptions = true)
    static final class Put extends Remote implements Runnable {
        @Parameters(paramLabel = "FILE", description = "A whole policy file, named after its policy.")
        private Path file = Path.of("");

        @Option(
                names = "--force",
                paramLabel = "REASON",
                description = "Puts it in force untried or in a protected window; the reason is on record.")
        private String reason = "";

        @Override
        public void run() {
            Body request = Body.of("yaml", read(file));
            Body done = client().put(
                            "/api/v1/policies/" + name(file),
                            reason.isBlank()
                                    ? request
                                    : request.with("force", true).with("reason", reason));
            out().println("Policy \"" + done.text("name") + "\" is in force as version " + done.text("version") + ".");
        }
    }
}
