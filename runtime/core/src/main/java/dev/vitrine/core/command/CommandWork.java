package dev.vitrine.core.command;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Routing;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.Lane;
import dev.vitrine.core.room.NotStored;
import dev.vitrine.core.room.Receipt;
import dev.vitrine.core.room.Receipts;
import dev.vitrine.core.room.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One command on its way: decided, handled, recorded, answered. Runs on its event's lane. */
final class CommandWork implements Lane.Task {
    private static final System.Logger LOG = System.getLogger(CommandWork.class.getName());

    /** As {@link dev.vitrine.api.command.CommandHandler#handle} says. */
    private static final Duration HANDLE_LIMIT = Duration.ofMillis(50);

    private static final int MAX_KEY_CHARACTERS = 200;

    private final Bus bus;
    private final EventRoom room;
    private final Command command;
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    /** A key that was given with the command, and what it will have led to. */
    private record Once(String key, Receipts.Done done) {}

    CommandWork(Bus bus, EventRoom room, Command command) {
        this.bus = bus;
        this.room = room;
        this.command = command;
    }

    CompletionStage<Outcome> answer() {
        return answer;
    }

    @Override
    public void run() {
        try {
            if (command.idempotencyKey().isPresent()) {
                once(command.idempotencyKey().get());
            } else {
                process(Optional.empty());
            }
        } catch (Lane.Abandoned e) {
            throw e;
        } catch (BadBody e) {
            refuse(Problem.of("bad-body", 400, String.valueOf(e.getMessage())));
        } catch (NotStored e) {
            refuse(e.problem());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Command \"" + command.type() + "\" failed.", e);
            refuse(Problem.of(
                    "internal",
                    500,
                    "\"" + command.type()
                            + "\" failed inside Vitrine; nothing has changed. The server's log says why."));
        }
    }

    @Override
    public void abandoned() {
        refuse(Problem.of(
                "plugin-unavailable",
                503,
                "A plugin did not return while \"" + command.type() + "\" was handled; nothing has changed."));
    }

    private void refuse(Problem problem) {
        answer.complete(new Outcome.Refused(problem));
    }

    private void once(String key) {
        if (key.isBlank() || key.length() > MAX_KEY_CHARACTERS) {
            throw new BadBody("Idempotency-Key", "takes 1 to " + MAX_KEY_CHARACTERS + " characters");
        }
        String id = Secrets.hash(command.actor().id() + "\n" + key);
        String request = Secrets.hash(command.type() + "\n" + command.body().values());
        Optional<Receipts.Done> before = room.receipts().find(id);
        if (before.isEmpty()) {
            process(Optional.of(new Once(id, new Receipts.Done(request, new CompletableFuture<>()))));
        } else if (!before.get().request().equals(request)) {
            refuse(Problem.of(
                    "idempotency-key-reused",
                    422,
                    "This Idempotency-Key was used for another request; take a new one."));
        } else {
            if (!before.get().outcome().isDone()) {
                room.requireWritable();
            }
            before.get().outcome().thenAccept(answer::complete);
        }
    }

    private void process(Optional<Once> once) {
        Optional<CoreCommand> own = bus.own(command.type());
        if (own.isPresent()) {
            processOwn(own.get(), once);
            return;
        }
        Optional<Routing.Target> target = bus.target(command.type());
        if (target.isEmpty()) {
            refuse(Problem.of(
                    "unknown-command",
                    404,
                    "No plugin in service handles \"" + command.type() + "\"; see \"vitrine plugins list\"."));
            return;
        }
        Moment moment = bus.moment(room);
        String provider = target.get().version().contributions().plugin();
        Optional<List<Freeze>> overridden = decide(target.get().type(), provider, false, moment);
        if (overridden.isPresent()) {
            switch (handle(target.get(), moment)) {
                case Outcome.Refused refused -> refuse(refused.problem());
                case Outcome.Done done -> record(done, overridden.get(), false, CoreCommand.After.NOTHING, once);
            }
        }
    }

    private void processOwn(CoreCommand own, Optional<Once> once) {
        boolean forServer = own.audience() == CoreCommand.Audience.SERVER
                || own.audience() == CoreCommand.Audience.SERVER_BY_HOUSE_ALONE;
        if (forServer != command.event().equals(Command.HOUSE)) {
            String where = forServer ? "the server" : "an event";
            refuse(Problem.of("wrong-place", 404, "\"" + command.type() + "\" is a command for " + where + "."));
            return;
        }
        Moment moment = bus.moment(room);
        boolean houseAlone = own.audience() == CoreCommand.Audience.HOUSE_ALONE
                || own.audience() == CoreCommand.Audience.SERVER_BY_HOUSE_ALONE;
        Optional<List<Freeze>> overridden = decide(own.type(), "core", houseAlone, moment);
        if (overridden.isPresent()) {
            switch (own.work().handle(command, moment, room)) {
                case Outcome.Refused refused -> refuse(refused.problem());
                case Outcome.Done done -> record(done, overridden.get(), own.secretReply(), own.after(), once);
            }
        }
    }

    /** Returns the freezes that the owner overrode, or empty after a refusal. */
    private Optional<List<Freeze>> decide(CommandType type, String provider, boolean houseAlone, Moment moment) {
        return switch (bus.decide(command.actor(), type, provider, houseAlone, force(), moment)) {
            case Decision.Allowed allowed -> Optional.of(allowed.overridden());
            case Decision.Denied denied -> {
                if (denied.freezes().isEmpty()) {
                    refuse(denied.problem());
                } else {
                    recordRefusal(denied.freezes().getFirst(), denied.problem());
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> force() {
        if (!Boolean.TRUE.equals(command.body().values().get("force"))) {
            return Optional.empty();
        }
        String reason = command.body().text("reason");
        if (reason.isBlank()) {
            throw new BadBody("reason", "must say why this is forced");
        }
        return Optional.of(reason);
    }

    private Outcome handle(Routing.Target target, Moment moment) {
        try {
            Outcome outcome = target.version()
                    .calls()
                    .callHere(
                            "handle " + command.type(),
                            HANDLE_LIMIT,
                            () -> target.handler().handle(command, moment));
            Lane.check();
            if (outcome instanceof Outcome.Done done) {
                for (Draft draft : done.records()) {
                    // Chat is written by the desk alone, which has judged it.
                    if (draft.type().startsWith("core.") || draft.type().startsWith("chat.")) {
                        return Outcome.refused(
                                "plugin-unavailable",
                                503,
                                "Plugin \"%s\" may not write records of type \"%s\"; nothing has changed."
                                        .formatted(
                                                target.version().contributions().plugin(), draft.type()));
                    }
                }
            }
            return outcome;
        } catch (PluginCallException e) {
            Lane.check();
            return Outcome.refused("plugin-unavailable", 503, e.getMessage() + " Nothing has changed.");
        }
    }

    private void record(
            Outcome.Done done, List<Freeze> overridden, boolean secret, CoreCommand.After after, Optional<Once> once) {
        List<Draft> drafts = new ArrayList<>(done.records());
        overridden.forEach(freeze -> drafts.add(forced(freeze)));
        if (drafts.isEmpty()) {
            once.ifPresent(each -> room.receipts().put(each.key(), each.done()));
            finish(done, after, once);
            return;
        }
        Optional<Receipt> receipt = once.map(each ->
                new Receipt(each.key(), each.done().request(), secret ? Optional.empty() : Optional.of(done.reply())));
        // Before the records stand: a view that never returns must not cost the key.
        once.ifPresent(each -> room.receipts().put(each.key(), each.done()));
        Outcome.Done answered = new Outcome.Done(done.records(), done.reply().with("seq", room.nextSeq()));
        try {
            room.append(drafts, command.actor(), receipt, new Stored() {
                @Override
                public void durable() {
                    finish(answered, after, once);
                }

                @Override
                public void open(Problem problem) {
                    refuse(problem);
                }
            });
        } catch (IllegalArgumentException e) {
            once.ifPresent(each -> room.receipts().remove(each.key(), each.done()));
            refuse(Problem.of(
                    "not-recordable", 422, "\"" + command.type() + "\" cannot be recorded: " + e.getMessage()));
        } catch (NotStored e) {
            once.ifPresent(each -> room.receipts().remove(each.key(), each.done()));
            throw e;
        }
    }

    private void finish(Outcome.Done done, CoreCommand.After after, Optional<Once> once) {
        Outcome outcome = done;
        try {
            after.done(command, done);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "What follows \"" + command.type() + "\" failed.", e);
            outcome = Outcome.refused(
                    "not-applied",
                    500,
                    "\"" + command.type() + "\" is recorded but could not be applied: " + e.getMessage());
        }
        Outcome settled = outcome;
        once.ifPresent(each -> each.done().outcome().complete(settled));
        answer.complete(settled);
    }

    private Draft forced(Freeze freeze) {
        return Draft.asap(
                "core.forced",
                Channel.OPS,
                Body.of(
                        "command", command.type(),
                        "rule", freeze.rule(),
                        "until", freeze.until().toString(),
                        "reason", force().orElse(""),
                        "actor", command.actor().name()));
    }

    private void recordRefusal(Freeze freeze, Problem problem) {
        Draft draft = Draft.asap(
                "core.refused",
                Channel.OPS,
                Body.of(
                        "command", command.type(),
                        "rule", freeze.rule(),
                        "until", freeze.until().toString(),
                        "actor", command.actor().name()));
        try {
            room.append(List.of(draft), command.actor(), Optional.empty(), new Stored() {
                @Override
                public void durable() {
                    refuse(problem);
                }

                @Override
                public void open(Problem notStored) {
                    refuse(problem);
                }
            });
        } catch (NotStored e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "A refusal could not be recorded: {0}",
                    e.problem().detail());
            refuse(problem);
        }
    }
}
