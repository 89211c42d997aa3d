package dev.vitrine.web.hook;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.web.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each receiver is in each log, and what is to be tried again: a small file, written when something changed and
 * about once a second. What it lacks after a crash is sent twice with the same id, as the specification allows; the
 * logs themselves are the queue. Confined to the sender, whose lock guards it.
 */
final class Progress {
    private final Path file;
    private final Map<String, Map<String, Long>> cursors = new LinkedHashMap<>();
    private final Map<String, List<Retry>> retries = new LinkedHashMap<>();
    private boolean dirty;

    /** A delivery to be tried again. */
    record Retry(String event, long seq, int attempt, Instant at) {}

    private Progress(Path file) {
        this.file = file;
    }

    static Progress open(Path file) {
        Progress progress = new Progress(file);
        if (Files.exists(file)) {
            try {
                progress.read(Json.object(Files.readAllBytes(file)));
            } catch (IOException | Json.Malformed | BadBody e) {
                System.getLogger(Progress.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "File \"{0}\" cannot be read; receivers of outgoing events may get some twice.",
                                file);
            }
        }
        return progress;
    }

    private void read(Body body) {
        for (Body hook : body.bodies("webhooks")) {
            Map<String, Long> positions = new LinkedHashMap<>();
            Body events = hook.body("events");
            events.values().keySet().forEach(event -> positions.put(event, events.integer(event)));
            cursors.put(hook.text("id"), positions);
            List<Retry> again = new ArrayList<>();
            for (Body retry : hook.bodies("retries")) {
                again.add(new Retry(
                        retry.text("event"),
                        retry.integer("seq"),
                        (int) retry.integer("attempt"),
                        Instant.parse(retry.text("at"))));
            }
            retries.put(hook.text("id"), again);
        }
    }

    long cursor(String hook, String event) {
        return cursors.getOrDefault(hook, Map.of()).getOrDefault(event, 0L);
    }

    void advance(String hook, String event, long seq) {
        cursors.computeIfAbsent(hook, each -> new LinkedHashMap<>()).put(event, seq);
        dirty = true;
    }

    List<Retry> retries(String hook) {
        return retries.computeIfAbsent(hook, each -> new ArrayList<>());
    }

    void changed() {
        dirty = true;
    }

    void forget(String hook) {
        dirty |= cursors.remove(hook) != null | retries.remove(hook) != null;
    }

    List<String> hooks() {
        return List.copyOf(cursors.keySet());
    }

    /** Writes the file if something changed. */
    void save() throws IOException {
        if (!dirty) {
            return;
        }
        List<Object> hooks = new ArrayList<>();
        cursors.forEach((hook, events) -> hooks.add(Map.of(
                "id",
                hook,
                "events",
                events,
                "retries",
                retries(hook).stream()
                        .map(retry -> Map.of(
                                "event", retry.event(),
                                "seq", retry.seq(),
                                "attempt", (long) retry.attempt(),
                                "at", retry.at().toString()))
                        .toList())));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, Json.bytes(Map.of("webhooks", hooks)));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        dirty = false;
    }
}
