package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the profile of an event's media, or switches it. */
@Command(
        name = "profile",
        description = "Shows the profile of an event's media and what else there is, or switches it live.",
        mixinStandardHelpOptions = true)
public final class ProfileCommand extends Remote implements Runnable {
    @Parameters(index = "0", paramLabel = "EVENT", description = "Id of the event.")
    private String event = "";

    @Parameters(index = "1", paramLabel = "FAMILY", arity = "0..1", description = "What to switch to.")
    private String family = "";

    @Option(names = "--reason", paramLabel = "REASON", description = "Why; it is on record.")
    private String reason = "";

    @Override
    public void run() {
        String path = "/api/v1/events/" + event + "/profile";
        if (family.isEmpty()) {
            show(client().get(path));
            return;
        }
        Body request = Body.of("profile", family);
        Body done = client().post(path, reason.isBlank() ? request : request.with("reason", reason));
        out().println("Event \"" + event + "\" follows profile \"" + done.text("profile") + "\".");
    }

    private void show(Body answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "PROFILE", "RUNGS (KBIT/S)", "ENCODED", "SUMMARY"));
        for (Body each : answer.bodies("families")) {
            String name = each.text("name");
            rows.add(List.of(
                    name.equals(answer.text("profile")) ? "*" : "",
                    name.equals(answer.text("usual")) ? name + " (usual)" : name,
                    each.bodies("rungs").stream()
                            .map(rung -> rung.text("name") + " " + rung.integer("kbps"))
                            .collect(Collectors.joining(", ")),
                    each.text("encode"),
                    each.optionalText("summary").orElse("")));
        }
        table(rows);
    }
}
