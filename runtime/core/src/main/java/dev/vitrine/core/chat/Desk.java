package dev.vitrine.core.chat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.command.Bus;
import dev.vitrine.core.command.Decision;
import dev.vitrine.core.contribution.Snapshot;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.room.ChatTypes;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.Lane;
import dev.vitrine.core.room.NotStored;
import dev.vitrine.core.room.Stored;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The desk: judges on the sender's thread, records on the event's lane. */
public final class Desk implements ChatDesk {
    private static final System.Logger LOG = System.getLogger(Desk.class.getName());

    /** What sending a message is, for the one decision function. */
    public static final CommandType SEND = new CommandType(
            "chat.send", "chat.send", ChangeClass.SHOW, "Send a chat message", Body.of("text", "Hello from Lisbon!"));

    private final InstantSource clock;
    private final Policies policies;
    private final Supplier<Snapshot> plugins;
    private final Function<String, Optional<EventRoom>> rooms;
    private final Bus bus;
    private final RateLimits rates;
    private volatile ModerationPolicy policy;

    /** A desk over the rooms. */
    public Desk(
            InstantSource clock,
            Policies policies,
            Supplier<Snapshot> plugins,
            Function<String, Optional<EventRoom>> rooms,
            Bus bus) {
        this.clock = clock;
        this.policies = policies;
        this.plugins = plugins;
        this.rooms = rooms;
        this.bus = bus;
        this.rates = new RateLimits(clock);
        this.policy = ModerationPolicy.of(policies.policy("moderation"), policies.version("moderation"));
    }

    /** Takes over a changed policy. */
    public void policyChanged() {
        policy = ModerationPolicy.of(policies.policy("moderation"), policies.version("moderation"));
    }

    @Override
    public List<LogRecord> held(String event, int limit, long afterSeq) {
        return rooms.apply(event)
                .map(room -> room.state().held(limit, afterSeq))
                .orElse(List.of());
    }

    @Override
    public CompletionStage<Outcome> send(String event, Actor sender, String text, Optional<Long> replyTo) {
        Actor actor = sender.in(event);
        ModerationPolicy rules = policy;
        Optional<EventRoom> room = rooms.apply(event);
        if (room.isEmpty() || event.equals(Command.HOUSE)) {
            return refused(Problem.of("no-such-event", 404, "There is no event \"" + event + "\"."));
        }
        if (!bus.may(actor, SEND.right())) {
            return refused(Problem.of("forbidden", 403, "Choose a name first; then you can chat."));
        }
        // Before the text is cleaned: cleaning a megabyte is work that nobody should get for nothing.
        if (text.length() > 8 * rules.maxLength()) {
            return refused(tooLong(rules));
        }
        String clean = Cleaning.clean(text);
        if (clean.isEmpty()) {
            return refused(Problem.of("bounced", 422, "There is nothing to see in this message; write something."));
        }
        if (Cleaning.length(clean) > rules.maxLength()) {
            return refused(tooLong(rules));
        }
        if (replyTo.isPresent()
                && (replyTo.get() < 1 || replyTo.get() > room.get().lastSeq())) {
            return refused(Problem.of("bounced", 422, "The message you answer to does not exist."));
        }
        if (!actor.isStaff()) {
            long waitMs = rates.take(actor.id(), rules.perSecond(), rules.burst());
            if (waitMs > 0) {
                return refused(new Problem(
                        "too-fast", 429, "You are writing too fast; wait a moment.", Body.of("retryAfterMs", waitMs)));
            }
        }
        Author author = new Author(actor.id(), actor.name(), actor.isStaff());
        ChatMessage message = new ChatMessage(event, author, clean, replyTo, clock.instant());
        Verdict verdict = Judge.judge(message, plugins.get(), rules.requires());
        Optional<Problem> refusal = unrecorded(verdict);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        Sending sending = new Sending(room.get(), actor, message, verdict, rules);
        if (!room.get().offer(sending)) {
            return refused(room.get().overloaded());
        }
        return sending.answer;
    }

    /** What the author is told at once by a verdict that leaves no record. */
    private static Optional<Problem> unrecorded(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Bounce bounce -> Optional.of(problem("bounced", bounce.reason()));
            case Verdict.TooFast tooFast -> Optional.of(later("too-fast", 429, tooFast.waitMs(), tooFast.reason()));
            case Verdict.Muted muted -> Optional.of(later("muted", 403, muted.leftMs(), muted.reason()));
            default -> Optional.empty();
        };
    }

    private static Problem later(String type, int status, long retryAfterMs, Reason reason) {
        Problem problem = problem(type, reason);
        return new Problem(type, status, problem.detail(), problem.extra().with("retryAfterMs", retryAfterMs));
    }

    private static Problem tooLong(ModerationPolicy rules) {
        return Problem.of("too-long", 422, "A message has at most " + rules.maxLength() + " characters.");
    }

    private static Problem problem(String type, Reason reason) {
        return new Problem(
                type,
                422,
                reason.sentence(),
                Body.of(
                        "rule", reason.rule(),
                        "category", reason.category(),
                        "level", reason.level(),
                        "span", List.of((long) reason.start(), (long) reason.end()),
                        "policyVersion", reason.policyVersion()));
    }

    private static CompletionStage<Outcome> refused(Problem problem) {
        return CompletableFuture.completedFuture(new Outcome.Refused(problem));
    }

    /** A judged message on its way to the log. */
    private final class Sending implements Lane.Task {
        private final EventRoom room;
        private final Actor actor;
        private final ChatMessage message;
        private final Verdict verdict;
        private final ModerationPolicy rules;
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

        Sending(EventRoom room, Actor actor, ChatMessage message, Verdict verdict, ModerationPolicy rules) {
            this.room = room;
            this.actor = actor;
            this.message = message;
            this.verdict = verdict;
            this.rules = rules;
        }

        @Override
        public void abandoned() {
            answer.complete(new Outcome.Refused(room.overloaded()));
        }

        @Override
        public void run() {
            try {
                Decision decision = bus.decide(actor, SEND, "core", false, Optional.empty(), bus.moment(room));
                if (decision instanceof Decision.Denied denied) {
                    answer.complete(new Outcome.Refused(denied.problem()));
                } else {
                    record();
                }
            } catch (Lane.Abandoned e) {
                throw e;
            } catch (NotStored e) {
                answer.complete(new Outcome.Refused(e.problem()));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A chat message failed.", e);
                answer.complete(
                        Outcome.refused("internal", 500, "This message failed inside Vitrine; it was not stored."));
            }
        }

        private void record() {
            switch (verdict) {
                case Verdict.Pass pass -> append(shown(message.text(), false), done("shown", Body.empty()));
                case Verdict.Modify modify ->
                    append(shown(modify.text(), true), done("shown", reason(modify.reason())));
                case Verdict.Hold hold -> {
                    if (room.state().heldCount() >= rules.heldMax()) {
                        answer.complete(Outcome.refused(
                                "overloaded",
                                503,
                                "More messages wait for a moderator than can be kept; try again later."));
                    } else {
                        append(judged(ChatTypes.HELD, hold.reason()), done("held", reason(hold.reason())));
                    }
                }
                case Verdict.Block block ->
                    append(
                            judged(ChatTypes.BLOCKED, block.reason()),
                            new Outcome.Refused(problem("blocked", block.reason())));
                // The author must not be able to tell.
                case Verdict.Shadow shadow -> append(judged(ChatTypes.SHADOWED, shadow.reason()), alone());
                case Verdict.Bounce bounce -> refuse();
                case Verdict.TooFast tooFast -> refuse();
                case Verdict.Muted muted -> refuse();
            }
        }

        private void refuse() {
            unrecorded(verdict).ifPresent(problem -> answer.complete(new Outcome.Refused(problem)));
        }

        private Draft shown(String text, boolean modified) {
            Body body = Body.of("author", author(), "text", text, "replyTo", message.replyTo());
            return Draft.asap(ChatTypes.MESSAGE, Channel.CHAT, modified ? body.with("modified", true) : body);
        }

        private Draft judged(String type, Reason reason) {
            Body body = Body.of("author", author(), "text", message.text(), "replyTo", message.replyTo());
            for (var field : reason(reason).values().entrySet()) {
                body = body.with(field.getKey(), field.getValue());
            }
            return Draft.asap(type, Channel.MOD, body);
        }

        private Body author() {
            Author author = message.author();
            return Body.of("id", author.id(), "name", author.name(), "staff", author.staff());
        }

        private Body reason(Reason reason) {
            return Body.of(
                    "rule", reason.rule(),
                    "category", reason.category(),
                    "level", reason.level(),
                    "span", List.of((long) reason.start(), (long) reason.end()),
                    "policyVersion", reason.policyVersion().isEmpty() ? rules.version() : reason.policyVersion());
        }

        /** Only the author's own page shows it, so it has to be told to. */
        private Outcome alone() {
            Body reply = Body.of("state", "shown", "seq", room.nextSeq(), "text", message.text(), "alone", true);
            return new Outcome.Done(List.of(), reply);
        }

        private Outcome done(String state, Body reason) {
            Body reply = Body.of("state", state, "seq", room.nextSeq(), "text", message.text());
            return new Outcome.Done(List.of(), reason.values().isEmpty() ? reply : reply.with("reason", reason));
        }

        private void append(Draft draft, Outcome outcome) {
            room.append(List.of(draft), actor, Optional.empty(), new Stored() {
                @Override
                public void durable() {
                    answer.complete(outcome);
                }

                @Override
                public void open(Problem problem) {
                    answer.complete(new Outcome.Refused(problem));
                }
            });
        }
    }
}
