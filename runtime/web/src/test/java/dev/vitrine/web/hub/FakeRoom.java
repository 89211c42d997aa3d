package dev.vitrine.web.hub;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.access.Access;
import dev.vitrine.core.access.Grant;
import dev.vitrine.core.chat.ChatDesk;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.RoomListener;
import dev.vitrine.core.room.Rooms;
import dev.vitrine.web.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One event in memory, whose chat shows everything at once. Stands for a house where its disk would be in the way. */
public final class FakeRoom implements Room, Rooms, ChatDesk, Access {
    /** Bearer token of the owner. */
    public static final String OWNER = "owner-token";

    private final String event;
    private final int keep;
    private final Map<Channel, List<Publication>> channels = new EnumMap<>(Channel.class);
    private final Map<Channel, Long> tops = new EnumMap<>(Channel.class);
    private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Grant> tickets = new ConcurrentHashMap<>();
    private final Map<String, Duration> lives = new ConcurrentHashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final List<Runnable> changes = new CopyOnWriteArrayList<>();
    private final AtomicInteger strangers = new AtomicInteger();
    private long seq;

    /** A room that keeps so many publications of a channel. */
    public FakeRoom(String event, int keep) {
        this.event = event;
        this.keep = keep;
    }

    /** Publishes to one person alone. */
    public synchronized Publication tell(String person, String type, Body body) {
        return publish(Channel.PERSONAL, type, body.with("to", person));
    }

    /** Publishes on a channel. */
    public synchronized Publication publish(Channel channel, String type, Body body) {
        long offset = channel == Channel.PERSONAL
                ? personal(body.text("to")).size() + 1L
                : tops.merge(channel, 1L, Long::sum);
        seq++;
        LogRecord record = new LogRecord(
                event,
                seq,
                Instant.EPOCH,
                Optional.empty(),
                type,
                channel,
                offset,
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                body);
        byte[] data = Json.bytes(Body.of("type", type, "seq", seq, "body", body));
        Publication publication = new Publication(offset, record, data);
        List<Publication> kept = channels.computeIfAbsent(channel, key -> new ArrayList<>());
        kept.add(publication);
        if (kept.size() > keep && channel != Channel.PERSONAL) {
            kept.removeFirst();
        }
        listeners.forEach(listener -> listener.published(this, channel, publication));
        return publication;
    }

    /** Says that a token has that long to live; it is worth something until it is revoked all the same. */
    public void lives(String token, Duration left) {
        lives.put(token, left);
    }

    /** Makes a token worthless. */
    public void revoke(String token) {
        revoked.add(token);
        changes.forEach(Runnable::run);
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    public String title() {
        return "Fake";
    }

    @Override
    public String eventClass() {
        return "commerce";
    }

    @Override
    public Phase phase() {
        return Phase.LIVE;
    }

    @Override
    public Body stream() {
        return Body.of("state", "OFFLINE");
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }

    @Override
    public List<LogRecord> readForViewers(long afterSeq, int limit) {
        return List.of();
    }

    @Override
    public synchronized History latest(Channel channel, int limit) {
        List<Publication> all = channels.getOrDefault(channel, List.of());
        List<Publication> newest = List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
        return new History("e1", tops.getOrDefault(channel, 0L), newest, true);
    }

    @Override
    public synchronized History since(Channel channel, String epoch, long offset, int limit) {
        List<Publication> all = channels.getOrDefault(channel, List.of());
        List<Publication> after = all.stream()
                .filter(publication -> publication.offset() > offset)
                .limit(limit)
                .toList();
        long top = tops.getOrDefault(channel, 0L);
        boolean complete = epoch.equals("e1")
                && (offset == top || (!after.isEmpty() && after.getFirst().offset() == offset + 1));
        return new History("e1", top, after, complete);
    }

    private List<Publication> personal(String person) {
        return channels.getOrDefault(Channel.PERSONAL, List.of()).stream()
                .filter(each -> each.record().body().text("to").equals(person))
                .toList();
    }

    @Override
    public synchronized History personalLatest(String person, int limit) {
        List<Publication> all = personal(person);
        return new History("p." + person, all.size(), all.subList(Math.max(0, all.size() - limit), all.size()), true);
    }

    @Override
    public synchronized History personalSince(String person, String epoch, long offset, int limit) {
        List<Publication> all = personal(person);
        boolean complete = epoch.equals("p." + person) && offset <= all.size() && offset >= all.size() - keep;
        List<Publication> after = complete ? all.subList((int) offset, all.size()) : List.of();
        return new History(
                "p." + person, all.size(), after.stream().limit(limit).toList(), complete);
    }

    @Override
    public synchronized CompletionStage<Body> snapshot(Channel channel) {
        return CompletableFuture.completedFuture(Body.of("phase", "live", "title", "Fake", "seq", seq));
    }

    @Override
    public Handle listen(RoomListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<LogRecord> read(long afterSeq, int limit) {
        return List.of();
    }

    @Override
    public synchronized long lastSeq() {
        return seq;
    }

    @Override
    public Optional<Room> room(String id) {
        return id.equals(event) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public List<Room> all() {
        return List.of(this);
    }

    @Override
    public void onRoom(Consumer<Room> listener) {
        listener.accept(this);
    }

    @Override
    public List<LogRecord> held(String to, int limit, long afterSeq) {
        return List.of();
    }

    @Override
    public CompletionStage<Outcome> send(String to, Actor actor, String text, Optional<Long> replyTo) {
        if (text.contains("badword")) {
            return CompletableFuture.completedFuture(Outcome.refused("blocked", 422, "Not here, please."));
        }
        Body body = Body.of("author", Body.of("id", actor.id(), "name", actor.name()), "text", text);
        Publication publication = publish(Channel.CHAT, "chat.message", body);
        return CompletableFuture.completedFuture(new Outcome.Done(
                List.of(), Body.of("state", "shown", "seq", publication.record().seq())));
    }

    @Override
    public Optional<Actor> bearer(String token) {
        if (revoked.contains(token)) {
            return Optional.empty();
        }
        if (token.equals(OWNER)) {
            return Optional.of(new Actor(Actor.Kind.STAFF, "owner", "Owner", Set.of("owner")));
        }
        return token.startsWith("viewer-")
                ? Optional.of(new Actor(Actor.Kind.VIEWER, token, token.substring(7), Set.of("chatter")))
                : Optional.empty();
    }

    @Override
    public Optional<Grant> grant(String token) {
        return bearer(token).map(actor -> new Grant(actor, token));
    }

    @Override
    public Optional<Grant> admit(String ticketOrToken) {
        Grant ticket = tickets.remove(ticketOrToken);
        return ticket == null ? grant(ticketOrToken) : current(ticket).map(actor -> new Grant(actor, ticket.grounds()));
    }

    @Override
    public Optional<Actor> current(Grant grant) {
        return grant.grounds().isEmpty() ? Optional.of(grant.actor()) : bearer(grant.grounds());
    }

    @Override
    public Optional<Duration> timeLeft(Grant grant) {
        return Optional.ofNullable(lives.get(grant.grounds()));
    }

    @Override
    public String ticket(Grant grant) {
        String ticket = "ticket-" + tickets.size();
        tickets.put(ticket, grant);
        return ticket;
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        changes.add(listener);
        return () -> changes.remove(listener);
    }

    @Override
    public boolean mayRead(Actor actor, String event, Channel channel) {
        return !channel.staffOnly()
                || actor.isStaff()
                || (channel == Channel.PERSONAL && !actor.id().startsWith("a-"));
    }

    @Override
    public Actor anonymous() {
        String id = "a-%08x".formatted(strangers.incrementAndGet());
        return new Actor(Actor.Kind.VIEWER, id, "Viewer", Set.of("viewer"));
    }

    @Override
    public boolean may(Actor actor, String right) {
        return actor.isStaff();
    }
}
