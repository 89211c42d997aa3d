package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Says what the running server does. */
@Command(name = "status", description = "Shows the running server.", mixinStandardHelpOptions = true)
public final class StatusCommand extends Remote implements Runnable {
    @Override
    public void run() {
        Client client = client();
        boolean ready = client.status("/health/ready") == 200;
        List<Body> events = client.get("/api/v1/events").bodies("events");
        List<Body> plugins = client.get("/api/v1/plugins").bodies("plugins");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("server", ready ? "ready" : "not ready, see /health/ready"));
        rows.add(List.of("process", String.valueOf(client.run().pid())));
        rows.add(List.of("http", client.run().host() + ":" + client.run().http()));
        rows.add(List.of("rtmp", client.run().host() + ":" + client.run().rtmp()));
        rows.add(List.of("events", String.valueOf(events.size())));
        rows.add(List.of("plugins", PluginsCommand.summary(plugins)));
        table(rows);
    }
}
