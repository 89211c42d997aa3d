package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** The search views of the running server. */
@Command(
        name = "views",
        description = "Shows and rebuilds the search views, which are made from the logs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ViewsCommand.Ls.class, ViewsCommand.Rebuild.class})
public final class ViewsCommand extends Remote implements Runnable {
    private static final String PATH = "/api/v1/views";

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    /** Shows how far they are. */
    @Command(name = "list", description = "Shows how far each view is.", mixinStandardHelpOptions = true)
    static final class Ls extends Remote implements Runnable {
        @Override
        public void run() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("EVENT", "FILLED TO", "LOG AT"));
            for (Body view : client().get(PATH).bodies("views")) {
                rows.add(List.of(
                        view.text("event"),
                        String.valueOf(view.integer("filledTo")),
                        String.valueOf(view.integer("lastSeq"))));
            }
            table(rows);
        }
    }

    /** Makes them anew. */
    @Command(
            name = "rebuild",
            description = "Empties the views and fills them from the logs, while the show goes on.",
            mixinStandardHelpOptions = true)
    static final class Rebuild extends Remote implements Runnable {
        @Override
        public void run() {
            client().post(PATH + "/rebuild", Body.empty());
            out().println("The views are being filled from the logs; \"vitrine views list\" shows how far they are.");
        }
    }
}
