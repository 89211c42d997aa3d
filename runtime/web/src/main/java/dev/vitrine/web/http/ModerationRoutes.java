package dev.vitrine.web.http;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.House;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** REST for moderators: what waits, and what becomes of it. Terms and checks are the moderation plugin's. */
final class ModerationRoutes {
    private static final int MAX_PAGE = 500;
    private static final String RIGHT = "chat.moderate";

    private final House house;

    ModerationRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask(
                        "GET",
                        EventRoutes.EVENT + "/moderation/queue",
                        RIGHT,
                        "Messages that wait for a moderator, oldest first",
                        this::queue),
                new Endpoint(
                        "POST",
                        Template.of(EventRoutes.EVENT + "/moderation/decisions"),
                        RIGHT,
                        "Approves or denies a held message, removes or restores a shown one",
                        Endpoint.CORE,
                        new Endpoint.Action.Submit("chat.decide", false, 200, ModerationRoutes::decision)));
    }

    /** {@code {seq, action, reason?, undo?}} becomes {@code chat.ACTION} of that target. */
    private static Endpoint.Order decision(Endpoint.Order order) {
        Body body = order.body();
        String action = body.text("action");
        if (!List.of("approve", "deny", "remove", "restore").contains(action)) {
            throw new BadBody("action", "takes approve, deny, remove or restore, not " + action);
        }
        Body target = Body.of(
                "target", body.integer("seq"), "reason", body.optionalText("reason"), "undo", body.flag("undo", false));
        return new Endpoint.Order("chat." + action, target);
    }

    private Reply queue(Request request) {
        long after = EventRoutes.number(request, "after", 0);
        int limit = (int) Math.clamp(EventRoutes.number(request, "limit", MAX_PAGE), 1, MAX_PAGE);
        List<LogRecord> held = house.chat().held(request.event(), limit, after);
        Body page = Body.of(
                "held", held.stream().map(record -> (Object) shown(record)).toList());
        return Reply.ok(held.size() == limit ? page.with("next", held.getLast().seq()) : page);
    }

    private static Map<String, Object> shown(LogRecord record) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("seq", record.seq());
        shown.put("at", record.at().toString());
        shown.putAll(record.body().values());
        return shown;
    }
}
