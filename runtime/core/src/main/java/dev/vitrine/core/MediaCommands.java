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
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.RoomState;
import java.util.List;
import java.util.Set;

/**
 * Which family of profiles an event's media follows: the one its class names, until a command says another. The engine
 * asks twice a second, so a switch reaches it within a moment and no session notices more than a new configuration.
 */
final class MediaCommands {
    private static final String DEFAULT_FAMILY = "standard";

    private final Policies policies;

    MediaCommands(Policies policies) {
        this.policies = policies;
    }

    List<CoreCommand> all() {
        return List.of(CoreCommand.ofEvent(
                new CommandType(
                        "media.profile",
                        "event.write",
                        ChangeClass.CONFIGURATION,
                        "Switch the profile family of the event's media",
                        Body.of("profile", "fallback", "reason", "the line is poor")),
                this::switchTo));
    }

    private Outcome switchTo(Command command, Moment moment, EventRoom room) {
        String family = command.body().text("profile");
        Set<String> families =
                policies.policy("profiles").body("families").values().keySet();
        if (!families.contains(family)) {
            throw new BadBody("profile", "takes one of " + String.join(", ", families) + ", not " + family);
        }
        String from = family(room);
        Body answer = Body.of("profile", family);
        if (family.equals(from)) {
            return Outcome.done(List.of(), answer);
        }
        Body record = answer.with("from", from)
                .with(
                        "player",
                        policies.policy("profiles")
                                .body("families")
                                .body(family)
                                .body("player"));
        return Outcome.done(
                Draft.asap(
                        RoomState.PROFILE,
                        Channel.STREAM,
                        command.body()
                                .optionalText("reason")
                                .map(reason -> record.with("reason", reason))
                                .orElse(record)),
                answer);
    }

    /** The family in force: the one last chosen if the policy still has it, else the class's. */
    String family(EventRoom room) {
        return room.profile().filter(families()::has).orElseGet(() -> usual(room));
    }

    /** The family of the event's class. */
    private String usual(EventRoom room) {
        return policies.policy("events")
                .body("classes")
                .optionalBody(room.eventClass())
                .flatMap(each -> each.optionalText("profile"))
                .filter(families()::has)
                .orElse(DEFAULT_FAMILY);
    }

    private Body families() {
        return policies.policy("profiles").body("families");
    }

    /** The profile in force. */
    MediaProfile profile(EventRoom room) {
        String family = family(room);
        return profile(family, families().body(family));
    }

    /** The family in force, and every other one; both from the same policy, even while that is changed. */
    MediaChoice choice(EventRoom room) {
        Body families = families();
        String usual = usual(room);
        String family = room.profile().filter(families::has).orElse(usual);
        return new MediaChoice(
                family,
                usual,
                families.values().keySet().stream()
                        .map(name -> new MediaChoice.Family(
                                profile(name, families.body(name)),
                                families.body(name).optionalText("summary").orElse("")))
                        .toList());
    }

    private static MediaProfile profile(String family, Body body) {
        Body ladder = body.body("ladder");
        Body delivery = body.body("delivery");
        Body player = body.body("player");
        return new MediaProfile(
                family,
                number(body.body("video"), "gopMs"),
                ladder.bodies("rungs").stream()
                        .map(rung -> new MediaProfile.RungPlan(
                                rung.text("name"), number(rung, "height"), number(rung, "bitrateKbps")))
                        .toList(),
                ladder.text("encode").equals("always"),
                ladder.text("encoder"),
                number(delivery, "targetDelayMs"),
                number(delivery, "partMs"),
                number(delivery, "segmentMs"),
                number(player, "targetCushionMs"),
                number(player, "maxCushionMs"));
    }

    private static int number(Body body, String name) {
        return Math.toIntExact(body.integer(name));
    }
}
