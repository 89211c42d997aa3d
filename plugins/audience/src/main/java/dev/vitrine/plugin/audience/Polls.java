package dev.vitrine.plugin.audience;

import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The polls of an event: one open at a time, one vote each, which may be changed while the poll is open. Who voted what
 * stays in the log; everybody gets the sums.
 */
final class Polls {
    static final CommandType OPEN = new CommandType(
            "audience.poll",
            Rights.RUN,
            ChangeClass.SHOW,
            "Lets everybody choose between two to six answers",
            Body.of("question", "Which one next?", "options", List.of("Brass", "Steel"), "seconds", 60));
    static final CommandType VOTE = new CommandType(
            "audience.vote",
            Rights.TAKE_PART,
            ChangeClass.SHOW,
            "Votes, or changes one's vote",
            Body.of("poll", 812, "option", 0));
    static final CommandType END = new CommandType(
            "audience.poll-end", Rights.RUN, ChangeClass.SHOW, "Ends a poll; its result stands", Body.of("poll", 812));

    static final int OPTIONS_MIN = 2;
    static final int OPTIONS_MAX = 6;
    private static final int QUESTION_MAX = 200;
    private static final int OPTION_MAX = 80;
    /** As many as there can be sessions. */
    private static final int VOTERS_MAX = 100_000;
    /** For so long after its end a result is still in front of those who come late. */
    private static final Duration SHOWN_AFTER_END = Duration.ofMinutes(5);

    private volatile Optional<Poll> newest = Optional.empty();

    /** Votes are counted on the event's thread and read on any. */
    private static final class Poll {
        private final long id;
        private final String question;
        private final List<String> options;
        private final Optional<Instant> endsAt;
        private final Map<String, Integer> votes = new ConcurrentHashMap<>();
        private final AtomicLongArray sums;
        private volatile List<Long> told;
        private volatile Optional<Instant> endedAt = Optional.empty();

        Poll(LogRecord record) {
            Body body = record.body();
            id = record.seq();
            question = body.text("question");
            options = body.texts("options");
            endsAt = body.optionalText("endsAt").map(Instant::parse);
            sums = new AtomicLongArray(options.size());
            told = sums();
        }

        List<Long> sums() {
            List<Long> list = new ArrayList<>();
            for (int option = 0; option < sums.length(); option++) {
                list.add(sums.get(option));
            }
            return List.copyOf(list);
        }

        void vote(String user, int option) {
            Integer before = votes.put(user, option);
            if (before != null) {
                sums.decrementAndGet(before);
            }
            sums.incrementAndGet(option);
        }

        boolean open(Instant now) {
            return endedAt.isEmpty() && endsAt.filter(end -> !now.isBefore(end)).isEmpty();
        }

        Body result() {
            return Body.of("poll", id, "votes", List.copyOf(sums()));
        }

        Body toBody(Instant now) {
            return Body.of(
                    "poll",
                    id,
                    "question",
                    question,
                    "options",
                    options,
                    "votes",
                    List.copyOf(sums()),
                    "endsAt",
                    endsAt.map(Instant::toString),
                    "open",
                    open(now));
        }
    }

    Outcome open(Command command, Moment moment) {
        Body body = command.body();
        List<String> options = body.texts("options").stream()
                .map(option -> Fields.line("options", option, OPTION_MAX))
                .distinct()
                .toList();
        if (options.size() < OPTIONS_MIN || options.size() > OPTIONS_MAX) {
            throw new BadBody("options", "takes " + OPTIONS_MIN + " to " + OPTIONS_MAX + " different answers");
        }
        String question = Fields.line(body, "question", QUESTION_MAX);
        Optional<String> endsAt = Fields.seconds(body).map(moment.now()::plus).map(Instant::toString);
        Optional<Poll> before = newest.filter(poll -> poll.open(moment.now()));
        if (before.isPresent()) {
            return Outcome.refused(
                    "poll-open",
                    409,
                    "The poll \"" + before.get().question + "\" is still open; end it before you begin another.");
        }
        Body poll = Body.of("question", question, "options", options, "endsAt", endsAt);
        return Outcome.done(Draft.asap(Records.POLL, Channel.OVERLAY, poll), poll);
    }

    Outcome vote(Command command, Moment moment) {
        long id = Fields.number(command.body(), "poll");
        Optional<Poll> found = find(id);
        if (found.isEmpty()) {
            return noSuchPoll(id);
        }
        Poll poll = found.get();
        if (!poll.open(moment.now())) {
            return Outcome.refused("poll-closed", 409, "This poll is over; its result stands.");
        }
        long option = Fields.number(command.body(), "option");
        if (option < 0 || option >= poll.options.size()) {
            throw new BadBody("option", "takes 0 to " + (poll.options.size() - 1) + ", not " + option);
        }
        String user = command.actor().id();
        Integer before = poll.votes.get(user);
        Body reply = Body.of("poll", id, "option", option);
        if (before != null && before == option) {
            return Outcome.done(List.of(), reply);
        }
        if (before == null && poll.votes.size() >= VOTERS_MAX) {
            return Outcome.refused("overloaded", 503, "More people vote than can be counted; the result stands.");
        }
        return Outcome.done(Draft.asap(Records.VOTED, Channel.NONE, reply.with("user", user)), reply);
    }

    Outcome end(Command command) {
        long id = Fields.number(command.body(), "poll");
        Optional<Poll> poll = find(id);
        if (poll.isEmpty()) {
            return noSuchPoll(id);
        }
        if (poll.get().endedAt.isPresent()) {
            return Outcome.refused("poll-closed", 409, "This poll is over already.");
        }
        Body result = poll.get().result();
        return Outcome.done(Draft.asap(Records.POLL_ENDED, Channel.OVERLAY, result), result);
    }

    private static Outcome noSuchPoll(long id) {
        return Outcome.refused("no-such-poll", 404, "There is no poll " + id + ", or a newer one took its place.");
    }

    private Optional<Poll> find(long id) {
        return newest.filter(poll -> poll.id == id);
    }

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case Records.POLL -> newest = Optional.of(new Poll(record));
            case Records.VOTED ->
                find(body.integer("poll"))
                        .ifPresent(poll -> poll.vote(body.text("user"), (int) body.integer("option")));
            case Records.POLL_RESULT -> find(body.integer("poll")).ifPresent(poll -> poll.told = sums(body));
            case Records.POLL_ENDED ->
                find(body.integer("poll")).ifPresent(poll -> {
                    poll.told = sums(body);
                    poll.endedAt = Optional.of(record.at());
                });
            default -> {}
        }
    }

    private static List<Long> sums(Body body) {
        List<Long> sums = new ArrayList<>();
        if (body.values().get("votes") instanceof List<?> votes) {
            votes.forEach(vote -> sums.add(vote instanceof Number number ? number.longValue() : 0L));
        }
        return List.copyOf(sums);
    }

    /** What everybody has to be told: the sums as they are now, or that the time is over. */
    Optional<Draft> due(Instant now) {
        return newest.filter(poll -> poll.endedAt.isEmpty()).flatMap(poll -> {
            if (!poll.open(now)) {
                return Optional.of(Draft.asap(Records.POLL_ENDED, Channel.OVERLAY, poll.result()));
            }
            return poll.sums().equals(poll.told)
                    ? Optional.empty()
                    : Optional.of(Draft.asap(Records.POLL_RESULT, Channel.OVERLAY, poll.result()));
        });
    }

    /** When the open poll ends by itself. */
    Optional<Instant> endsAt() {
        return newest.filter(poll -> poll.endedAt.isEmpty()).flatMap(poll -> poll.endsAt);
    }

    /** {@code {poll, question, options, votes, endsAt?, open}} of the newest poll, for a while after its end too. */
    Optional<Body> current(Instant now) {
        return newest.filter(poll -> poll.endedAt
                        .or(() -> poll.endsAt.filter(end -> !now.isBefore(end)))
                        .filter(end -> now.isAfter(end.plus(SHOWN_AFTER_END)))
                        .isEmpty())
                .map(poll -> poll.toBody(now));
    }

    /** What somebody chose in the newest poll. */
    Optional<Body> choiceOf(String user) {
        return newest.flatMap(poll ->
                Optional.ofNullable(poll.votes.get(user)).map(option -> Body.of("poll", poll.id, "option", option)));
    }
}
