package dev.vitrine.core.policy;

import dev.vitrine.api.data.Body;
import java.util.List;

/** What a schema cannot say: names that must exist elsewhere in the same file. */
final class CrossChecks {
    private CrossChecks() {}

    static void check(String name, String file, YamlDocument document) throws PolicyError {
        Body body = document.body();
        switch (name) {
            case "window" -> exists(file, document, "tiers", body.text("defaultTier"), List.of("defaultTier"));
            case "profiles" -> {
                exists(file, document, "families", body.text("demo"), List.of("demo"));
                Body families = body.body("families");
                for (String family : families.values().keySet()) {
                    descending(
                            file,
                            document,
                            family,
                            families.body(family).body("ladder").bodies("rungs"));
                }
            }
            case "events" -> {
                Body classes = body.body("classes");
                for (String each : classes.values().keySet()) {
                    List<String> gates = classes.body(each).texts("gates");
                    for (int i = 0; i < gates.size(); i++) {
                        exists(file, document, "gates", gates.get(i), List.of("classes", each, "gates", "" + i));
                    }
                }
            }
            default -> {}
        }
    }

    /** A player goes down a rung by going one further in the list, so the list goes down. */
    private static void descending(String file, YamlDocument document, String family, List<Body> rungs)
            throws PolicyError {
        for (int i = 1; i < rungs.size(); i++) {
            Body above = rungs.get(i - 1);
            Body rung = rungs.get(i);
            if (rung.integer("bitrateKbps") >= above.integer("bitrateKbps")
                    || rung.text("name").equals(above.text("name"))) {
                List<String> path = List.of("families", family, "ladder", "rungs", "" + i);
                throw new PolicyError(
                        file,
                        document.line(path),
                        String.join(".", path),
                        "\"%s\" with %d kbit/s stands after \"%s\" with %d; each rung has another name and fewer bits than the one before"
                                .formatted(
                                        rung.text("name"),
                                        rung.integer("bitrateKbps"),
                                        above.text("name"),
                                        above.integer("bitrateKbps")));
            }
        }
    }

    private static void exists(String file, YamlDocument document, String in, String wanted, List<String> path)
            throws PolicyError {
        Body there = document.body().body(in);
        if (!there.has(wanted)) {
            throw new PolicyError(
                    file,
                    document.line(path),
                    String.join(".", path),
                    "\"%s\" is not among %s: %s"
                            .formatted(
                                    wanted, in, String.join(", ", there.values().keySet())));
        }
    }
}
