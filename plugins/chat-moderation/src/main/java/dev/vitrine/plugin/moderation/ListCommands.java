package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.util.Optional;
import java.util.Set;

/** Commands about ban lists that others keep. */
final class ListCommands {
    private static final int LISTS_MAX = 20;
    private static final int URL_MAX = 2_000;
    private static final long MINUTES_MIN = 5;
    private static final long MINUTES_MAX = 7 * 24 * 60;
    private static final long MINUTES = 60;
    private static final int PROBLEM_MAX = 500;

    static final CommandType SUBSCRIBE = Commands.person(
            "moderation.list-subscribe",
            "Takes over somebody's signed ban list",
            "document",
            Body.of("payload", "vitrine-ban-list 1", "key", "", "signature", ""),
            "trust",
            "watch");
    static final CommandType UNSUBSCRIBE =
            Commands.person("moderation.list-unsubscribe", "Drops a ban list, or its address", "list", "list-1");
    static final CommandType FOLLOW = Commands.person(
            "moderation.list-follow",
            "Fetches somebody's signed ban list from an address, again and again",
            "url",
            "https://partner.example/bans.json",
            "trust",
            "watch",
            "minutes",
            MINUTES);
    static final CommandType REPORT = Commands.person(
            "moderation.list-report", "Says whether a followed list comes; the plugin's own", "follow", "url-1a2b3c4d");

    private ListCommands() {}

    static Outcome subscribe(Command command, EventState state) {
        Body body = command.body();
        Body document = body.body("document");
        boolean ban = isBan(body);
        // The example that the host checks a version with has no signature.
        if (document.text("signature").isEmpty()) {
            return Outcome.refused("not-signed", 409, "This list is not signed; ask its keeper for a signed one.");
        }
        String id = ListKey.check(document);
        BanList list = BanList.of(id, document.text("payload"), ban);
        Optional<String> from = body.optionalText("follow");
        Optional<Outcome> wrong = from.isPresent() ? wrong(command, state, from.get(), list) : Optional.empty();
        if (wrong.isPresent()) {
            return wrong.get();
        }
        if (!state.hasList(id) && state.listCount() >= LISTS_MAX) {
            return tooMany();
        }
        Body record = Body.of(
                "list",
                id,
                "name",
                list.name(),
                "issued",
                list.issued().toString(),
                "trust",
                body.text("trust"),
                "entries",
                list.entries().size(),
                "follow",
                from,
                "document",
                document);
        return Outcome.done(Draft.asap(Records.LIST_SUBSCRIBED, Channel.NONE, record), list.toBody());
    }

    /** What is wrong with a list that came from a followed address. */
    private static Optional<Outcome> wrong(Command command, EventState state, String from, BanList list) {
        if (command.actor().kind() != Actor.Kind.PLUGIN) {
            throw new BadBody("follow", "is for the plugin itself");
        }
        Optional<Follow> follow = state.follow(from);
        if (follow.isEmpty()) {
            return Optional.of(noSuch(from));
        }
        if (follow.get().list().isPresent() && !follow.get().list().get().equals(list.id())) {
            return Optional.of(Outcome.refused(
                    "other-key", 409, "It is signed with another key than before; follow it anew if that is right."));
        }
        if (state.list(list.id())
                .filter(now -> now.issued().isAfter(list.issued()))
                .isPresent()) {
            return Optional.of(Outcome.refused("older", 409, "It is older than the one that is in force."));
        }
        return Optional.empty();
    }

    static Outcome follow(Body body, EventState state) {
        String url = body.text("url");
        // Where it leads is looked at by the host, each time that it is fetched.
        if (url.length() > URL_MAX || !url.matches("https?://[!-~]+")) {
            throw new BadBody("url", "takes an address that begins with https://");
        }
        boolean ban = isBan(body);
        long minutes = body.optionalInteger("minutes").orElse(MINUTES);
        if (minutes < MINUTES_MIN || minutes > MINUTES_MAX) {
            throw new BadBody("minutes", "takes " + MINUTES_MIN + " to " + MINUTES_MAX);
        }
        String id = Follow.id(url);
        if (state.follow(id).isEmpty() && state.listCount() >= LISTS_MAX) {
            return tooMany();
        }
        return Commands.done(
                Records.LIST_FOLLOWED,
                Channel.MOD,
                Body.of("follow", id, "url", url, "trust", ban ? "ban" : "watch", "minutes", minutes));
    }

    static Outcome report(Command command, EventState state) {
        if (command.actor().kind() != Actor.Kind.PLUGIN) {
            return Outcome.refused("forbidden", 403, "Whether a list comes is said by the plugin itself.");
        }
        String id = command.body().text("follow");
        Optional<Follow> follow = state.follow(id);
        if (follow.isEmpty()) {
            return noSuch(id);
        }
        Optional<String> problem = command.body()
                .optionalText("problem")
                .map(text -> text.substring(0, Math.min(PROBLEM_MAX, text.length())));
        return Commands.done(
                Records.LIST_STATE,
                Channel.OPS,
                Body.of(
                        "follow",
                        id,
                        "url",
                        follow.get().url(),
                        "state",
                        problem.isPresent() ? "failing" : "well",
                        "problem",
                        problem));
    }

    static Outcome unsubscribe(Body body, EventState state) {
        String id = body.text("list");
        if (!state.hasList(id) && state.follow(id).isEmpty()) {
            return noSuch(id);
        }
        return Commands.done(Records.LIST_UNSUBSCRIBED, Channel.MOD, Body.of("list", id));
    }

    private static boolean isBan(Body body) {
        String trust = body.text("trust");
        if (!Set.of("ban", "watch").contains(trust)) {
            throw new BadBody("trust", "takes ban or watch, not " + trust);
        }
        return trust.equals("ban");
    }

    private static Outcome noSuch(String id) {
        return Outcome.refused("no-such-list", 404, "This event follows no list \"" + id + "\".");
    }

    private static Outcome tooMany() {
        return Outcome.refused("too-many-lists", 409, "An event follows at most " + LISTS_MAX + " lists; drop one.");
    }
}
