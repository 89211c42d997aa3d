package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.http.RouteGroup;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.SelfTest;
import java.security.MessageDigest;
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
 * Judges each message before anyone sees it: by what it says, who says it and what the crowd says; and keeps what
 * moderators decide.
 */
@Component(
        service = {
            ChatModeration.class,
            ChatFilter.class,
            CommandHandler.class,
            LogView.class,
            RouteGroup.class,
            SnapshotPart.class,
            SelfTest.class
        })
public final class ChatModeration implements ChatFilter, CommandHandler, LogView, RouteGroup, SnapshotPart, SelfTest {
    private static final String PATH = "/api/v1/events/{event}/moderation";
    private static final int CHECK_MAX = 2_000;
    /** A list up to this length is prepared within the millisecond that the event's own thread allows. */
    private static final int PREPARED_AT_ONCE = 100;

    private static final int WARM_UP = 100;
    private static final List<String> WARM_UP_TEXTS = List.of(
            "a b l o r p l e, or a bl0rpl€ cake?! ",
            "where do I find the blue lamp that you had on the table just now? ",
            "see https://wug.example/x?y=1 or wug dot com ",
            "LOUD AND CLEAR EVERYBODY HERE LOVES IT 😀😀😀 ",
            "Здравствуйте, сколько стоит ｄｅｌｉｖｅｒｙ？ ");

    private static final Duration POLICY_PAUSE = Duration.ofSeconds(5);
    /** How exactly a delayed message is shown when its time is over. */
    private static final Duration TICK = Duration.ofMillis(250);

    private final PluginContext context;
    private final Optional<SpamModel> spam = Optional.of(SpamModel.packed());
    private final ConcurrentMap<String, Event> events = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> releasing = new ConcurrentHashMap<>();
    private final Commands commands = new Commands(event -> event(event).state(), this::settings);

    private final Follower follower;
    private volatile InForce inForce;
    private volatile Body policy;

    /** The policy, and the rules of an event without terms of its own. */
    private record InForce(Settings settings, Rules policyAlone) {
        static InForce of(Body policy) {
            Settings settings = Settings.of(policy);
            return new InForce(settings, Rules.of(TermList.EMPTY, settings.lists(), settings.from()));
        }
    }

    private record Event(EventRules rules, EventState state) {}

    /** Starts with the policy in force and without terms; the log brings those. */
    @Activate
    public ChatModeration(@Reference PluginContext context) {
        this.context = context;
        this.follower = new Follower(context);
        this.policy = context.policy("moderation");
        this.inForce = InForce.of(policy);
        context.every(POLICY_PAUSE, this::takeUpPolicy);
        context.every(TICK, this::releaseWhatIsDue);
    }

    private Settings settings() {
        return inForce.settings();
    }

    private void takeUpPolicy() {
        Body newest = context.policy("moderation");
        if (!newest.equals(policy)) {
            inForce = InForce.of(newest);
            policy = newest;
            prepareAll();
        }
    }

    private void prepareAll() {
        InForce now = inForce;
        events.values().forEach(event -> event.rules().prepare(now.settings(), now.policyAlone()));
    }

    private Event event(String id) {
        Event event = events.get(id);
        if (event != null) {
            return event;
        }
        InForce now = inForce;
        return events.computeIfAbsent(
                id, each -> new Event(new EventRules(now.settings(), now.policyAlone()), new EventState(alarm(each))));
    }

    /** What judging finds out becomes a command, on another thread. */
    private Alarm alarm(String event) {
        return new Alarm() {
            @Override
            public void raid(String reason) {
                submit("moderation.shield", Body.of("on", true, "reason", reason));
            }

            @Override
            public void offence(String user, String rule, long cause) {
                submit("moderation.escalate", Body.of("user", user, "rule", rule, "cause", cause));
            }

            private void submit(String type, Body body) {
                context.after(
                        Duration.ZERO, () -> context.submit(Command.of(event, type, Actor.plugin(context.id()), body)));
            }
        };
    }

    @Override
    public Verdict review(ChatMessage message) {
        Event event = event(message.event());
        return event.state().review(message, event.rules().ready(), settings(), spam);
    }

    /**
     * Shows messages whose delay is over, and denies those that nobody decided in time; a tick that is lost in a
     * restart is made up for by the next.
     */
    private void releaseWhatIsDue() {
        Instant now = context.clock().instant();
        events.forEach((id, event) -> {
            Settings settings = settings();
            follower.tick(id, event.state(), now);
            event.state().due(now).forEach(line -> decide(id, "chat.approve", Body.of("seq", line.seq())));
            String why = "Nobody decided within " + settings.heldFor().toMinutes() + " minutes.";
            event.state()
                    .undecided(now, settings)
                    .forEach(line -> decide(id, "chat.deny", Body.of("seq", line.seq(), "reason", why)));
            Shield shield = event.state().shield();
            if (shield.on() && !shield.isUp(now)) {
                once(
                        id + "/shield/" + shield.since(),
                        Command.of(
                                id,
                                "moderation.shield",
                                Actor.plugin(context.id()),
                                Body.of("on", false, "reason", "Its time is over.")));
            }
        });
    }

    private void decide(String event, String type, Body body) {
        once(event + "/" + body.integer("seq"), Command.of(event, type, Actor.plugin(context.id()), body));
    }

    /** Submits a command unless the same is on its way. */
    private void once(String key, Command command) {
        if (releasing.putIfAbsent(key, true) == null) {
            context.submit(command).whenComplete((outcome, error) -> releasing.remove(key));
        }
    }

    @Override
    public List<CommandType> commands() {
        return Commands.ALL;
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        return commands.handle(command, moment);
    }

    @Override
    public Set<String> recordTypes() {
        return Records.READ;
    }

    @Override
    public void apply(LogRecord record) {
        Event event = event(record.event());
        switch (record.type()) {
            case Records.TERMS -> {
                event.rules().take(record.body());
                prepare(event, size(record.body(), "terms") + size(record.body(), "allow"));
            }
            case Records.TERM_ALLOWED -> {
                int size =
                        event.rules().ready().map(rules -> rules.list().size()).orElse(Integer.MAX_VALUE);
                event.rules().allow(record.body().text("term"));
                prepare(event, size);
            }
            default -> event.state().apply(record, settings(), context.clock().instant());
        }
    }

    private void prepare(Event event, int size) {
        InForce now = inForce;
        Runnable work = () -> event.rules().prepare(now.settings(), now.policyAlone());
        if (size + now.settings().lists().size() <= PREPARED_AT_ONCE) {
            work.run();
        } else {
            context.after(Duration.ZERO, work);
        }
    }

    private static int size(Body body, String list) {
        return body.values().get(list) instanceof List<?> items ? items.size() : 0;
    }

    @Override
    public Channel channel() {
        return Channel.MOD;
    }

    @Override
    public String name() {
        return "moderation";
    }

    @Override
    public Body snapshot(String event) {
        return event(event).state().state(context.clock().instant());
    }

    /** The modes of an event, for viewers. */
    Body modes(String event) {
        return event(event).state().modes().toBody();
    }

    @Override
    public List<Route> routes() {
        String read = "mod.read";
        return List.of(
                Route.read(PATH + "/terms", read, "The event's list of terms", this::listTerms),
                Route.write("PUT", PATH + "/terms", Commands.TERMS),
                Route.write("POST", PATH + "/allow", Commands.ALLOW),
                Route.write("PUT", PATH + "/modes", Commands.MODE),
                Route.write("PUT", PATH + "/shield", Commands.SHIELD),
                Route.write("POST", PATH + "/timeouts", Commands.TIMEOUT),
                Route.write("POST", PATH + "/bans", Commands.BAN),
                Route.write("POST", PATH + "/unbans", Commands.UNBAN),
                Route.write("POST", PATH + "/notes", Commands.NOTE),
                Route.write("POST", PATH + "/appeals", Commands.APPEAL),
                Route.write("POST", PATH + "/appeals/{appeal}/decision", Commands.APPEAL_DECIDE),
                Route.write("POST", PATH + "/undo", Commands.UNDO_IT),
                Route.write("POST", PATH + "/mass", Commands.MASS),
                Route.write("POST", PATH + "/mass/{proposal}/confirm", Commands.MASS_CONFIRM),
                Route.write("POST", PATH + "/lists", ListCommands.SUBSCRIBE),
                Route.write("POST", PATH + "/lists/follow", ListCommands.FOLLOW),
                Route.write("DELETE", PATH + "/lists/{list}", ListCommands.UNSUBSCRIBE),
                Route.read(
                        PATH + "/state",
                        read,
                        "Modes, shield, who is muted, appeals and proposals that wait",
                        request -> Reply.ok(snapshot(request.event()).with("policyVersion", version(request)))),
                Route.read(
                        PATH + "/users/{user}",
                        read,
                        "What is known of a person: messages, decisions, notes",
                        request -> Reply.ok(event(request.event())
                                .state()
                                .card(
                                        request.path("user"),
                                        settings(),
                                        context.clock().instant()))),
                Route.read(
                        PATH + "/appeals",
                        read,
                        "Appeals, newest first",
                        request -> Reply.ok(Body.of(
                                "appeals",
                                event(request.event()).state().appeals().stream()
                                        .map(Appeal::toBody)
                                        .toList()))),
                Route.read(
                        PATH + "/review",
                        read,
                        "After the show: decisions, how often rules were overturned",
                        request -> Reply.ok(event(request.event()).state().review())),
                Route.read(
                        PATH + "/ban-list",
                        read,
                        "This event's bans as a signed list for others, and the address where they can follow it",
                        this::banList),
                Route.read(
                        PATH + "/ban-list/{ticket}",
                        Route.PUBLIC,
                        "The same for whoever was told this address, so that it can be followed",
                        this::followedBanList),
                Route.ask(
                        PATH + "/check",
                        read,
                        "What would become of a viewer's message; shows nobody anything and records nothing",
                        this::check));
    }

    private String version(Request request) {
        return rules(request).version(settings());
    }

    private Rules rules(Request request) {
        return rules(request.event());
    }

    private Rules rules(String event) {
        InForce now = inForce;
        return event(event).rules().prepare(now.settings(), now.policyAlone());
    }

    private Reply listTerms(Request request) {
        Rules rules = rules(request);
        return Reply.ok(rules.list().toBody().with("policyVersion", rules.version(settings())));
    }

    private Reply check(Request request) {
        String text = request.body().text("text");
        if (text.isBlank() || text.length() > CHECK_MAX) {
            throw new BadBody("text", "takes 1 to " + CHECK_MAX + " characters");
        }
        return Reply.ok(rules(request)
                .judge(text, Readings.of(text), false, settings(), spam)
                .toBody());
    }

    private Reply banList(Request request) {
        String ticket = ListKey.in(context.directory()).ticket(request.event());
        String path = PATH.replace("{event}", request.event()) + "/ban-list/" + ticket;
        return Reply.ok(signedBans(request.event()).with("path", path));
    }

    private Reply followedBanList(Request request) {
        byte[] ticket = BanList.bytes(ListKey.in(context.directory()).ticket(request.event()));
        return MessageDigest.isEqual(ticket, BanList.bytes(request.path("ticket")))
                ? Reply.ok(signedBans(request.event()))
                : Reply.notFound("There is no ban list at this address; ask its keeper for the right one.");
    }

    private Body signedBans(String event) {
        Instant now = context.clock().instant();
        List<Sanction> bans = event(event).state().sanctionsInForce(now).stream()
                .filter(sanction -> sanction.kind() == Sanction.Kind.BAN)
                .limit(BanList.ENTRIES_MAX)
                .toList();
        return ListKey.in(context.directory()).sign(BanList.payload(event, now, bans));
    }

    @Override
    public Optional<Body> dryRun(String event, Body proposed) {
        return Optional.of(
                DryRun.of(rules(event).list(), event(event).state().lines(), settings(), Settings.of(proposed), spam));
    }

    /** Prepares every event's rules, and sees that a listed word is found in disguise but not inside another. */
    @Override
    public void prove() {
        prepareAll();
        Rules rules = Rules.of(TermList.of(Commands.TERMS.example()));
        expect(rules, "a B-l-0-r-p-l-3!", Action.HOLD);
        expect(rules, "a blorple cake", Action.PASS);
        expect(rules, "blorplestone", Action.PASS);
        expect(rules, "wuggg today", Action.HOLD);
        warmUp(rules);
    }

    /**
     * Judges some messages of nobody, so that the first real one meets loaded classes: it has 20 ms, and a busy machine
     * takes longer to load them.
     */
    private void warmUp(Rules rules) {
        EventState rehearsal = new EventState(Alarm.SILENT);
        Instant now = context.clock().instant();
        for (int i = 0; i < WARM_UP; i++) {
            String id = "v-" + i % 7;
            String text = WARM_UP_TEXTS.get(i % WARM_UP_TEXTS.size()) + i;
            rehearsal.review(
                    new ChatMessage("warm-up", new Author(id, id, false), text, Optional.empty(), now.plusSeconds(i)),
                    Optional.of(rules),
                    settings(),
                    spam);
        }
    }

    private void expect(Rules rules, String text, Action action) {
        Action found =
                rules.judge(text, Readings.of(text), true, settings(), spam).action();
        if (found != action) {
            throw new IllegalStateException("\"" + text + "\" should " + action.text() + ", not " + found.text() + ".");
        }
    }
}
