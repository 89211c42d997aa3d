package dev.vitrine.core;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.hook.Webhooks;
import dev.vitrine.core.room.EventRoom;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Receivers of outgoing events. Their secrets must be known in full to sign with, so they lie on the log under a key of
 * their own; deleting the receiver destroys it.
 */
final class HookCommands {
    private static final String RIGHT = "webhook.write";
    private static final int MAX_HOOKS = 100;
    private static final int MAX_LIST = 100;
    private static final int MAX_URL = 2_000;
    private static final int MAX_WHY = 200;
    private static final Pattern TYPE = Pattern.compile("\\*|[a-z][a-z0-9-]*\\.(\\*|[a-z][a-z0-9-]*)");

    private final Secrets secrets;
    private final Webhooks webhooks;
    private final CoreCommand.After deleted;

    HookCommands(Secrets secrets, Webhooks webhooks, CoreCommand.After deleted) {
        this.secrets = secrets;
        this.webhooks = webhooks;
        this.deleted = deleted;
    }

    List<CoreCommand> all() {
        return List.of(
                command(
                        "webhook.create",
                        "Send events to an address outside; its secret is shown once",
                        Body.of("url", "https://shop.example/hooks", "types", List.of("cta.order", "core.phase")),
                        true,
                        this::create),
                command(
                        "webhook.rotate",
                        "Take a new secret; the old one signs as well for 24 hours",
                        Body.of("id", "w-1a2b3c4d"),
                        true,
                        this::rotate),
                command(
                        "webhook.pause",
                        "Send nothing for now, or go on where it stopped",
                        Body.of("id", "w-1a2b3c4d", "paused", true),
                        false,
                        this::pause),
                command(
                        "webhook.replay",
                        "Send again what could not be delivered",
                        Body.of("id", "w-1a2b3c4d"),
                        false,
                        this::replay),
                new CoreCommand(
                        type("webhook.delete", RIGHT, "Send nothing more to an address", Body.of("id", "w-1a2b3c4d")),
                        CoreCommand.Audience.SERVER,
                        false,
                        this::delete,
                        deleted),
                new CoreCommand(
                        type(
                                "webhook.dead",
                                "house",
                                "Record that an event could not be delivered",
                                Body.of("id", "w-1a2b3c4d", "event", "spring-drop", "seq", 812, "why", "answered 500")),
                        CoreCommand.Audience.SERVER_BY_HOUSE_ALONE,
                        false,
                        this::dead,
                        CoreCommand.After.NOTHING));
    }

    private static CommandType type(String type, String right, String summary, Body example) {
        return new CommandType(type, right, ChangeClass.CONFIGURATION, summary, example);
    }

    private static CoreCommand command(
            String type, String summary, Body example, boolean secretReply, CoreCommand.Work work) {
        return new CoreCommand(
                type(type, RIGHT, summary, example),
                CoreCommand.Audience.SERVER,
                secretReply,
                work,
                CoreCommand.After.NOTHING);
    }

    private String secret() {
        // 192 random bits in 32 bytes; the Standard Webhooks specification asks for 24 to 64 bytes, in base64.
        return "whsec_"
                + java.util.Base64.getEncoder()
                        .encodeToString((secrets.secret() + secrets.secret())
                                .substring(0, 32)
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private Outcome create(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        String url = body.text("url");
        if (url.length() > MAX_URL || !(url.startsWith("https://") || url.startsWith("http://"))) {
            throw new BadBody("url", "takes an https address");
        }
        List<String> types = body.texts("types");
        if (types.isEmpty() || types.size() > MAX_LIST) {
            throw new BadBody("types", "takes 1 to " + MAX_LIST + " types of records, such as cta.order or chat.*");
        }
        types.stream().filter(each -> !TYPE.matcher(each).matches()).findFirst().ifPresent(bad -> {
            throw new BadBody("types", "takes types of records, such as cta.order or chat.*, not " + bad);
        });
        List<String> events = body.texts("events");
        if (events.size() > MAX_LIST) {
            throw new BadBody("events", "takes at most " + MAX_LIST + " events");
        }
        if (webhooks.all().size() >= MAX_HOOKS) {
            return Outcome.refused("too-many-webhooks", 409, "There are " + MAX_HOOKS + " receivers; delete some.");
        }
        Body hook = Body.of("id", secrets.longId("w"), "url", url, "types", types, "events", events);
        Body withSecret = hook.with("secret", secret());
        return Outcome.done(Draft.asap(Webhooks.CREATED, Channel.NONE, withSecret), withSecret);
    }

    private Outcome rotate(Command command, Moment moment, EventRoom room) {
        return changed(command, Body.of("secret", secret()));
    }

    private Outcome pause(Command command, Moment moment, EventRoom room) {
        return changed(command, Body.of("paused", command.body().flag("paused", true)));
    }

    private Outcome changed(Command command, Body change) {
        String id = command.body().text("id");
        Body body = Body.of("id", id);
        for (var field : change.values().entrySet()) {
            body = body.with(field.getKey(), field.getValue());
        }
        return known(id, Outcome.done(Draft.asap(Webhooks.CHANGED, Channel.NONE, body), body));
    }

    private Outcome replay(Command command, Moment moment, EventRoom room) {
        String id = command.body().text("id");
        List<Body> again = webhooks.dead(id).stream()
                .map(each -> Body.of("event", each.event(), "seq", each.seq()))
                .toList();
        return known(
                id,
                Outcome.done(
                        Draft.asap(Webhooks.REPLAYED, Channel.NONE, Body.of("id", id, "again", again)),
                        Body.of("id", id, "again", again.size())));
    }

    private Outcome delete(Command command, Moment moment, EventRoom room) {
        Body body = Body.of("id", command.body().text("id"));
        return known(body.text("id"), Outcome.done(Draft.asap(Webhooks.DELETED, Channel.NONE, body), body));
    }

    private Outcome dead(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        String why = body.text("why");
        Body recorded = Body.of(
                "id",
                body.text("id"),
                "event",
                body.text("event"),
                "seq",
                body.integer("seq"),
                "why",
                why.substring(0, Math.min(why.length(), MAX_WHY)));
        return known(body.text("id"), Outcome.done(Draft.asap(Webhooks.DEAD, Channel.OPS, recorded), Body.empty()));
    }

    private Outcome known(String id, Outcome outcome) {
        return webhooks.find(id).isPresent()
                ? outcome
                : Outcome.refused("no-such-webhook", 404, "There is no receiver \"" + id + "\".");
    }
}
