package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.plugin.Download;
import dev.vitrine.api.plugin.PluginContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Fetches followed ban lists when their time has come. What comes is checked here and once more by the command that
 * puts it on record; what does not come leaves the last good list in force. When it was fetched last and under which
 * mark is known here alone: after a restart everything is fetched once more.
 */
final class Follower {
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final int RETRY_DOUBLINGS = 10;
    /** So that a thousand servers do not ask in the same second: a tenth more or less. */
    private static final double JITTER = 0.1;

    private final PluginContext context;
    private final Map<String, Round> rounds = new ConcurrentHashMap<>();

    /** How it stands with one follow of one event. */
    private static final class Round {
        private boolean underWay;
        private String etag = "";
        private int failures;
        private int fetches;
        private Instant next = Instant.EPOCH;
    }

    Follower(PluginContext context) {
        this.context = context;
    }

    /** Fetches what is due in an event. Returns at once; called again and again. */
    void tick(String event, EventState state, Instant now) {
        List<Follow> follows = state.follows();
        if (follows.isEmpty() && rounds.isEmpty()) {
            return;
        }
        Set<String> inForce = follows.stream().map(follow -> key(event, follow)).collect(Collectors.toSet());
        rounds.keySet().removeIf(key -> key.startsWith(event + " ") && !inForce.contains(key));
        for (Follow follow : follows) {
            Round round = rounds.computeIfAbsent(key(event, follow), each -> new Round());
            synchronized (round) {
                if (round.underWay || now.isBefore(round.next)) {
                    continue;
                }
                round.underWay = true;
                round.fetches++;
            }
            context.fetch(follow.url(), round.etag).thenAccept(download -> came(event, state, follow, round, download));
        }
    }

    private static String key(String event, Follow follow) {
        return event + " " + follow.id() + " " + follow.since();
    }

    private void came(String event, EventState state, Follow follow, Round round, Download download) {
        switch (download) {
            case Download.Document document -> {
                Optional<String> wrong = take(event, state, follow, document.body());
                over(event, state, follow, round, wrong, wrong.isEmpty() ? document.etag() : round.etag);
            }
            case Download.Unchanged unchanged -> over(event, state, follow, round, Optional.empty(), round.etag);
            case Download.Failed failed ->
                over(event, state, follow, round, Optional.of(failed.sentence()), round.etag);
        }
    }

    /** Puts a list on record unless it says what is known. Returns what is wrong with it. */
    private Optional<String> take(String event, EventState state, Follow follow, Body document) {
        try {
            String id = ListKey.check(document);
            BanList fresh = BanList.of(id, document.text("payload"), follow.ban());
            if (follow.list().equals(Optional.of(id)) && state.says(fresh)) {
                return Optional.empty();
            }
        } catch (BadBody e) {
            return Optional.of("It is no signed ban list: " + e.getMessage());
        }
        Outcome outcome = submit(
                event,
                ListCommands.SUBSCRIBE.type(),
                Body.of("document", document, "trust", follow.ban() ? "ban" : "watch", "follow", follow.id()));
        return outcome instanceof Outcome.Refused refused
                ? Optional.of(refused.problem().detail())
                : Optional.empty();
    }

    private void over(
            String event, EventState state, Follow follow, Round round, Optional<String> problem, String etag) {
        Optional<Follow> known = state.follows().stream()
                .filter(each -> each.id().equals(follow.id()))
                .findFirst();
        if (known.isPresent() && known.get().problem().isPresent() != problem.isPresent()) {
            submit(event, ListCommands.REPORT.type(), Body.of("follow", follow.id(), "problem", problem));
        }
        synchronized (round) {
            round.etag = etag;
            round.failures = problem.isPresent() ? round.failures + 1 : 0;
            round.next = context.clock().instant().plus(pause(follow, round));
            round.underWay = false;
        }
    }

    private Duration pause(Follow follow, Round round) {
        Duration pause = follow.every();
        if (round.failures > 0) {
            Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(RETRY_DOUBLINGS, round.failures - 1));
            pause = retry.compareTo(pause) < 0 ? retry : pause;
        }
        // The same for the same server and round, and different for others: its own key is not needed for that.
        int mixed = (follow.url() + context.directory() + round.fetches).hashCode() * 0x9E3779B1;
        double share = (mixed >>> 8) / (double) (1 << 24);
        return Duration.ofMillis((long) (pause.toMillis() * (1 + JITTER * (2 * share - 1))));
    }

    private Outcome submit(String event, String type, Body body) {
        return context.submit(Command.of(event, type, Actor.plugin(context.id()), body))
                .toCompletableFuture()
                .join();
    }
}
