package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the events. */
@Command(name = "events", description = "Lists the events.", mixinStandardHelpOptions = true)
public final class EventsCommand extends Remote implements Runnable {
    @Override
    public void run() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("EVENT", "PHASE", "STREAM", "WATCHING", "TITLE"));
        for (Body event : client().get("/api/v1/events").bodies("events")) {
            rows.add(List.of(
                    event.text("id"),
                    event.optionalText("phase").orElse("").toLowerCase(java.util.Locale.ROOT),
                    stream(event),
                    String.valueOf(event.values().getOrDefault("viewers", 0)),
                    event.optionalText("title").orElse("")));
        }
        table(rows);
    }

    private static String stream(Body event) {
        Object stream = event.values().getOrDefault("stream", "");
        return stream instanceof java.util.Map<?, ?> map && map.get("state") != null
                ? String.valueOf(map.get("state"))
                : String.valueOf(stream);
    }
}
