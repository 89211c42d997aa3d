package dev.vitrine.plugin.audience;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Questions to the show. Nobody but staff sees one until staff lets it in; then everybody may vote it up. Its number is
 * that of the record in which it was asked.
 */
final class Questions {
    static final CommandType ASK = new CommandType(
            "audience.question",
            Rights.TAKE_PART,
            ChangeClass.SHOW,
            "Asks the show something; staff sees it first",
            Body.of("text", "Is it dimmable?"));
    static final CommandType SHOW = new CommandType(
            "audience.question-show",
            Rights.RUN,
            ChangeClass.SHOW,
            "Lets a question in, for everybody to vote on",
            Body.of("question", 812));
    static final CommandType CLOSE = new CommandType(
            "audience.question-close",
            Rights.RUN,
            ChangeClass.SHOW,
            "Takes a question off the list: answered or dismissed",
            Body.of("question", 812, "how", "answered"));
    static final CommandType UPVOTE = new CommandType(
            "audience.upvote",
            Rights.TAKE_PART,
            ChangeClass.SHOW,
            "Votes a question up, or takes the vote back",
            Body.of("question", 812, "up", true));

    private static final int TEXT_MAX = 280;
    private static final int WAITING_EACH = 3;
    private static final int WAITING_MAX = 500;
    private static final int SHOWN_MAX = 100;
    private static final int VOTERS_MAX = 100_000;
    private static final Set<String> ENDINGS = Set.of("answered", "dismissed");

    private final Map<Long, Question> waiting = new ConcurrentSkipListMap<>();
    private final Map<Long, Question> shown = new ConcurrentSkipListMap<>();
    private volatile Map<Long, Long> told = Map.of();

    private record Question(long id, Instant at, Body author, String text, Set<String> up) {
        boolean isBy(String person) {
            return author.text("id").equals(person);
        }

        Body toBody() {
            return Body.of(
                    "question", id, "at", at.toString(), "author", author, "text", text, "votes", (long) up.size());
        }
    }

    Outcome ask(Command command) {
        String text = Fields.line(command.body(), "text", TEXT_MAX);
        Actor actor = command.actor();
        long mine = waiting.values().stream()
                .filter(question -> question.author().text("id").equals(actor.id()))
                .count();
        if (mine >= WAITING_EACH) {
            return Outcome.refused(
                    "too-many-questions",
                    429,
                    "Three of your questions wait already; ask again when one was taken up.");
        }
        if (waiting.size() >= WAITING_MAX) {
            return Outcome.refused("overloaded", 503, "More questions wait than can be looked at; ask again later.");
        }
        Body author = Body.of("id", actor.id(), "name", actor.name(), "staff", actor.isStaff());
        return Outcome.done(
                Draft.asap(Records.ASKED, Channel.MOD, Body.of("author", author, "text", text)),
                Body.of("state", "waiting"));
    }

    Outcome show(Command command) {
        long id = Fields.number(command.body(), "question");
        if (shown.containsKey(id)) {
            return Outcome.done(List.of(), Body.of("question", id));
        }
        if (!waiting.containsKey(id)) {
            return noSuchQuestion(id);
        }
        if (shown.size() >= SHOWN_MAX) {
            return Outcome.refused(
                    "too-many-questions", 409, SHOWN_MAX + " questions are on the list; close one before another.");
        }
        Body body = Body.of("question", id);
        return Outcome.done(Draft.asap(Records.QUESTION_SHOWN, Channel.OVERLAY, body), body);
    }

    Outcome close(Command command) {
        long id = Fields.number(command.body(), "question");
        String how = command.body().optionalText("how").orElse("answered");
        if (!ENDINGS.contains(how)) {
            throw new BadBody("how", "takes answered or dismissed, not \"" + how + "\"");
        }
        boolean everybody = shown.containsKey(id);
        if (!everybody && !waiting.containsKey(id)) {
            return noSuchQuestion(id);
        }
        Body body = Body.of("question", id, "how", how);
        // That a question nobody saw was dismissed is nobody's business either.
        return Outcome.done(Draft.asap(Records.QUESTION_CLOSED, everybody ? Channel.OVERLAY : Channel.MOD, body), body);
    }

    Outcome upvote(Command command) {
        long id = Fields.number(command.body(), "question");
        Question question = shown.get(id);
        if (question == null) {
            return noSuchQuestion(id);
        }
        boolean up = command.body().flag("up", true);
        String user = command.actor().id();
        Body reply = Body.of("question", id, "up", up);
        if (question.up().contains(user) == up || question.up().size() >= VOTERS_MAX) {
            return Outcome.done(List.of(), reply);
        }
        return Outcome.done(Draft.asap(Records.UPVOTED, Channel.NONE, reply.with("user", user)), reply);
    }

    private static Outcome noSuchQuestion(long id) {
        return Outcome.refused("no-such-question", 404, "Question " + id + " is not on the list any more.");
    }

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case Records.ASKED -> asked(record);
            case Records.FORGOTTEN -> {
                String person = body.text("person");
                waiting.values().removeIf(question -> question.isBy(person));
                shown.values().removeIf(question -> question.isBy(person));
            }
            case Records.QUESTION_SHOWN -> {
                long id = body.integer("question");
                Optional.ofNullable(waiting.remove(id)).ifPresent(question -> shown.put(id, question));
            }
            case Records.QUESTION_CLOSED -> {
                waiting.remove(body.integer("question"));
                shown.remove(body.integer("question"));
            }
            case Records.UPVOTED ->
                Optional.ofNullable(shown.get(body.integer("question"))).ifPresent(question -> {
                    if (body.flag("up", true)) {
                        question.up().add(body.text("user"));
                    } else {
                        question.up().remove(body.text("user"));
                    }
                });
            case Records.QUESTION_VOTES -> {
                Map<Long, Long> heard = new LinkedHashMap<>();
                body.bodies("questions")
                        .forEach(question -> heard.put(question.integer("question"), question.integer("votes")));
                told = Map.copyOf(heard);
            }
            default -> {}
        }
    }

    private void asked(LogRecord record) {
        Body body = record.body();
        if (body.text("text").isEmpty()) {
            // By somebody who is erased.
            return;
        }
        waiting.put(
                record.seq(),
                new Question(
                        record.seq(),
                        record.at(),
                        body.body("author"),
                        body.text("text"),
                        ConcurrentHashMap.newKeySet()));
    }

    /** The questions of somebody that everybody sees. */
    List<Long> shownOf(String person) {
        return shown.values().stream()
                .filter(question -> question.isBy(person))
                .map(Question::id)
                .toList();
    }

    /** What everybody has to be told: the votes, when they are others than before. */
    Optional<Draft> due() {
        Map<Long, Long> votes = new LinkedHashMap<>();
        shown.values().stream()
                .filter(question -> !question.up().isEmpty())
                .forEach(question ->
                        votes.put(question.id(), (long) question.up().size()));
        boolean same =
                votes.equals(told) || (votes.isEmpty() && told.keySet().stream().noneMatch(shown::containsKey));
        if (same) {
            return Optional.empty();
        }
        List<Body> questions = votes.entrySet().stream()
                .map(each -> Body.of("question", each.getKey(), "votes", each.getValue()))
                .toList();
        return Optional.of(Draft.asap(Records.QUESTION_VOTES, Channel.OVERLAY, Body.of("questions", questions)));
    }

    /** Those that everybody may see, the most wanted first. */
    List<Body> shown() {
        return shown.values().stream()
                .sorted(Comparator.comparingInt(
                                (Question question) -> -question.up().size())
                        .thenComparing(Question::id))
                .map(Question::toBody)
                .toList();
    }

    /** Those that staff has not taken up, oldest first. */
    List<Body> waiting() {
        return waiting.values().stream().map(Question::toBody).toList();
    }

    int shownCount() {
        return shown.size();
    }

    /** The questions somebody voted up. */
    List<Long> upvotesOf(String user) {
        return shown.values().stream()
                .filter(question -> question.up().contains(user))
                .map(Question::id)
                .toList();
    }
}
