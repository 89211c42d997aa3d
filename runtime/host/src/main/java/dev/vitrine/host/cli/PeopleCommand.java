package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import dev.vitrine.host.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is kept about one person. */
@Command(
        name = "people",
        description = "Exports or erases what is kept about one person.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PeopleCommand.Export.class, PeopleCommand.Erase.class})
public final class PeopleCommand extends Remote implements Runnable {
    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    private static String path(String person) {
        return "/api/v1/people/" + URLEncoder.encode(person, StandardCharsets.UTF_8);
    }

    /** Exports. */
    @Command(
            name = "export",
            description = "Writes everything about one person as JSON. The export itself is recorded.",
            mixinStandardHelpOptions = true)
    static final class Export extends Remote implements Runnable {
        @Parameters(
                paramLabel = "PERSON",
                description = "Id of the person, such as v-1a2b3c4d; chat shows it to staff.")
        private String person = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Default: standard output.")
        private Path output = Path.of("");

        @Override
        public void run() {
            String json = Json.text(client().post(path(person) + "/export", Body.empty()));
            if (output.toString().isEmpty()) {
                out().println(json);
                return;
            }
            try {
                Files.writeString(output, json + "\n");
            } catch (IOException e) {
                throw new CommandFailed("\"" + output + "\" cannot be written: " + e.getMessage() + ".");
            }
        }
    }

    /** Erases. */
    @Command(
            name = "erase",
            description = "Makes names and words of one person unreadable for good, everywhere: log, views, search."
                    + " What happened stays on the log, and its chain still verifies.",
            mixinStandardHelpOptions = true)
    static final class Erase extends Remote implements Runnable {
        @Parameters(paramLabel = "PERSON", description = "Id of the person, such as v-1a2b3c4d.")
        private String person = "";

        @Option(names = "--yes", required = true, description = "This cannot be undone.")
        private boolean yes;

        @Override
        public void run() {
            client().delete(path(person));
            out().println("Person \"" + person + "\" is erased.");
        }
    }
}
