package dev.vitrine.web.http;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.House;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** REST for moderators: what waits, and what becomes of it. Terms and checks are the moderation plugin's. */
final class ModerationRoutes {
    private static final int LOOK_BACK = 2_000;
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

    /** {@code {seq, action, reason?}} becomes {@code chat.ACTION} of that target. */
    private static Endpoint.Order decision(Endpoint.Order order) {
        Body body = order.body();
        String action = body.text("action");
        if (!List.of("approve", "deny", "remove", "restore").contains(action)) {
            throw new BadBody("action", "takes approve, deny, remove or restore, not " + action);
        }
        Body target = Body.of("target", body.integer("seq"), "reason", body.optionalText("reason"));
        return new Endpoint.Order("chat." + action, target);
    }

    private Reply queue(Request request) {
        Room room = house.rooms().room(request.event()).orElseThrow();
        Map<Long, Body> held = new LinkedHashMap<>();
        for (Publication publication : room.latest(Channel.MOD, LOOK_BACK).publications()) {
            LogRecord record = publication.record();
            switch (record.type()) {
                case "chat.held" -> {
                    Map<String, Object> shown = new LinkedHashMap<>();
                    shown.put("seq", record.seq());
                    shown.put("at", record.at().toString());
                    shown.putAll(record.body().values());
                    held.put(record.seq(), new Body(shown));
                }
                case "chat.approved", "chat.denied" ->
                    record.body().optionalInteger("target").ifPresent(held::remove);
                default -> {}
            }
        }
        return Reply.ok(Body.of("held", List.copyOf(held.values())));
    }
}
