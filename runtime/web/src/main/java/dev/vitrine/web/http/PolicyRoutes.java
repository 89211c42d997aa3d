package dev.vitrine.web.http;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.core.House;
import dev.vitrine.core.policy.Policies;
import java.util.List;

/** REST about policies: those in force, and a new one in place of another. */
final class PolicyRoutes {
    private static final String POLICIES = "/api/v1/policies";

    private final House house;

    PolicyRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask("GET", POLICIES, "policy.read", "The policies in force, with their values", this::list),
                Endpoint.submit(
                        "PUT",
                        POLICIES + "/{name}",
                        "policy.write",
                        "Puts a policy in force: its whole file as yaml",
                        "policy.put",
                        true,
                        200),
                Endpoint.ask(
                        "POST",
                        POLICIES + "/{name}/dry-run",
                        "policy.write",
                        "What a policy (its whole file as yaml) would have changed in the last show, or in the event"
                                + " named; it is put on record, and a moderation policy cannot be put in force without",
                        this::dryRun));
    }

    private Reply dryRun(Request request) {
        Outcome outcome = house.trials()
                .dryRun(
                        request.actor(),
                        request.path("name"),
                        request.body().text("yaml"),
                        request.body().optionalText("event"));
        return switch (outcome) {
            case Outcome.Done done -> Reply.ok(done.reply());
            case Outcome.Refused refused -> new Reply.Refused(refused.problem());
        };
    }

    private Reply list(Request request) {
        Policies policies = house.policies();
        List<Body> all = policies.names().stream()
                .map(name -> Body.of("name", name, "version", policies.version(name), "values", policies.policy(name)))
                .toList();
        return Reply.ok(Body.of("policies", all));
    }
}
