package dev.vitrine.core;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.guard.ChangeGuard;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.core.contribution.Contributions;
import dev.vitrine.core.contribution.GuardedCalls;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.room.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** A house on a directory of its own, with short names for what tests do all the time. */
public final class TestHouse implements AutoCloseable {
    static {
        // A machine that is busy with something else is slow, and that is no failure.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    /** The shipped policies. */
    public static final Path POLICIES = Path.of("../../policies");

    /** Someone with every right. */
    public static final Actor OWNER = new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner"));

    /** Someone with a name. */
    public static final Actor MIA = viewer("v-mia", "Mia");

    private final Path data;
    private final FakeClock clock;
    private House house;

    /** Opens a house. */
    public TestHouse(Path data, FakeClock clock) {
        this.data = data;
        this.clock = clock;
        this.house = open();
    }

    private House open() {
        return House.open(new HouseConfig(data, POLICIES, clock, Optional.of("test-owner-token")));
    }

    /** Closes it and opens it again, without plugins. */
    public void restart() {
        house.close();
        house = open();
    }

    /** The house itself. */
    public House house() {
        return house;
    }

    /** Returns a viewer with a name. */
    public static Actor viewer(String id, String name) {
        return new Actor(Actor.Kind.VIEWER, id, name, Set.of("viewer", "chatter"));
    }

    /** Creates an event of class webinar. */
    public TestHouse withEvent(String id) {
        done(Command.of(Command.HOUSE, "event.create", OWNER, Body.of("id", id, "title", "Test", "class", "webinar")));
        return this;
    }

    /** Puts a chat filter into service as the required moderation plugin. */
    public InService withModeration(String version, ChatFilter filter) {
        return promote(plugin("chat-moderation", version).filter(filter));
    }

    /** Puts a filter that lets everything pass into service. */
    public TestHouse withOpenModeration() {
        withModeration("1.0.0", message -> Verdict.pass());
        return this;
    }

    /** Attaches views and promotes. */
    public InService promote(Plugin plugin) {
        InService version = plugin.build(clock);
        attach(version);
        try {
            house.contributions().promote(version);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return version;
    }

    /** Attaches views and waits until they have caught up. */
    public void attach(InService version) {
        get(house.contributions().attachViews(version));
    }

    /** Returns the room of an event. */
    public Room room(String event) {
        return house.rooms().room(event).orElseThrow();
    }

    /** Submits a command and waits. */
    public Outcome submit(Command command) {
        return get(house.bus().submit(command));
    }

    /** Submits a command of the owner and waits. */
    public Outcome submit(String event, String type, Body body) {
        return submit(Command.of(event, type, OWNER, body));
    }

    /** Submits a command that must succeed. Returns the reply. */
    public Body done(Command command) {
        return reply(submit(command));
    }

    /** Submits a command of the owner that must succeed. Returns the reply. */
    public Body done(String event, String type, Body body) {
        return done(Command.of(event, type, OWNER, body));
    }

    /** Submits a command that must be refused. Returns the problem. */
    public Problem refused(Command command) {
        return problem(submit(command));
    }

    /** Sends a message and waits. */
    public Outcome say(String event, Actor actor, String text) {
        return get(house.chat().send(event, actor, text, Optional.empty()));
    }

    /** Sends a message that must be taken. Returns its sequence number. */
    public long said(String event, Actor actor, String text) {
        return reply(say(event, actor, text)).integer("seq");
    }

    /** Every record of an event. */
    public List<LogRecord> log(String event) {
        // A read is bounded in bytes, so a long log takes several.
        List<LogRecord> all = new ArrayList<>();
        for (List<LogRecord> page = room(event).read(0, 1_000_000);
                !page.isEmpty();
                page = room(event).read(all.getLast().seq(), 1_000_000)) {
            all.addAll(page);
        }
        return all;
    }

    /** Returns the reply of a success. */
    public static Body reply(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return done.reply();
        }
        throw new AssertionError("Refused: " + outcome);
    }

    /** Returns the problem of a refusal. */
    public static Problem problem(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("Not refused: " + outcome);
    }

    /** Waits for a stage. */
    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("Nothing came.", e);
        }
    }

    /** Begins a plugin. */
    public static Plugin plugin(String id, String version) {
        return new Plugin(id, version, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** A plugin in the making. */
    public record Plugin(
            String id,
            String version,
            List<ChatFilter> filters,
            List<CommandHandler> handlers,
            List<ChangeGuard> guards,
            List<LogView> views,
            List<SnapshotPart> parts) {
        /** With a chat filter. */
        public Plugin filter(ChatFilter filter) {
            return new Plugin(id, version, List.of(filter), handlers, guards, views, parts);
        }

        /** With a command handler. */
        public Plugin handler(CommandHandler handler) {
            return new Plugin(id, version, filters, List.of(handler), guards, views, parts);
        }

        /** With a guard. */
        public Plugin guard(ChangeGuard guard) {
            return new Plugin(id, version, filters, handlers, List.of(guard), views, parts);
        }

        /** With a view. */
        public Plugin view(LogView view) {
            return new Plugin(id, version, filters, handlers, guards, List.of(view), parts);
        }

        /** With a snapshot part. */
        public Plugin part(SnapshotPart part) {
            return new Plugin(id, version, filters, handlers, guards, views, List.of(part));
        }

        /** Ready to be put into service. */
        public InService build(FakeClock clock) {
            ClassLoader loader = TestHouse.class.getClassLoader();
            return new InService(
                    new Contributions(
                            id,
                            version,
                            filters,
                            handlers,
                            guards,
                            views,
                            parts,
                            List.of(),
                            List.of(),
                            Optional.empty()),
                    new GuardedCalls(id, version, loader, clock));
        }
    }

    @Override
    public void close() {
        house.close();
    }
}
