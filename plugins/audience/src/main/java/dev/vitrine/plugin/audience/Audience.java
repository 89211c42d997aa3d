package dev.vitrine.plugin.audience;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.SelfTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Polls, questions, reactions, pins, announcements, emotes and private replies. All state is a view of the log; sums
 * are told by a command in the plugin's own name, at most four times a second for an event.
 */
@Component
public final class Audience implements CommandHandler, LogView, SnapshotPart, RouteGroup, SelfTest {
    static final CommandType TELL = new CommandType(
            "audience.tell",
            Rights.RUN,
            ChangeClass.SHOW,
            "Tells everybody the sums as they are now; the plugin's own",
            Body.empty());

    private static final String EVENT = "/api/v1/events/{event}";
    /** An emote's address changes with its picture. */
    private static final Duration EMOTE_AGE = Duration.ofDays(7);

    private final PluginContext context;
    private final Pulse pulse;
    private final ConcurrentMap<String, Floor> floors = new ConcurrentHashMap<>();

    /** Starts without configuration. */
    @Activate
    public Audience(@Reference PluginContext context) {
        this.context = context;
        this.pulse = new Pulse(context, TELL.type(), event -> floor(event).polls.endsAt());
    }

    @Override
    public List<CommandType> commands() {
        return List.of(
                Pins.PIN,
                Pins.UNPIN,
                Announcements.ANNOUNCE,
                Announcements.END,
                Polls.OPEN,
                Polls.VOTE,
                Polls.END,
                Questions.ASK,
                Questions.SHOW,
                Questions.CLOSE,
                Questions.UPVOTE,
                Reactions.REACT,
                Emotes.PUT,
                Emotes.REMOVE,
                Whispers.WHISPER,
                TELL);
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        Outcome outcome = floor(command.event()).handle(command, moment);
        if (command.type().equals(Reactions.REACT.type())) {
            pulse.soon(command.event());
        }
        return outcome;
    }

    @Override
    public Set<String> recordTypes() {
        return Records.OF_STATE;
    }

    @Override
    public void apply(LogRecord record) {
        Floor floor = floor(record.event());
        if (record.type().equals(Records.FORGOTTEN)) {
            takeDown(floor, record.event(), record.body().text("person"));
        }
        floor.apply(record);
        switch (record.type()) {
            case Records.VOTED, Records.UPVOTED -> pulse.soon(record.event());
            case Records.POLL -> floor.polls.endsAt().ifPresent(end -> pulse.by(record.event(), end));
            default -> {}
        }
    }

    /** Pages still show what somebody who is erased asked, or a pin of what they said: tells them that it is over. */
    private void takeDown(Floor floor, String event, String person) {
        if (floor.pins.isOf(person)) {
            submit(event, Pins.UNPIN.type(), Body.empty());
        }
        floor.questions
                .shownOf(person)
                .forEach(id -> submit(event, Questions.CLOSE.type(), Body.of("question", id, "how", "dismissed")));
    }

    private void submit(String event, String type, Body body) {
        context.submit(Command.of(event, type, Actor.plugin(context.id()), body));
    }

    @Override
    public Channel channel() {
        return Channel.OVERLAY;
    }

    @Override
    public String name() {
        return "audience";
    }

    @Override
    public Body snapshot(String event) {
        return floor(event).snapshot(context.clock().instant());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.read(EVENT + "/audience", Route.PUBLIC, "What is in front of the audience", this::now),
                Route.read(
                        EVENT + "/audience/me",
                        Rights.TAKE_PART,
                        "One's own: vote, up-votes, private replies from staff",
                        this::mine),
                Route.write("POST", EVENT + "/pins", Pins.PIN),
                Route.write("DELETE", EVENT + "/pins", Pins.UNPIN),
                Route.write("POST", EVENT + "/announcements", Announcements.ANNOUNCE),
                Route.write("POST", EVENT + "/announcements/{announcement}/end", Announcements.END),
                Route.write("POST", EVENT + "/polls", Polls.OPEN),
                Route.write("POST", EVENT + "/polls/{poll}/votes", Polls.VOTE),
                Route.write("POST", EVENT + "/polls/{poll}/end", Polls.END),
                Route.read(EVENT + "/questions", Route.PUBLIC, "Questions to the show, most wanted first", this::shown),
                Route.read(EVENT + "/questions/waiting", Rights.RUN, "Questions that staff alone sees", this::waiting),
                Route.write("POST", EVENT + "/questions", Questions.ASK),
                Route.write("POST", EVENT + "/questions/{question}/show", Questions.SHOW),
                Route.write("POST", EVENT + "/questions/{question}/close", Questions.CLOSE),
                Route.write("POST", EVENT + "/questions/{question}/votes", Questions.UPVOTE),
                Route.write("POST", EVENT + "/reactions", Reactions.REACT),
                Route.write("PUT", EVENT + "/emotes/{emote}", Emotes.PUT),
                Route.write("DELETE", EVENT + "/emotes/{emote}", Emotes.REMOVE),
                Route.read(EVENT + "/emotes/{emote}", Route.PUBLIC, "The picture of an emote", this::emote),
                Route.write("POST", EVENT + "/whispers", Whispers.WHISPER));
    }

    /** Holds a poll in a floor of its own and sees that a vote that was changed counts once. */
    @Override
    public void prove() {
        Floor floor = new Floor("prove");
        prove(floor, 1, Polls.OPEN.type(), Polls.OPEN.example());
        prove(floor, 2, Polls.VOTE.type(), Body.of("poll", 1, "option", 0));
        prove(floor, 3, Polls.VOTE.type(), Body.of("poll", 1, "option", 1));
        Instant now = context.clock().instant();
        Optional<Object> votes = floor.polls
                .current(now)
                .map(poll -> Optional.ofNullable(poll.values().get("votes")).orElseThrow());
        if (!votes.equals(Optional.of(List.of(0L, 1L)))) {
            throw new IllegalStateException("A vote that was changed counted as " + votes + ".");
        }
    }

    private void prove(Floor floor, long seq, String type, Body body) {
        Instant now = context.clock().instant();
        Command command = Command.of("prove", type, Actor.HOUSE, body);
        Outcome outcome = floor.handle(command, new Moment("prove", Phase.LIVE, now, Optional.empty(), List.of()));
        if (!(outcome instanceof Outcome.Done done)) {
            throw new IllegalStateException("Command \"" + type + "\" was refused.");
        }
        for (Draft draft : done.records()) {
            floor.apply(new LogRecord(
                    "prove",
                    seq,
                    now,
                    draft.media(),
                    draft.type(),
                    draft.channel(),
                    0,
                    Actor.HOUSE,
                    draft.delivery(),
                    draft.until(),
                    draft.body()));
        }
    }

    private Reply now(Request request) {
        return Reply.ok(floor(request.event()).snapshot(context.clock().instant()));
    }

    private Reply mine(Request request) {
        Floor floor = floor(request.event());
        String user = request.actor().id();
        return Reply.ok(Body.of(
                "vote", floor.polls.choiceOf(user),
                "upvotes", floor.questions.upvotesOf(user),
                "whispers", floor.whispers.of(user)));
    }

    private Reply shown(Request request) {
        return Reply.ok(Body.of("questions", floor(request.event()).questions.shown()));
    }

    private Reply waiting(Request request) {
        return Reply.ok(Body.of("questions", floor(request.event()).questions.waiting()));
    }

    private Reply emote(Request request) {
        return floor(request.event())
                .emotes
                .find(request.path("emote"))
                .<Reply>map(emote -> new Reply.Bytes(emote.contentType(), emote.image(), EMOTE_AGE))
                .orElseGet(() -> Reply.notFound("The event has no such emote."));
    }

    private Floor floor(String event) {
        return floors.computeIfAbsent(event, Floor::new);
    }
}
