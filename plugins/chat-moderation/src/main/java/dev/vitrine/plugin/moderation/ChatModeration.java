package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.ChangeClass;
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
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
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
 * Judges each message before anyone sees it: by the event's own terms, by links and by how often its author says the
 * same.
 */
@Component
public final class ChatModeration implements ChatFilter, CommandHandler, LogView, RouteGroup, SelfTest {
    private static final CommandType TERMS = new CommandType(
            "moderation.terms",
            "terms.write",
            ChangeClass.CONFIGURATION,
            "Replaces the event's list of terms",
            Body.of(
                    "terms",
                    List.of(Body.of("term", "blorple", "action", "hold", "category", "sample", "level", 1)),
                    "allow",
                    List.of("blorple cake")));

    private static final String EVENT_TERMS = "moderation.terms";
    private static final String PATH = "/api/v1/events/{event}/moderation";
    private static final String READ_RIGHT = "chat.moderate";
    private static final int CHECK_MAX = 2_000;
    /** A list up to this length is prepared within the millisecond that the event's own thread allows. */
    private static final int PREPARED_AT_ONCE = 100;

    private static final Duration POLICY_PAUSE = Duration.ofSeconds(5);
    private static final Verdict PREPARING = new Verdict.Hold(
            new Reason("terms/preparing", "general", 1, 0, 0, "", "A moderator looks at this message first."));

    private final PluginContext context;
    private final ConcurrentMap<String, EventRules> events = new ConcurrentHashMap<>();
    /** Of events without terms. */
    private final EventRules none = new EventRules();
    /** What was recorded: known to a new version too. */
    private final Floods recorded = new Floods();
    /** What was tried: also what was sent back, and what is not recorded yet. */
    private final Floods tried = new Floods();

    private volatile Settings settings;

    /** Starts with the policy in force and without terms; the log brings those. */
    @Activate
    public ChatModeration(@Reference PluginContext context) {
        this.context = context;
        this.settings = Settings.of(context.policy("moderation"));
        context.every(POLICY_PAUSE, () -> settings = Settings.of(context.policy("moderation")));
    }

    @Override
    public Verdict review(ChatMessage message) {
        Readings readings = Readings.of(message.text());
        Settings now = settings;
        boolean staff = message.author().staff();
        Optional<Rules> rules = rules(message.event()).ready();
        Verdict verdict = rules.map(ready ->
                        ready.judge(message.text(), readings, staff, now).verdict())
                .orElse(PREPARING);
        return staff || verdict.gravity() >= Action.BOUNCE.ordinal() || !flood(message, readings, now)
                ? verdict
                : new Verdict.Bounce(
                        floodReason(now, rules.map(ready -> ready.version(now)).orElse("")));
    }

    private boolean flood(ChatMessage message, Readings readings, Settings now) {
        String author = author(message.event(), message.author().id());
        String text = saying(message.text(), readings);
        tried.say(author, text, message.at());
        int times = Math.max(
                tried.count(author, text, message.at(), now.floodWindow()),
                recorded.count(author, text, message.at(), now.floodWindow()) + 1);
        return times >= now.floodCount();
    }

    /** What a text says, whatever its guise; of one without words, the text itself. */
    private static String saying(String text, Readings readings) {
        String folded = readings.folded().text();
        return folded.isBlank() ? text : folded;
    }

    private static Reason floodReason(Settings settings, String policyVersion) {
        return new Reason(
                "flood/identical",
                "flood",
                1,
                0,
                0,
                policyVersion,
                "You said this %d times within %d seconds; wait a little or say something new."
                        .formatted(settings.floodCount(), settings.floodWindow().toSeconds()));
    }

    @Override
    public List<CommandType> commands() {
        return List.of(TERMS);
    }

    @Override
    public Outcome handle(Command command, Moment moment) {
        TermList list = TermList.of(command.body());
        Object terms = command.body().values().getOrDefault("terms", List.of());
        return Outcome.done(
                Draft.asap(EVENT_TERMS, Channel.NONE, Body.of("terms", terms, "allow", list.allow())),
                Body.of(
                        "terms", list.terms().size(),
                        "allow", list.allow().size(),
                        "policyVersion", list.version() + "-" + settings.version()));
    }

    @Override
    public Set<String> recordTypes() {
        return Set.of(EVENT_TERMS, "chat.message", "chat.held");
    }

    @Override
    public void apply(LogRecord record) {
        if (record.type().equals(EVENT_TERMS)) {
            applyTerms(record);
        } else {
            applyChat(record);
        }
    }

    private void applyTerms(LogRecord record) {
        EventRules rules = events.computeIfAbsent(record.event(), event -> new EventRules());
        rules.take(record.body());
        if (size(record.body(), "terms") + size(record.body(), "allow") <= PREPARED_AT_ONCE) {
            rules.prepare();
        } else {
            context.after(Duration.ZERO, rules::prepare);
        }
    }

    private static int size(Body body, String list) {
        return body.values().get(list) instanceof List<?> items ? items.size() : 0;
    }

    private void applyChat(LogRecord record) {
        Instant from = context.clock().instant().minus(settings.floodWindow());
        Optional<String> text = record.body().optionalText("text");
        if (text.isPresent() && record.at().isAfter(from)) {
            String author = author(record.event(), record.body().body("author").text("id"));
            recorded.say(author, saying(text.get(), Readings.of(text.get())), record.at());
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.read(PATH + "/terms", READ_RIGHT, "The event's list of terms", this::listTerms),
                Route.write("PUT", PATH + "/terms", TERMS),
                Route.ask(
                        PATH + "/check",
                        READ_RIGHT,
                        "What would become of a viewer's message; shows nobody anything and records nothing",
                        this::check));
    }

    private Reply listTerms(Request request) {
        Rules rules = rules(request.event()).prepare();
        return Reply.ok(rules.list().toBody().with("policyVersion", rules.version(settings)));
    }

    private Reply check(Request request) {
        String text = request.body().text("text");
        if (text.isBlank() || text.length() > CHECK_MAX) {
            throw new BadBody("text", "takes 1 to " + CHECK_MAX + " characters");
        }
        Rules rules = rules(request.event()).prepare();
        return Reply.ok(rules.judge(text, Readings.of(text), false, settings).toBody());
    }

    /** Prepares every event's rules, and sees that a listed word is found in disguise but not inside another. */
    @Override
    public void prove() {
        events.values().forEach(EventRules::prepare);
        Rules rules = Rules.of(TermList.of(TERMS.example()));
        expect(rules, "a B-l-0-r-p-l-3!", Action.HOLD);
        expect(rules, "a blorple cake", Action.PASS);
        expect(rules, "blorplestone", Action.PASS);
    }

    private void expect(Rules rules, String text, Action action) {
        Action found = rules.judge(text, Readings.of(text), false, settings).action();
        if (found != action) {
            throw new IllegalStateException("\"" + text + "\" should " + action.text() + ", not " + found.text() + ".");
        }
    }

    private EventRules rules(String event) {
        return Optional.ofNullable(events.get(event)).orElse(none);
    }

    private static String author(String event, String id) {
        return event + '/' + id;
    }
}
