package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns moderators' wishes into records. Reads the event's state, changes nothing itself. */
final class Commands {
    static final String MODERATE = "chat.moderate";

    private static final String TERMS_RIGHT = "terms.write";
    static final long TIMEOUT_MAX = Duration.ofDays(14).toSeconds();
    static final long BAN_MAX = Duration.ofDays(3_650).toSeconds();
    private static final long SHIELD_MAX = Duration.ofHours(12).toMinutes();
    private static final int REASON_MAX = 500;
    private static final int ID_MAX = 100;

    static final CommandType TERMS = new CommandType(
            "moderation.terms",
            TERMS_RIGHT,
            ChangeClass.CONFIGURATION,
            "Replaces the event's list of terms",
            Body.of(
                    "terms",
                    List.of(Body.of("term", "blorple", "action", "hold", "category", "sample", "level", 1)),
                    "allow",
                    List.of("blorple cake"),
                    "patterns",
                    List.of(Body.of("pattern", "wug{2,} (now|today)", "action", "hold"))));
    static final CommandType ALLOW = new CommandType(
            "moderation.allow-term",
            TERMS_RIGHT,
            ChangeClass.MODERATION,
            "Adds a phrase in which no term counts",
            Body.of("term", "blorple cake"));
    static final CommandType MODE = person(
            "moderation.mode",
            "Sets how the chat is run: slow, newcomers, buyers, emotes, links, delay",
            "slowSeconds",
            10);
    static final CommandType SHIELD =
            person("moderation.shield", "Puts the shield up or down", "on", true, "minutes", 10);
    static final CommandType TIMEOUT =
            person("moderation.timeout", "Mutes a person for a while", "user", "v-1", "seconds", 60, "reason", "spam");
    static final CommandType BAN = person("moderation.ban", "Mutes a person for good", "user", "v-1", "reason", "spam");
    static final CommandType UNBAN = person("moderation.unban", "Lets a person write again", "user", "v-1");
    static final CommandType NOTE =
            person("moderation.note", "Notes something about a person for colleagues", "user", "v-1", "text", "Kind.");
    static final CommandType APPEAL = new CommandType(
            "moderation.appeal",
            "chat.send",
            ChangeClass.MODERATION,
            "Asks to be allowed to write again",
            Body.of("text", "It was a joke."));
    static final CommandType APPEAL_DECIDE = person(
            "moderation.appeal-decide", "Accepts or rejects an appeal", "appeal", 1, "action", "accept", "reason", "");
    static final CommandType UNDO_IT =
            person("moderation.undo", "Takes a decision back within 24 hours", "decision", 1);
    static final CommandType MASS = person(
            "moderation.mass",
            "Proposes a decision about many, which another person must confirm",
            "action",
            "ban",
            "users",
            List.of("v-1", "v-2"),
            "reason",
            "raid");
    static final CommandType MASS_CONFIRM =
            person("moderation.mass-confirm", "Confirms what somebody else proposed", "proposal", 1);
    static final CommandType ESCALATE =
            person("moderation.escalate", "Counts an offence; the plugin's own", "user", "v-1", "rule", "terms/scam-1");

    static final List<CommandType> ALL = List.of(
            TERMS,
            ALLOW,
            MODE,
            SHIELD,
            TIMEOUT,
            BAN,
            UNBAN,
            NOTE,
            APPEAL,
            APPEAL_DECIDE,
            UNDO_IT,
            MASS,
            MASS_CONFIRM,
            ListCommands.SUBSCRIBE,
            ListCommands.UNSUBSCRIBE,
            ListCommands.FOLLOW,
            ListCommands.REPORT,
            ESCALATE);

    private final Function<String, EventState> states;
    private final Supplier<Settings> settings;

    Commands(Function<String, EventState> states, Supplier<Settings> settings) {
        this.states = states;
        this.settings = settings;
    }

    static CommandType person(String type, String summary, Object... example) {
        return new CommandType(type, MODERATE, ChangeClass.MODERATION, summary, Body.of(example));
    }

    Outcome handle(Command command, Moment moment) {
        EventState state = states.apply(command.event());
        Body body = command.body();
        return switch (command.type()) {
            case "moderation.terms" -> terms(body);
            case "moderation.allow-term" -> allow(body);
            case "moderation.mode" -> mode(body, state);
            case "moderation.shield" -> shield(command, moment);
            case "moderation.timeout" -> timeout(body, state, moment);
            case "moderation.ban" -> ban(body, state, moment);
            case "moderation.unban" -> unban(body, state, moment);
            case "moderation.note" -> note(body, state);
            case "moderation.appeal" -> appeal(command, state, moment);
            case "moderation.appeal-decide" -> decideAppeal(body, state, moment);
            case "moderation.undo" -> Undo.handle(body, state, moment);
            case "moderation.mass" -> Mass.propose(body, moment);
            case "moderation.mass-confirm" -> Mass.confirm(command, state, moment);
            case "moderation.list-subscribe" -> ListCommands.subscribe(command, state);
            case "moderation.list-unsubscribe" -> ListCommands.unsubscribe(body, state);
            case "moderation.list-follow" -> ListCommands.follow(body, state);
            case "moderation.list-report" -> ListCommands.report(command, state);
            case "moderation.escalate" -> escalate(command, state, moment);
            default -> throw new IllegalStateException("\"" + command.type() + "\" is no command of moderation.");
        };
    }

    private Outcome terms(Body body) {
        TermList list = TermList.of(body);
        Object terms = body.values().getOrDefault("terms", List.of());
        Object patterns = body.values().getOrDefault("patterns", List.of());
        return Outcome.done(
                Draft.asap(
                        Records.TERMS,
                        Channel.NONE,
                        Body.of("terms", terms, "allow", list.allow(), "patterns", patterns)),
                Body.of(
                        "terms", list.terms().size(),
                        "allow", list.allow().size(),
                        "patterns", list.patterns().size(),
                        "policyVersion", list.version() + "-" + settings.get().version()));
    }

    private static Outcome allow(Body body) {
        String term = body.text("term");
        String wrong = Term.wrong(term);
        if (!wrong.isEmpty()) {
            throw new BadBody("term", wrong);
        }
        return done(Records.TERM_ALLOWED, Channel.NONE, Body.of("term", term));
    }

    private static Outcome mode(Body body, EventState state) {
        Body modes = state.modes().with(body).toBody();
        return done(Records.MODE_SET, Channel.CHAT, modes);
    }

    private Outcome shield(Command command, Moment moment) {
        Body body = command.body();
        boolean on = body.flag("on", true);
        boolean auto = command.actor().kind() == Actor.Kind.PLUGIN;
        long usual = settings.get().raid().shield().toMinutes();
        long minutes = body.optionalInteger("minutes").orElse(usual);
        if (minutes < 1 || minutes > SHIELD_MAX) {
            throw new BadBody("minutes", "takes 1 to " + SHIELD_MAX);
        }
        Body record = Body.of("on", on, "auto", auto, "reason", reason(body));
        return done(
                Records.SHIELD_SET,
                Channel.MOD,
                on
                        ? record.with(
                                "until",
                                moment.now().plus(Duration.ofMinutes(minutes)).toString())
                        : record);
    }

    private static Outcome timeout(Body body, EventState state, Moment moment) {
        return done(
                Records.TIMED_OUT,
                Channel.MOD,
                timedOut(user(body), state, seconds(body, TIMEOUT_MAX), reason(body), moment, false));
    }

    static Body timedOut(String user, EventState state, long seconds, String reason, Moment moment, boolean auto) {
        return Body.of(
                "user", user,
                "name", state.name(user),
                "until", moment.now().plusSeconds(seconds).toString(),
                "seconds", seconds,
                "reason", reason,
                "auto", auto);
    }

    private static Outcome ban(Body body, EventState state, Moment moment) {
        Optional<Long> seconds = body.has("seconds") ? Optional.of(seconds(body, BAN_MAX)) : Optional.empty();
        return done(
                Records.BANNED,
                Channel.MOD,
                banned(user(body), state, seconds, reason(body), moment, false)
                        .with("shadow", body.flag("shadow", false)));
    }

    static Body banned(
            String user, EventState state, Optional<Long> seconds, String reason, Moment moment, boolean auto) {
        return Body.of(
                "user",
                user,
                "name",
                state.name(user),
                "until",
                seconds.map(length -> moment.now().plusSeconds(length).toString()),
                "reason",
                reason,
                "shadow",
                false,
                "auto",
                auto);
    }

    private static Outcome unban(Body body, EventState state, Moment moment) {
        String user = user(body);
        if (state.sanction(user, moment.now()).isEmpty()) {
            return Outcome.refused("not-muted", 409, "\"" + state.name(user) + "\" is not muted; nothing to end.");
        }
        return done(Records.UNBANNED, Channel.MOD, unbanned(user, state, reason(body)));
    }

    static Body unbanned(String user, EventState state, String reason) {
        return Body.of("user", user, "name", state.name(user), "reason", reason);
    }

    private static Outcome note(Body body, EventState state) {
        String user = user(body);
        return done(
                Records.NOTED,
                Channel.MOD,
                Body.of("user", user, "name", state.name(user), "text", words(body, "text")));
    }

    private static Outcome appeal(Command command, EventState state, Moment moment) {
        String user = command.actor().id();
        Optional<Sanction> sanction = state.sanction(user, moment.now());
        if (sanction.isEmpty() || sanction.get().kind() == Sanction.Kind.SHADOW) {
            return Outcome.refused("not-muted", 409, "You can write here; there is nothing to appeal against.");
        }
        if (state.hasOpenAppeal(user)) {
            return Outcome.refused("appeal-open", 409, "Your appeal waits for a moderator already.");
        }
        return done(
                Records.APPEALED,
                Channel.MOD,
                Body.of(
                        "user", user,
                        "name", command.actor().name(),
                        "text", words(command.body(), "text"),
                        "decision", sanction.get().decision()));
    }

    private static Outcome decideAppeal(Body body, EventState state, Moment moment) {
        long id = number(body, "appeal");
        Optional<Appeal> appeal = state.appeal(id);
        if (appeal.isEmpty()) {
            return Outcome.refused("no-such-appeal", 404, "There is no appeal " + id + " in this event.");
        }
        if (!appeal.get().isOpen()) {
            return Outcome.refused(
                    "appeal-decided",
                    409,
                    "Appeal " + id + " was " + appeal.get().state() + " already.");
        }
        String action = body.text("action");
        if (!Set.of("accept", "reject").contains(action)) {
            throw new BadBody("action", "takes accept or reject, not " + action);
        }
        String user = appeal.get().user();
        List<Draft> drafts = new ArrayList<>();
        drafts.add(Draft.asap(
                Records.APPEAL_DECIDED,
                Channel.MOD,
                Body.of("appeal", id, "user", user, "action", action, "reason", reason(body))));
        if (action.equals("accept") && state.sanction(user, moment.now()).isPresent()) {
            drafts.add(Draft.asap(
                    Records.UNBANNED, Channel.MOD, unbanned(user, state, "Appeal " + id + " was accepted.")));
        }
        return Outcome.done(drafts, drafts.getFirst().body());
    }

    /** Counts an offence and takes the step of the ladder that it reaches. */
    private Outcome escalate(Command command, EventState state, Moment moment) {
        if (command.actor().kind() != Actor.Kind.PLUGIN) {
            return Outcome.refused("forbidden", 403, "Offences are counted by the plugin itself.");
        }
        Body body = command.body();
        String user = user(body);
        long cause = body.optionalInteger("cause").orElse(0L);
        if (state.isCounted(cause) || settings.get().exempt().contains(user)) {
            return Outcome.done(List.of(), Body.of("user", user));
        }
        Settings.Ladder ladder = settings.get().ladder();
        Person person = state.person(user, moment.now());
        double points = person.points(moment.now(), ladder.decay()) + 1;
        String rule = body.text("rule");
        List<Draft> drafts = new ArrayList<>();
        drafts.add(Draft.asap(
                Records.OFFENDED,
                Channel.NONE,
                Body.of(
                        "user",
                        user,
                        "name",
                        person.name,
                        "rule",
                        rule,
                        "cause",
                        cause == 0 ? Optional.empty() : Optional.of(cause))));
        String reason = "repeated offences (" + rule + ")";
        if (state.sanction(user, moment.now())
                .filter(each -> each.kind() != Sanction.Kind.TIMEOUT)
                .isPresent()) {
            return Outcome.done(drafts, Body.of("user", user));
        }
        if (reaches(points, ladder.ban())) {
            drafts.add(Draft.asap(
                    Records.BANNED, Channel.MOD, banned(user, state, Optional.empty(), reason, moment, true)));
        } else if (reaches(points, ladder.timeout())) {
            long doubled = ladder.first().toSeconds() << Math.min(20, person.timeouts);
            drafts.add(Draft.asap(
                    Records.TIMED_OUT,
                    Channel.MOD,
                    timedOut(user, state, Math.min(TIMEOUT_MAX, doubled), reason, moment, true)));
        } else if (reaches(points, ladder.warn())) {
            drafts.add(Draft.asap(
                    Records.WARNED,
                    Channel.MOD,
                    Body.of("user", user, "name", person.name, "reason", rule, "auto", true)));
        }
        return Outcome.done(drafts, Body.of("user", user));
    }

    private static boolean reaches(double points, long step) {
        return step > 0 && points + Person.FADED >= step;
    }

    static Outcome done(String type, Channel channel, Body body) {
        return Outcome.done(Draft.asap(type, channel, body), body);
    }

    private static String user(Body body) {
        String user = body.text("user");
        if (!isId(user)) {
            throw new BadBody("user", "takes the id of a person");
        }
        return user;
    }

    static boolean isId(String text) {
        return !text.isBlank() && text.length() <= ID_MAX && text.chars().noneMatch(Character::isISOControl);
    }

    static String reason(Body body) {
        String reason = body.optionalText("reason").orElse("").strip();
        if (reason.length() > REASON_MAX) {
            throw new BadBody("reason", "takes at most " + REASON_MAX + " characters");
        }
        return reason;
    }

    private static String words(Body body, String field) {
        String words = body.text(field).strip();
        if (words.isEmpty() || words.length() > REASON_MAX) {
            throw new BadBody(field, "takes 1 to " + REASON_MAX + " characters");
        }
        return words;
    }

    static long seconds(Body body, long most) {
        long seconds = body.integer("seconds");
        if (seconds < 1 || seconds > most) {
            throw new BadBody("seconds", "takes 1 to " + most);
        }
        return seconds;
    }

    /** A number that may come as text, from a path. */
    static long number(Body body, String field) {
        Object value = body.values().getOrDefault(field, "");
        if (value instanceof String text) {
            if (!text.matches("[0-9]{1,18}")) {
                throw new BadBody(field, "takes a number");
            }
            return Long.parseLong(text);
        }
        return body.integer(field);
    }
}
