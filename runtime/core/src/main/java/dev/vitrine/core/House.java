package dev.vitrine.core;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.core.access.Access;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.access.LoginDesk;
import dev.vitrine.core.access.OwnerToken;
import dev.vitrine.core.access.Roles;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.chat.ChatDesk;
import dev.vitrine.core.chat.Desk;
import dev.vitrine.core.command.Bus;
import dev.vitrine.core.command.CommandBus;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.hook.Webhooks;
import dev.vitrine.core.link.Restreams;
import dev.vitrine.core.link.Sources;
import dev.vitrine.core.log.LogException;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.people.Export;
import dev.vitrine.core.people.People;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.policy.PolicyError;
import dev.vitrine.core.policy.PolicyFiles;
import dev.vitrine.core.policy.PolicyTrials;
import dev.vitrine.core.policy.TrialDesk;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.Lane;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.RoomSetting;
import dev.vitrine.core.room.RoomState;
import dev.vitrine.core.room.Rooms;
import dev.vitrine.core.room.ViewFeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The server without its doors: rooms, log, commands, chat, access and policies. Host and web are given one of it.
 * Everything it hands out is safe from any thread and ends with {@link #close}.
 */
public final class House implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(House.class.getName());

    private final HouseConfig config;
    private final DataLock lock;
    private final OwnerToken ownerToken;
    private final PolicyFiles policies;
    private final PolicyTrials trials;
    private final TrialDesk trialDesk;
    private final Badges badges;
    private final ExecutorService lanes = Lane.newThreads();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ViewFeeds feeds = new ViewFeeds();
    private final ContributionRegistry contributions = new ContributionRegistry(feeds);
    private final RoomBook rooms = new RoomBook();
    private final People people;
    private final Webhooks webhooks = new Webhooks();
    private final Restreams restreams = new Restreams();
    private final Sources sources = new Sources();
    private final OutboundGuard outbound;
    private final RoomSetting setting;
    private final MediaCommands media;
    private final Bus bus;
    private final Desk desk;
    private final LoginDesk logins;
    private volatile Roles roles;

    /** Events as the server's own log tells them, and the policies last put in force; on that log's lane alone. */
    private final Map<String, Body> events = new LinkedHashMap<>();

    private final Map<String, LogRecord> policyRecords = new LinkedHashMap<>();

    private House(
            HouseConfig config,
            DataLock lock,
            OwnerToken ownerToken,
            PolicyFiles policies,
            Secrets secrets,
            People people) {
        this.config = config;
        this.lock = lock;
        this.ownerToken = ownerToken;
        this.policies = policies;
        this.trials = new PolicyTrials(policies);
        this.roles = Roles.of(policies.policy("roles"));
        this.badges = new Badges(ownerToken.token(), config.clock(), secrets, () -> this.roles);
        this.people = people;
        this.outbound = new OutboundGuard(
                OutboundGuard.Resolver.SYSTEM,
                () -> Set.copyOf(policies.policy("outbound").texts("trustedHosts")));
        this.setting = new RoomSetting(config.clock(), lanes, background, contributions::routing, this::apply, people);
        this.media = new MediaCommands(policies);
        List<CoreCommand> core = new ArrayList<>();
        core.addAll(
                new ServerCommands(policies, trials, events::containsKey, this::eventCreated, this::policyPut).all());
        core.addAll(new EventCommands(policies, contributions::snapshot).all());
        core.addAll(media.all());
        core.addAll(new AccessCommands(secrets, badges).all());
        core.addAll(
                new AccountCommands(secrets, badges, () -> this.roles.rights().keySet()).all());
        core.addAll(new HookCommands(
                        secrets,
                        webhooks,
                        (command, done) -> people.erase(command.body().text("id")))
                .all());
        core.addAll(new LinkCommands(secrets, policies, restreams, sources, (command, done) -> {
                    Optional<String> gone = done.reply().optionalText("removed");
                    if (gone.isPresent()) {
                        people.erase(gone.get());
                    }
                })
                .all());
        core.addAll(new PeopleCommands(people::knows, this::personErased).all());
        core.addAll(ChatCommands.all());
        this.bus = new Bus(config.clock(), () -> this.roles, contributions::routing, rooms::find, core);
        this.trialDesk = new TrialDesk(
                policies,
                trials,
                contributions::snapshot,
                event -> rooms.find(event).isPresent() && !event.equals(Command.HOUSE),
                bus);
        this.logins = new LoginDesk(badges.accounts(), bus, config.clock());
        this.desk = new Desk(config.clock(), policies, contributions::snapshot, rooms::find, bus);
    }

    /**
     * Opens the data directory and rebuilds every event from its log.
     *
     * @throws HouseException if the directory is in use or unreadable, or a policy is wrong
     */
    public static House open(HouseConfig config) {
        DataLock lock = DataLock.take(config.data());
        boolean opened = false;
        try {
            Secrets secrets = new Secrets();
            PolicyFiles policies = PolicyFiles.load(config.policies(), overrides(config));
            OwnerToken ownerToken = OwnerToken.open(config.data(), config.ownerToken(), secrets);
            House house = new House(config, lock, ownerToken, policies, secrets, People.open(config.data()));
            try {
                house.restore();
                opened = true;
            } finally {
                if (!opened) {
                    house.closeAll();
                }
            }
            return house;
        } catch (PolicyError | LogException e) {
            throw new HouseException(e.getMessage(), e);
        } catch (IOException e) {
            throw new HouseException(
                    "Vitrine cannot start on data directory \"%s\" with policies in \"%s\": %s."
                            .formatted(config.data(), config.policies(), e),
                    e);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static Path overrides(HouseConfig config) {
        return config.data().resolve("policies");
    }

    private Path logDirectory(String event) {
        return config.data().resolve("events").resolve(event).resolve("log");
    }

    // ---- start
    // ----------------------------------------------------------------------------------------------------------

    private void restore() throws LogException, IOException {
        EventRoom own = EventRoom.open(logDirectory(Command.HOUSE), Command.HOUSE, "Vitrine", "server", setting);
        rooms.add(own);
        feeds.add(own);
        applyMissedPolicies();
        for (Body event : List.copyOf(events.values())) {
            openRoom(event);
        }
        people.eraseAgain();
        lookAtPolicyChangedByHand();
        policyRecords.clear();
    }

    private void openRoom(Body event) throws LogException {
        String id = event.text("id");
        EventRoom room = EventRoom.open(logDirectory(id), id, event.text("title"), event.text("class"), setting);
        feeds.add(room);
        rooms.add(room);
        if (!room.stream().text("state").equals("OFFLINE")) {
            // Its publisher went with the process.
            bus.submit(Command.of(
                    id,
                    RoomState.STREAM,
                    Actor.HOUSE,
                    room.stream().with("state", "OFFLINE").with("why", "the server was restarted")));
        }
    }

    /** Takes the next record of any event, in the order of that event's log. */
    private void apply(LogRecord record) {
        switch (record.type()) {
            case ServerCommands.EVENT_CREATED -> events.put(record.body().text("id"), record.body());
            case ServerCommands.POLICY_PUT -> policyRecords.put(record.body().text("name"), record);
            case PolicyTrials.TRIED -> trials.tried(record);
            case RoomState.PHASE -> trials.phase(record);
            case People.ERASED -> people.apply(record);
            case Webhooks.CREATED, Webhooks.CHANGED, Webhooks.DELETED, Webhooks.DEAD, Webhooks.REPLAYED ->
                webhooks.apply(record);
            case Sources.SET, Sources.CLEARED -> sources.apply(record);
            case Restreams.ADDED, Restreams.REMOVED -> restreams.apply(record);
            default -> badges.apply(record);
        }
    }

    private void eventCreated(Command command, Outcome.Done done) throws LogException {
        openRoom(done.reply());
        LOG.log(
                System.Logger.Level.INFO,
                "Event \"{0}\" was created.",
                done.reply().text("id"));
    }

    /** The record of it stands; now the key goes, then every view, also those of plugins. */
    private void personErased(Command command, Outcome.Done done) throws IOException {
        String person = command.body().text("person");
        people.erase(person);
        badges.forget(person);
        List<CompletableFuture<Outcome>> told = rooms.all().stream()
                .map(room -> bus.submit(
                                Command.of(room.event(), "person.forget", Actor.HOUSE, Body.of("person", person)))
                        .toCompletableFuture())
                .toList();
        for (CompletableFuture<Outcome> each : told) {
            if (each.join() instanceof Outcome.Refused refused) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The key of \"{0}\" is destroyed, but an event''s views still hold what they had until the"
                                + " server is restarted: {1}",
                        person,
                        refused.problem().detail());
            }
        }
    }

    /**
     * Everything about one person, from every log; ask the bus for {@code person.export} first. Reads the logs whole.
     */
    public Body export(String person) {
        List<Room> all = new ArrayList<>();
        rooms.room(Command.HOUSE).ifPresent(all::add);
        all.addAll(rooms.all());
        return Export.of(person, all);
    }

    // ---- policies
    // -------------------------------------------------------------------------------------------------------

    private void policyPut(Command command, Outcome.Done done) throws PolicyError, IOException {
        putInForce(command.body().text("name"), command.body().text("yaml"));
        noteApplied(done.reply().integer("seq"));
    }

    private void putInForce(String name, String yaml) throws PolicyError, IOException {
        policies.put(policies.check(name + ".yaml", name, yaml));
        roles = Roles.of(policies.policy("roles"));
        desk.policyChanged();
        LOG.log(System.Logger.Level.INFO, "Policy \"{0}\" {1} is in force.", name, policies.version(name));
    }

    /** Writes the files of policies that were recorded but not written, because the server died in between. */
    private void applyMissedPolicies() throws IOException {
        long applied = applied();
        for (LogRecord record : policyRecords.values()) {
            if (record.seq() > applied) {
                String name = record.body().text("name");
                try {
                    putInForce(name, record.body().text("yaml"));
                } catch (PolicyError e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "A recorded policy does not fit this version of Vitrine and is not in force: {0}",
                            e.getMessage());
                }
                noteApplied(record.seq());
            }
        }
    }

    /**
     * A file that somebody changed while the server was down is one more way in: it is put on record if it may be in
     * force, and set aside if it was not tried.
     */
    private void lookAtPolicyChangedByHand() throws IOException {
        PolicyFiles.Checked found = policies.checked(PolicyTrials.NAME);
        try {
            PolicyFiles.Checked before = policies.shipped(found.name());
            if (policyRecords.get(found.name()) instanceof LogRecord record) {
                before = policies.check(
                        found.name() + ".yaml", found.name(), record.body().text("yaml"));
            }
            if (before.version().equals(found.version())) {
                return;
            }
            Optional<Problem> untried = trials.againstFile(found.version());
            if (untried.isEmpty()) {
                // Its file is written once more: waited for, so that it is not written after a stop, over a newer one.
                bus.submit(Command.of(
                                Command.HOUSE,
                                "policy.put",
                                Actor.HOUSE,
                                Body.of("name", found.name(), "yaml", found.yaml())))
                        .toCompletableFuture()
                        .join();
                return;
            }
            Path aside = policies.setAside(before);
            roles = Roles.of(policies.policy("roles"));
            desk.policyChanged();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Policy \"{0}\" was changed by hand and is kept as \"{1}\"; the one before is in force. {2}",
                    found.name(),
                    aside,
                    untried.get().detail());
        } catch (PolicyError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What policy was in force before does not fit this version of Vitrine; \"{0}\" is in force as its"
                            + " file stands: {1}",
                    found.name(),
                    e.getMessage());
        }
    }

    private long applied() throws IOException {
        Path note = overrides(config).resolve("applied");
        return Files.exists(note) ? Long.parseLong(Files.readString(note).strip()) : 0;
    }

    private void noteApplied(long seq) throws IOException {
        Files.createDirectories(overrides(config));
        Files.writeString(overrides(config).resolve("applied"), seq + "\n");
    }

    // ---- what others are given
    // --------------------------------------------------------------------------------------------

    /** All events, without the server's own. */
    public Rooms rooms() {
        return rooms;
    }

    /** The one way in for every change. */
    public CommandBus bus() {
        return bus;
    }

    /** The way in for chat. */
    public ChatDesk chat() {
        return desk;
    }

    /** Tokens and rights. */
    public Access access() {
        return badges;
    }

    /** The accounts of staff, their logins and the keys of machines, as views. */
    public Badges badges() {
        return badges;
    }

    /** Lets staff in by password. */
    public LoginDesk logins() {
        return logins;
    }

    /** The receivers of outgoing events. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** Where each event's picture is forwarded to. */
    public Restreams restreams() {
        return restreams;
    }

    /** What each event fetches its picture from. */
    public Sources sources() {
        return sources;
    }

    /** Decides which addresses outside may be called. */
    public OutboundGuard outbound() {
        return outbound;
    }

    /** The data directory; others keep files of their own names in it. */
    public Path data() {
        return config.data();
    }

    /** The policies in force. */
    public Policies policies() {
        return policies;
    }

    /** Tries a policy on a show's log, which must be done before it is put in force. */
    public TrialDesk trials() {
        return trialDesk;
    }

    /** The plugin versions in service. */
    public ContributionRegistry contributions() {
        return contributions;
    }

    /** Every command type in force: the house's own, then those of the plugins in service. */
    public List<CommandType> commandTypes() {
        return bus.types();
    }

    /** The owner's bearer token. */
    public String ownerToken() {
        return ownerToken.token();
    }

    /** Whether the owner's token was made by this start, so that it is printed once. */
    public boolean ownerTokenIsNew() {
        return ownerToken.isNew();
    }

    /** Checks a stream key; empty means refuse. */
    public Optional<IngestGrant> authorise(String streamKey) {
        return badges.authorise(streamKey);
    }

    /** Returns the stream keys of an event without the keys themselves, oldest first. */
    public List<Badges.Key> streamKeys(String event) {
        return badges.keys(event);
    }

    /** The media profile in force for an event; that of an event that does not exist is empty. Cheap. */
    public Optional<MediaProfile> mediaProfile(String event) {
        return rooms.find(event).map(media::profile);
    }

    /** The media profile in force for an event with all that it could be switched to; empty without such an event. */
    public Optional<MediaChoice> mediaChoice(String event) {
        return rooms.find(event).map(media::choice);
    }

    /**
     * Moves the event's timeline and, unless {@code why} is empty, records the state of the stream; figures alone,
     * which come every other second, are not for the log. Returns at once.
     */
    public void streamChanged(StreamStatus status, String why) {
        rooms.find(status.event()).ifPresent(room -> {
            room.streamChanged(status);
            if (why.isEmpty()) {
                return;
            }
            Body body = Body.of(
                    "state", status.state().name(),
                    "why", why,
                    "epoch", status.live().map(MediaTime::epoch).orElse(0L),
                    "width", status.width(),
                    "height", status.height(),
                    "fps", status.fps(),
                    "videoCodec", status.videoCodec(),
                    "audioCodec", status.audioCodec());
            bus.submit(Command.of(status.event(), RoomState.STREAM, Actor.HOUSE, body));
        });
    }

    /** Records a probe of an event's media for staff. Returns at once. */
    public void mediaHealth(MediaHealth health) {
        bus.submit(Command.of(health.event(), RoomState.HEALTH, Actor.HOUSE, body(health)));
    }

    /** Returns how a probe stands, as records and answers say it. */
    public static Body body(MediaHealth health) {
        return Body.of(
                "probe", health.probe(),
                "state", health.state().name().toLowerCase(Locale.ROOT),
                "value", health.value(),
                "threshold", health.threshold(),
                "unit", health.unit(),
                "sentence", health.sentence(),
                "runbook", health.runbook());
    }

    /** Records for staff how a link for media stands. Returns at once. */
    public void mediaLink(MediaLink link) {
        bus.submit(Command.of(link.event(), LinkCommands.LINK, Actor.HOUSE, LinkCommands.body(link)));
    }

    /** Finishes what is under way, makes it durable and releases the directory. Idempotent. */
    @Override
    public void close() {
        closeAll();
        lock.close();
    }

    private void closeAll() {
        logins.close();
        rooms.close();
        lanes.shutdown();
        background.shutdown();
        try {
            people.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The keys of persons do not close.", e);
        }
    }
}
