package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import dev.vitrine.core.log.EventLog;
import dev.vitrine.core.log.LogInUse;
import dev.vitrine.core.log.LogOptions;
import dev.vitrine.core.log.LogUnavailable;
import dev.vitrine.core.log.VerifyReport;
import dev.vitrine.host.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log of an event. */
@Command(
        name = "log",
        description = "Shows, verifies and exports the log of an event.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LogCommand.Show.class, LogCommand.Verify.class, LogCommand.Export.class})
public final class LogCommand extends Remote implements Runnable {
    private static final int PAGE = 500;

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    /** Takes the records of a page. */
    private interface Taker {
        /** Whether to go on. */
        boolean take(Body entry);
    }

    private static void read(Client client, String event, long after, Taker taker) {
        long next = after;
        while (true) {
            List<Body> page = client.get("/api/v1/events/" + event + "/log?after=" + next + "&limit=" + PAGE)
                    .bodies("records");
            for (Body entry : page) {
                if (!taker.take(entry)) {
                    return;
                }
                next = entry.integer("seq");
            }
            if (page.isEmpty()) {
                return;
            }
        }
    }

    /** Shows records. */
    @Command(name = "show", description = "Shows records, one a line.", mixinStandardHelpOptions = true)
    static final class Show extends Remote implements Runnable {
        @Parameters(paramLabel = "EVENT", description = "Id of the event, or _house for the server's own log.")
        private String event = "";

        @Option(names = "--after", paramLabel = "SEQ", description = "Only later records.")
        private long after;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default 100.")
        private int limit = 100;

        @Override
        public void run() {
            int[] left = {limit};
            read(client(), event, after, entry -> {
                if (left[0]-- <= 0) {
                    return false;
                }
                out().println(entry.integer("seq") + "  " + entry.text("at") + "  " + entry.text("type") + "  "
                        + actor(entry) + "  "
                        + Json.text(entry.optionalBody("body").orElse(Body.empty())));
                return true;
            });
        }

        private static String actor(Body entry) {
            Object actor = entry.values().getOrDefault("actor", "");
            return actor instanceof java.util.Map<?, ?> map ? String.valueOf(map.get("id")) : String.valueOf(actor);
        }
    }

    /** Verifies files. */
    @Command(
            name = "verify",
            description =
                    "Checks every record of an event's log files: sums, sequence, hash chain. Also while the server"
                            + " runs.",
            mixinStandardHelpOptions = true)
    static final class Verify extends Remote implements java.util.concurrent.Callable<Integer> {
        @Parameters(paramLabel = "EVENT", description = "Id of the event, or _house for the server's own log.")
        private String event = "";

        @Override
        public Integer call() throws IOException {
            Path log = where.data().resolve("events").resolve(event);
            if (!Files.isDirectory(log)) {
                throw new CommandFailed("\"" + where.data() + "\" has no event \"" + event + "\".");
            }
            Path copy = Files.createTempDirectory("vitrine-verify");
            try {
                // A copy: the server holds the files, and opening a log repairs its tail.
                Trees.copy(log, copy, path -> true);
                return report(copy);
            } finally {
                Trees.delete(copy);
            }
        }

        private int report(Path copy) {
            try (EventLog log = EventLog.open(copy, LogOptions.defaults())) {
                VerifyReport report = log.verify();
                report.damage()
                        .ifPresentOrElse(
                                damage -> out().println("Event \"" + event + "\": " + report.records()
                                        + " records are as they were written, then: " + damage),
                                () -> out().println("Event \"" + event + "\": " + report.records()
                                        + " records, all as they were written; chain " + report.chain()));
                return report.whole() ? 0 : 1;
            } catch (LogInUse | LogUnavailable e) {
                throw new CommandFailed(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Exports records. */
    @Command(name = "export", description = "Writes all records as JSON, one a line.", mixinStandardHelpOptions = true)
    static final class Export extends Remote implements Runnable {
        @Parameters(paramLabel = "EVENT", description = "Id of the event, or _house for the server's own log.")
        private String event = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Default: standard output.")
        private Path output = Path.of("");

        @Override
        public void run() {
            if (output.toString().isEmpty()) {
                write(out());
                return;
            }
            try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(output))) {
                write(file);
            } catch (IOException e) {
                throw new CommandFailed("\"" + output + "\" cannot be written: " + e.getMessage() + ".");
            }
        }

        private void write(PrintWriter file) {
            read(client(), event, 0, entry -> {
                file.println(Json.text(entry));
                return true;
            });
            file.flush();
        }
    }
}
