package dev.vitrine.web.http;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.core.House;
import dev.vitrine.core.hook.Webhooks.Webhook;
import dev.vitrine.core.net.OutboundRefused;
import java.util.List;

/** REST about receivers of outgoing events. */
final class WebhookRoutes {
    private static final String RIGHT = "webhook.write";
    private static final String HOOKS = "/api/v1/webhooks";
    private static final String HOOK = HOOKS + "/{id}";

    private final House house;

    WebhookRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask("GET", HOOKS, RIGHT, "The receivers of outgoing events, without secrets", this::list),
                door(
                        HOOKS,
                        "Sends events to an address outside; its secret is shown this once",
                        Body.of("url", "https://shop.example/hooks", "types", List.of("cta.order", "chat.*")),
                        this::create),
                submit("DELETE", HOOK, "Sends nothing more to an address", "webhook.delete"),
                submit(
                        "POST",
                        HOOK + "/rotate",
                        "Takes a new secret; the old one signs for 24 h more",
                        "webhook.rotate"),
                submit("PUT", HOOK + "/paused", "Sends nothing for now, or goes on where it stopped", "webhook.pause"),
                Endpoint.ask("GET", HOOK + "/dead", RIGHT, "What could not be delivered", this::dead),
                submit("POST", HOOK + "/replay", "Sends again what could not be delivered", "webhook.replay"));
    }

    private static Endpoint submit(String method, String path, String summary, String command) {
        return Endpoint.submit(method, path, RIGHT, summary, command, true, 200);
    }

    private static Endpoint door(String path, String summary, Body example, Visit.Door door) {
        return new Endpoint(
                "POST", Template.of(path), RIGHT, summary, Endpoint.CORE, new Endpoint.Action.Visited(door, example));
    }

    private void create(Visit visit) {
        try {
            house.outbound().check(visit.body().text("url"));
        } catch (OutboundRefused e) {
            visit.refuse(Problem.of("address-refused", 422, String.valueOf(e.getMessage())));
            return;
        }
        answer(visit, submit(visit, "webhook.create"), 201);
    }

    private Outcome submit(Visit visit, String command) {
        return house.bus()
                .submit(Command.of(Command.HOUSE, command, visit.caller().actor(), visit.body()))
                .toCompletableFuture()
                .join();
    }

    private static void answer(Visit visit, Outcome outcome, int status) {
        switch (outcome) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done -> visit.answer(status, done.reply());
        }
    }

    private Reply list(Request request) {
        List<Body> all = house.webhooks().all().stream().map(this::shown).toList();
        return Reply.ok(Body.of("webhooks", all));
    }

    private Body shown(Webhook hook) {
        return Body.of(
                "id", hook.id(),
                "url", hook.url(),
                "types", hook.types(),
                "events", hook.events(),
                "paused", hook.paused(),
                "dead", house.webhooks().dead(hook.id()).size(),
                "createdAt", hook.createdAt().toString());
    }

    private Reply dead(Request request) {
        List<Body> dead = house.webhooks().dead(request.path("id")).stream()
                .map(each -> Body.of(
                        "event", each.event(),
                        "seq", each.seq(),
                        "why", each.why(),
                        "at", each.at().toString()))
                .toList();
        return Reply.ok(Body.of("dead", dead));
    }
}
