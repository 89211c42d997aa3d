package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import dev.vitrine.core.log.CutReport;
import dev.vitrine.core.log.EventLog;
import dev.vitrine.core.log.LogInUse;
import dev.vitrine.core.log.LogUnavailable;
import dev.vitrine.core.log.VerifyReport;
import dev.vitrine.host.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log of an event. */
@Command(
        name = "log",
        description = "Shows, verifies, exports and repairs the log of an event.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LogCommand.Show.class, LogCommand.Verify.class, LogCommand.Export.class, LogCommand.Cut.class})
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
    static final class Verify extends Remote implements Callable<Integer> {
        @Parameters(paramLabel = "EVENT", description = "Id of the event, or _house for the server's own log.")
        private String event = "";

        @Override
        public Integer call() {
            try {
                VerifyReport report = EventLog.verify(directory(where.data(), event));
                report.damage()
                        .ifPresentOrElse(
                                damage -> out().println("Event \"" + event + "\": " + report.records()
                                        + " records are as they were written. " + damage.sentence()),
                                () -> out().println("Event \"" + event + "\": " + report.records()
                                        + " records, all as they were written; chain " + report.chain()));
                return report.whole() ? 0 : 1;
            } catch (LogUnavailable e) {
                throw new CommandFailed(e.getMessage());
            }
        }
    }

    /** Cuts a damaged log. */
    @Command(
            name = "cut",
            description = "Cuts a damaged log at the damage, so that the event goes on without what follows. The server"
                    + " must be stopped. The files as they were are kept beside it.",
            mixinStandardHelpOptions = true)
    static final class Cut extends Remote implements Runnable {
        @Parameters(paramLabel = "EVENT", description = "Id of the event, or _house for the server's own log.")
        private String event = "";

        @Override
        public void run() {
            try {
                CutReport report = EventLog.cutAtDamage(directory(where.data(), event));
                out().println(
                                report.damage().isEmpty()
                                        ? "Event \"" + event + "\" is whole; nothing was done."
                                        : "Event \"" + event + "\" ends at record " + report.lastSeq()
                                                + " now; the files as they were are kept as "
                                                + String.join(", ", report.kept()) + ".");
            } catch (LogInUse | LogUnavailable e) {
                throw new CommandFailed(e.getMessage());
            }
        }
    }

    private static Path directory(Path data, String event) {
        Path events = data.resolve("events");
        Path log = events.resolve(event).resolve("log").normalize();
        if (!log.startsWith(events) || !Files.isDirectory(log)) {
            throw new CommandFailed("\"" + data + "\" has no event \"" + event + "\".");
        }
        return log;
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
