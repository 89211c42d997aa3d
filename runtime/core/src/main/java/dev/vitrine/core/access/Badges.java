package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.core.people.People;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Who holds which token and which stream key: a view of the logs that keeps hashes alone. Fed on the rooms' threads;
 * asked from any thread.
 */
public final class Badges implements Access {
    /** Record of a new session, of a viewer or a member of staff. */
    public static final String SESSION = "core.session";
    /** Record of a new stream key. */
    public static final String KEY = "core.stream-key";
    /** Role of a stream key whose publisher stands by, and is shown while the event's own is away. */
    public static final String BACKUP = "backup";

    /** Role of every other stream key. */
    public static final String PRIMARY = "primary";

    /** Record of a revoked stream key. */
    public static final String KEY_REVOKED = "core.stream-key-revoked";

    /** Sessions kept at most; the oldest goes first. A session costs about 400 bytes. */
    static final int MAX_SESSIONS = 100_000;

    private static final String OWNER_GROUNDS = "owner";
    private static final String VIEWER_GROUNDS = "viewer:";
    private static final String SESSION_GROUNDS = "session:";
    private static final String KEY_GROUNDS = "key:";
    private static final Set<String> OWNER_ROLES = Set.of("owner");
    private static final Actor OWNER = new Actor(Actor.Kind.STAFF, "owner", "Owner", OWNER_ROLES);

    private final String ownerHash;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Supplier<Roles> roles;
    private final Accounts accounts = new Accounts();
    private final StaffSessions staffSessions;
    private final ApiKeys apiKeys;
    private final Tickets tickets;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, Key> keysByHash = new ConcurrentHashMap<>();

    private record Session(Actor actor, Instant expiresAt) {}

    /**
     * A stream key as it is kept.
     *
     * @param event its event
     * @param id its id
     * @param createdAt when it was made
     */
    public record Key(String event, String id, Instant createdAt, String hash, boolean backup) {}

    /** Tokens of an owner with that token; roles are asked at each look-up, so that a changed policy holds at once. */
    public Badges(String ownerToken, InstantSource clock, Secrets secrets, Supplier<Roles> roles) {
        this.ownerHash = Secrets.hash(ownerToken);
        this.clock = clock;
        this.secrets = secrets;
        this.roles = roles;
        this.tickets = new Tickets(clock, secrets);
        this.staffSessions = new StaffSessions(clock);
        this.apiKeys = new ApiKeys(clock);
    }

    /** Takes the next record of any event. */
    public void apply(LogRecord record) {
        Body body = record.body();
        if (People.isErased(record)) {
            return;
        }
        switch (record.type()) {
            case SESSION -> {
                Instant expiresAt = Instant.parse(body.text("expiresAt"));
                if (expiresAt.isAfter(clock.instant())) {
                    keep(body.text("hash"), new Session(actor(body), expiresAt));
                }
            }
            case KEY -> {
                Key key = new Key(
                        record.event(),
                        body.text("id"),
                        record.at(),
                        body.text("hash"),
                        body.optionalText("role").filter(BACKUP::equals).isPresent());
                keysByHash.put(key.hash(), key);
            }
            case KEY_REVOKED ->
                keysByHash
                        .values()
                        .removeIf(key ->
                                key.event().equals(record.event()) && key.id().equals(body.text("id")));
            case Accounts.CREATED -> accounts.apply(record);
            case Accounts.CHANGED -> {
                accounts.apply(record);
                staffSessions.apply(record);
                changed();
            }
            case StaffSessions.LOGIN -> staffSessions.apply(record);
            case StaffSessions.LOGOUT -> {
                staffSessions.apply(record);
                changed();
            }
            case ApiKeys.CREATED -> apiKeys.apply(record);
            case ApiKeys.REVOKED -> {
                apiKeys.apply(record);
                changed();
            }
            default -> {}
        }
    }

    /** Forgets a person's sessions and account: nobody is logged in as them any more, and nobody can be. */
    public void forget(String person) {
        synchronized (sessions) {
            sessions.values().removeIf(session -> session.actor().id().equals(person));
        }
        accounts.forget(person);
        changed();
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /** The accounts of staff. */
    public Accounts accounts() {
        return accounts;
    }

    /** The logins of staff. */
    public StaffSessions staffSessions() {
        return staffSessions;
    }

    /** The keys of machines. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    private static Actor actor(Body body) {
        List<String> staffRoles = body.texts("roles");
        Actor.Kind kind = staffRoles.isEmpty() ? Actor.Kind.VIEWER : Actor.Kind.STAFF;
        Set<String> roles = staffRoles.isEmpty() ? Set.of("viewer", "chatter") : Set.copyOf(staffRoles);
        return new Actor(kind, body.text("id"), body.text("name"), roles);
    }

    private void keep(String hash, Session session) {
        synchronized (sessions) {
            sessions.put(hash, session);
            if (sessions.size() > MAX_SESSIONS) {
                sessions.remove(sessions.keySet().iterator().next());
            }
        }
    }

    /** Checks a stream key against the hashes. */
    public Optional<IngestGrant> authorise(String streamKey) {
        String hash = Secrets.hash(streamKey);
        return Optional.ofNullable(keysByHash.get(hash))
                .filter(key -> Secrets.same(key.hash(), hash))
                .map(key -> new IngestGrant(key.event(), key.id(), key.backup()));
    }

    /** Returns the stream keys of an event, in the order of their making. */
    public List<Key> keys(String event) {
        List<Key> keys = new ArrayList<>(keysByHash.values());
        keys.removeIf(key -> !key.event().equals(event));
        keys.sort(java.util.Comparator.comparing(Key::createdAt).thenComparing(Key::id));
        return keys;
    }

    @Override
    public Optional<Actor> bearer(String token) {
        return grant(token).map(Grant::actor);
    }

    @Override
    public Optional<Grant> grant(String token) {
        return byHash(Secrets.hash(token));
    }

    private Optional<Grant> byHash(String hash) {
        if (Secrets.same(hash, ownerHash)) {
            return Optional.of(new Grant(OWNER, OWNER_GROUNDS));
        }
        Optional<StaffSessions.Session> session = staffSessions.byHash(hash);
        if (session.isPresent()) {
            return account(session.get())
                    .map(actor ->
                            new Grant(actor, SESSION_GROUNDS + session.get().id()));
        }
        Optional<ApiKeys.ApiKey> key = apiKeys.byHash(hash);
        if (key.isPresent()) {
            return key.map(each -> new Grant(each.actor(), KEY_GROUNDS + each.id()));
        }
        return viewer(hash).map(actor -> new Grant(actor, VIEWER_GROUNDS + hash));
    }

    @Override
    public Optional<Grant> admit(String ticketOrToken) {
        String hash = Secrets.hash(ticketOrToken);
        Optional<Grant> ticket = tickets.redeem(hash);
        if (ticket.isPresent()) {
            return current(ticket.get())
                    .map(actor -> new Grant(actor, ticket.get().grounds()));
        }
        return byHash(hash);
    }

    @Override
    public Optional<Actor> current(Grant grant) {
        String grounds = grant.grounds();
        if (grounds.startsWith(VIEWER_GROUNDS)) {
            return viewer(grounds.substring(VIEWER_GROUNDS.length()));
        }
        if (grounds.startsWith(SESSION_GROUNDS)) {
            return staffSessions
                    .find(grounds.substring(SESSION_GROUNDS.length()))
                    .flatMap(this::account);
        }
        if (grounds.startsWith(KEY_GROUNDS)) {
            return apiKeys.find(grounds.substring(KEY_GROUNDS.length())).map(ApiKeys.ApiKey::actor);
        }
        return Optional.of(grant.actor());
    }

    @Override
    public Optional<Duration> timeLeft(Grant grant) {
        return expiresAt(grant).map(end -> Duration.between(clock.instant(), end));
    }

    private Optional<Instant> expiresAt(Grant grant) {
        String grounds = grant.grounds();
        if (grounds.startsWith(VIEWER_GROUNDS)) {
            return session(grounds.substring(VIEWER_GROUNDS.length())).map(Session::expiresAt);
        }
        if (grounds.startsWith(SESSION_GROUNDS)) {
            return staffSessions
                    .find(grounds.substring(SESSION_GROUNDS.length()))
                    .map(StaffSessions.Session::expiresAt);
        }
        return grounds.startsWith(KEY_GROUNDS)
                ? apiKeys.find(grounds.substring(KEY_GROUNDS.length())).flatMap(ApiKeys.ApiKey::expiresAt)
                : Optional.empty();
    }

    private Optional<Actor> account(StaffSessions.Session session) {
        return accounts.find(session.account())
                .filter(account -> !account.disabled())
                .map(Accounts.Account::actor);
    }

    private Optional<Actor> viewer(String hash) {
        return session(hash).map(Session::actor);
    }

    private Optional<Session> session(String hash) {
        synchronized (sessions) {
            Session session = sessions.get(hash);
            if (session == null) {
                return Optional.empty();
            }
            if (!session.expiresAt().isAfter(clock.instant())) {
                sessions.remove(hash);
                return Optional.empty();
            }
            return Optional.of(session);
        }
    }

    @Override
    public String ticket(Grant grant) {
        return tickets.issue(grant);
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Actor anonymous() {
        String id = secrets.id("a");
        return new Actor(Actor.Kind.VIEWER, id, "Viewer " + id.substring(2, 6), Set.of("viewer"));
    }

    @Override
    public boolean may(Actor actor, String right) {
        return actor.kind() == Actor.Kind.HOUSE || roles.get().may(actor, right);
    }

    @Override
    public boolean mayRead(Actor actor, String event, Channel channel) {
        Actor here = actor.in(event);
        if (event.equals(Command.HOUSE)) {
            return channel != Channel.NONE && may(here, "ops.read");
        }
        return switch (channel) {
            case CHAT, OVERLAY, STREAM -> true;
            case MOD -> may(here, "mod.read");
            case OPS -> may(here, "ops.read");
            case PERSONAL -> actor.isStaff() || People.isPerson(actor.id());
            case NONE -> false;
        };
    }
}
