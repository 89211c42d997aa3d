package dev.vitrine.web.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.core.access.Grant;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.socket.Gather;
import dev.vitrine.web.socket.Link;
import dev.vitrine.web.socket.LinkHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client of the hub. Commands are handled on the link's reading thread, in order; publications leave on its writing
 * thread, higher lanes first.
 */
final class HubSession implements LinkHandler {
    static final int PING_SECONDS = 25;
    static final int MAX_CHANNELS = 128;
    /** Messages whose acknowledgement is still under way. */
    static final int MAX_IN_FLIGHT = 64;

    static final int MAX_HISTORY = 1_000;
    private static final int MAX_PRESENCE = 1_000;
    private static final int MIN_JITTER_MS = 500;
    private static final long REFRESH_EARLY_SECONDS = 30;
    /** Commands over the rate that are refused one by one; then the socket is closed. */
    private static final int MAX_REFUSED = 256;

    private static final Pattern PLACE = Pattern.compile("a-[0-9a-f]{8}");
    private static final long CONNECT_MS = 15_000;
    private static final long SNAPSHOT_MS = 5_000;

    private static final List<Channel> LANES =
            List.of(Channel.STREAM, Channel.OVERLAY, Channel.MOD, Channel.OPS, Channel.CHAT, Channel.NONE);
    private static final Subscription[] NO_LANES = {};
    private static final Map<String, Integer> CHAT_CODES = Map.of(
            "bounced", 4000,
            "blocked", 4001,
            "too-fast", 4003,
            "muted", 4004,
            "too-long", 4005,
            "forbidden", 103,
            "overloaded", 4029);

    private final Hub hub;
    private final Encoding encoding;
    private final Codec codec;
    private final String address;
    private final String client = UUID.randomUUID().toString();
    private final long openedNanos = System.nanoTime();
    private final AtomicInteger inFlight = new AtomicInteger();

    private volatile @Nullable Link link;
    private volatile @Nullable Actor actor;
    private volatile @Nullable Grant grant;
    private volatile Subscription[] lanes = NO_LANES;
    private volatile List<PersonalSubscription> personal = List.of();
    private volatile String countedUser = "";
    private int filled;
    private int refused;

    HubSession(Hub hub, Encoding encoding, String address) {
        this.hub = hub;
        this.encoding = encoding;
        this.codec = encoding.codec();
        this.address = address;
    }

    Encoding encoding() {
        return encoding;
    }

    /** Id of whom this session belongs to; empty before it has said so. */
    String user() {
        Actor who = actor;
        return who == null ? "" : who.id();
    }

    /** Sends a frame ahead of what the rings hold. */
    void push(byte[] frame) {
        Link to = link;
        if (to != null) {
            to.send(frame);
        }
    }

    @Override
    public void opened(Link link) {
        this.link = link;
    }

    @Override
    public void text(String message) {
        receive(message.getBytes(UTF_8));
    }

    @Override
    public void binary(byte[] message) {
        receive(message);
    }

    void wake() {
        Link to = link;
        if (to != null) {
            to.wake();
        }
    }

    @Override
    public void fill(Gather gather) {
        filled = 0;
        for (Subscription subscription : lanes) {
            int count = subscription.fill(gather, encoding);
            if (count < 0) {
                hub.metrics().slowCut();
                disconnect(CloseCode.SLOW);
                return;
            }
            filled += count;
        }
    }

    @Override
    public void written() {
        if (filled > 0) {
            hub.metrics().delivered(filled);
            filled = 0;
        }
    }

    @Override
    public byte[] pingFrame() {
        return codec.ping();
    }

    @Override
    public void tend(long nowNanos) {
        if (actor == null) {
            if (nowNanos - openedNanos > CONNECT_MS * 1_000_000) {
                disconnect(CloseCode.STALE);
            }
        } else {
            recheck();
        }
    }

    /** Asks again who this is: the grounds may be gone, and a role may have been given or taken. */
    void recheck() {
        Grant known = grant;
        if (known == null) {
            return;
        }
        Optional<Actor> now = hub.access().current(known);
        if (now.isEmpty()) {
            disconnect(CloseCode.INVALID_TOKEN);
        } else if (!now.get().equals(actor)) {
            actor = now.get();
            for (Subscription subscription : lanes) {
                ChannelRing ring = subscription.ring();
                if (!hub.access().mayRead(now.get(), ring.room().event(), ring.channel())) {
                    disconnect(CloseCode.PERMISSION_REVOKED);
                    return;
                }
            }
        }
    }

    /** Counts a publication that went out past the rings. */
    void delivered() {
        hub.metrics().delivered(1);
    }

    /** Tells the client how long to wait at random before it comes back, so that not all do at once. */
    @Override
    public void draining(int windowMs) {
        if (actor != null) {
            int jitterMs = Math.max(MIN_JITTER_MS, 2 * windowMs);
            Body body = Body.of("windowMs", windowMs, "reconnectJitterMs", jitterMs);
            reply(new ServerReply.Message(Json.bytes(Body.of("type", "room.draining", "body", body))));
        }
    }

    @Override
    public void closed() {
        Subscription[] all = lanes;
        lanes = NO_LANES;
        for (Subscription subscription : all) {
            leave(subscription);
        }
        personal.forEach(subscription -> subscription.home().remove(subscription));
        if (!countedUser.isEmpty()) {
            hub.removeSocket(countedUser);
        }
    }

    private void leave(Subscription subscription) {
        ChannelRing ring = subscription.ring();
        if (ring.subscriptions().remove(subscription)) {
            ring.comings().forget(this);
            ring.comings().moved(member(), false);
        }
    }

    private void receive(byte[] message) {
        List<ClientCommand> commands;
        try {
            commands = codec.decode(message);
        } catch (Codec.BadCommand e) {
            disconnect(CloseCode.BAD_REQUEST);
            return;
        }
        for (ClientCommand command : commands) {
            Link to = link;
            if (to == null || to.closing() || !handle(command)) {
                return;
            }
        }
    }

    /** Returns whether the session goes on. */
    private boolean handle(ClientCommand command) {
        if (command instanceof ClientCommand.Pong) {
            return true;
        }
        if (command instanceof ClientCommand.Other other && other.method().equals("send")) {
            return disconnect(CloseCode.NOT_AVAILABLE);
        }
        if (command.id() == 0) {
            return disconnect(CloseCode.BAD_REQUEST);
        }
        if (command instanceof ClientCommand.Connect connect) {
            return connect(connect);
        }
        Actor who = actor;
        if (who == null) {
            return disconnect(CloseCode.BAD_REQUEST);
        }
        if (!who.isStaff() && !hub.mayAsk(who.id(), address)) {
            fail(command.id(), 111, "Too many requests; wait a moment.");
            return ++refused < MAX_REFUSED || disconnect(CloseCode.TOO_MANY_REQUESTS);
        }
        switch (command) {
            case ClientCommand.Subscribe subscribe -> subscribe(subscribe, who);
            case ClientCommand.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case ClientCommand.Publish publish -> publish(publish, who);
            case ClientCommand.History history -> history(history, who);
            case ClientCommand.Presence presence -> presence(presence, who);
            case ClientCommand.PresenceStats stats -> stats(stats, who);
            case ClientCommand.Refresh refresh -> {
                return refresh(refresh, who);
            }
            case ClientCommand.Ping ping -> reply(new ServerReply.Done(ping.id(), ServerReply.Method.PING));
            default -> fail(command.id(), 104, "method not found");
        }
        return true;
    }

    private boolean connect(ClientCommand.Connect connect) {
        if (actor != null) {
            return disconnect(CloseCode.BAD_REQUEST);
        }
        Optional<Grant> who = connect.token().isEmpty()
                ? Optional.of(new Grant(hub.access().anonymous(), ""))
                : hub.access().admit(connect.token());
        if (who.isEmpty()) {
            return disconnect(CloseCode.INVALID_TOKEN);
        }
        Actor guest = who.get().actor();
        if (waits(connect, guest)) {
            return false;
        }
        if (!guest.isStaff() && !connect.token().isEmpty()) {
            if (!hub.addSocket(guest.id())) {
                return disconnect(CloseCode.CONNECTION_LIMIT);
            }
            countedUser = guest.id();
        }
        grant = who.get();
        actor = guest;
        reply(new ServerReply.Connected(
                connect.id(), client, "vitrine " + hub.version(), PING_SECONDS, secondsToRefresh(who.get())));
        return true;
    }

    /**
     * When the client is to bring another token, for a client refreshes as late as it is told: early enough that a slow
     * answer still comes before this one is worthless and closes the socket. 0 when it never is.
     */
    private long secondsToRefresh(Grant of) {
        return hub.access()
                .timeLeft(of)
                .map(Duration::toSeconds)
                .map(left -> Math.max(1, left - Math.min(REFRESH_EARLY_SECONDS, left / 2)))
                .orElse(0L);
    }

    /** Sends a guest to the waiting room when the server is full; returns whether it did. */
    private boolean waits(ClientCommand.Connect connect, Actor guest) {
        Admission.Guest kind = guest.isStaff()
                ? Admission.Guest.STAFF
                : connect.token().isEmpty() ? Admission.Guest.ANONYMOUS : Admission.Guest.NAMED;
        String place = kind == Admission.Guest.ANONYMOUS
                        && PLACE.matcher(connect.place()).matches()
                ? connect.place()
                : guest.id();
        Optional<Admission.Wait> wait = hub.admission().ask(kind, place, System.nanoTime());
        wait.ifPresent(told -> {
            hub.metrics().waiting();
            Body reason =
                    Body.of("retryAfterMs", told.retryAfterMs(), "position", (long) told.position(), "place", place);
            disconnect(CloseCode.WAITING.code(), new String(Json.bytes(reason), UTF_8));
        });
        return wait.isPresent();
    }

    private boolean refresh(ClientCommand.Refresh refresh, Actor who) {
        Optional<Grant> renewed = hub.access().admit(refresh.token());
        if (renewed.isEmpty()) {
            return disconnect(CloseCode.INVALID_TOKEN);
        }
        if (!renewed.get().actor().id().equals(who.id())) {
            fail(refresh.id(), 103, "The token belongs to somebody else; connect anew.");
            return true;
        }
        grant = renewed.get();
        actor = renewed.get().actor();
        hub.refreshed();
        reply(new ServerReply.Refreshed(
                refresh.id(), client, "vitrine " + hub.version(), secondsToRefresh(renewed.get())));
        return true;
    }

    private void subscribe(ClientCommand.Subscribe subscribe, Actor who) {
        if (isPersonal(subscribe.channel())) {
            subscribeToOwn(subscribe, who);
            return;
        }
        Optional<ChannelRing> found = ring(subscribe.id(), subscribe.channel(), who);
        if (found.isEmpty()) {
            return;
        }
        ChannelRing ring = found.get();
        if (subscription(ring) != null) {
            fail(subscribe.id(), 105, "already subscribed");
            return;
        }
        if (lanes.length + personal.size() >= MAX_CHANNELS) {
            fail(subscribe.id(), 106, "limit exceeded");
            return;
        }
        boolean staff = who.in(ring.room().event()).isStaff();
        if (!staff && ring.subscriptions().size() >= hub.limits().sessionsPerChannel()) {
            Body data = Body.of("type", "room-full", "retryAfterMs", Admission.RETRY_MS);
            reply(new ServerReply.Failed(
                    subscribe.id(), 4013, "The room is full; you come in when somebody leaves.", true, data));
            return;
        }
        boolean sameEpoch = subscribe.epoch().equals(ring.epoch());
        JoinPoint place = ring.joinPoint(subscribe.recover() && sameEpoch ? subscribe.offset() : 0);
        byte[] data;
        try {
            data = place.data().get(SNAPSHOT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            temporary(subscribe.id(), "The event is too busy to give its state; try again shortly.");
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        List<Publication> missed = List.of();
        boolean recovered = false;
        if (subscribe.recover() && sameEpoch && subscribe.offset() <= place.offset()) {
            History history = ring.room().since(ring.channel(), subscribe.epoch(), subscribe.offset(), MAX_HISTORY);
            List<Publication> until = history.publications().stream()
                    .filter(publication -> publication.offset() <= place.offset())
                    .toList();
            long reached =
                    until.isEmpty() ? subscribe.offset() : until.getLast().offset();
            recovered = history.complete() && reached == place.offset();
            missed = recovered ? until : List.of();
        }
        Subscription subscription = new Subscription(ring, this, staff);
        ring.subscriptions().add(subscription);
        setLanes(subscription, true);
        if (staff && subscribe.joinLeave()) {
            ring.comings().watch(this);
        }
        ring.comings().moved(member(), true);
        reply(new ServerReply.Subscribed(
                subscribe.id(), ring.epoch(), place.offset(), subscribe.recover(), recovered, missed, data));
        subscription.activate(place.cursor());
        wake();
    }

    private static boolean isPersonal(String channel) {
        return channel.startsWith(Channel.PERSONAL.prefix() + ":");
    }

    /** Finds an event's personal channels, or answers why this actor has none there. */
    private Optional<PersonalRoom> own(int id, String channel, Actor who) {
        String event = channel.substring(channel.indexOf(':') + 1);
        if (!hub.access().mayRead(who, event, Channel.PERSONAL)) {
            fail(id, 103, "permission denied");
            return Optional.empty();
        }
        Optional<PersonalRoom> own = hub.personal(event);
        if (own.isEmpty()) {
            fail(id, 102, "unknown channel");
        }
        return own;
    }

    /** Whose channel it is nobody says but the server: a session hears what is to its own user. */
    private void subscribeToOwn(ClientCommand.Subscribe subscribe, Actor who) {
        Optional<PersonalRoom> own = own(subscribe.id(), subscribe.channel(), who);
        if (own.isEmpty()) {
            return;
        }
        if (personal.stream().anyMatch(each -> each.name().equals(subscribe.channel()))) {
            fail(subscribe.id(), 105, "already subscribed");
            return;
        }
        if (lanes.length + personal.size() >= MAX_CHANNELS) {
            fail(subscribe.id(), 106, "limit exceeded");
            return;
        }
        PersonalSubscription subscription = new PersonalSubscription(own.get(), this, who.id());
        List<PersonalSubscription> more = new ArrayList<>(personal);
        more.add(subscription);
        personal = List.copyOf(more);
        own.get().add(subscription);
        subscription.open(subscribe);
    }

    private void historyOfOwn(ClientCommand.History history, Actor who) {
        own(history.id(), history.channel(), who).ifPresent(own -> {
            int limit = history.limit() < 0 ? MAX_HISTORY : Math.min(history.limit(), MAX_HISTORY);
            Optional<ClientCommand.Since> since = history.since();
            History all = own.room().personalLatest(who.id(), MAX_HISTORY);
            boolean foreign = since.filter(
                            place -> !place.epoch().isEmpty() && !place.epoch().equals(all.epoch()))
                    .isPresent();
            boolean forward = since.isPresent() && !history.reverse();
            History past = forward
                    ? own.room()
                            .personalSince(who.id(), all.epoch(), since.get().offset(), limit)
                    : all;
            if (foreign || !past.complete()) {
                fail(history.id(), 112, "unrecoverable position");
                return;
            }
            List<Publication> publications = new ArrayList<>(past.publications());
            if (history.reverse()) {
                Collections.reverse(publications);
                since.ifPresent(place -> publications.removeIf(each -> each.offset() >= place.offset()));
            }
            reply(new ServerReply.Past(
                    history.id(),
                    past.epoch(),
                    past.topOffset(),
                    publications.stream().limit(limit).toList()));
        });
    }

    private void unsubscribe(ClientCommand.Unsubscribe unsubscribe) {
        for (PersonalSubscription subscription : personal) {
            if (subscription.name().equals(unsubscribe.channel())) {
                subscription.home().remove(subscription);
                personal =
                        personal.stream().filter(each -> each != subscription).toList();
            }
        }
        for (Subscription subscription : lanes) {
            if (subscription.ring().name().equals(unsubscribe.channel())) {
                setLanes(subscription, false);
                leave(subscription);
            }
        }
        reply(new ServerReply.Done(unsubscribe.id(), ServerReply.Method.UNSUBSCRIBE));
    }

    private void publish(ClientCommand.Publish publish, Actor who) {
        if (isPersonal(publish.channel())) {
            fail(publish.id(), 103, "Clients publish to chat channels alone.");
            return;
        }
        Optional<ChannelRing> found = ring(publish.id(), publish.channel(), who);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().channel() != Channel.CHAT) {
            fail(publish.id(), 103, "Clients publish to chat channels alone.");
            return;
        }
        String text;
        Optional<Long> replyTo;
        try {
            Body data = Json.object(publish.data());
            text = data.text("text");
            replyTo = data.optionalInteger("replyTo");
        } catch (Json.Malformed | BadBody e) {
            fail(publish.id(), 107, String.valueOf(e.getMessage()));
            return;
        }
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            fail(publish.id(), 111, "too many requests");
            return;
        }
        long begun = System.nanoTime();
        hub.chat().send(found.get().room().event(), who, text, replyTo).whenComplete((outcome, error) -> {
            inFlight.decrementAndGet();
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (outcome == null) {
                hub.metrics().chat("error", seconds);
                temporary(publish.id(), "The message could not be taken; try again.");
            } else {
                answer(publish.id(), outcome, text, seconds);
            }
        });
    }

    private void answer(int id, Outcome outcome, String text, double seconds) {
        switch (outcome) {
            case Outcome.Done done -> {
                String state = done.reply().optionalText("state").orElse("shown");
                hub.metrics().chat(state, seconds);
                Body own = Body.of("state", state)
                        .with("seq", done.reply().optionalInteger("seq").orElse(0L))
                        .with("text", text);
                if (done.reply().flag("alone", false)) {
                    own = own.with("alone", true);
                }
                reply(new ServerReply.Message(Json.bytes(Body.of("type", "chat.own", "body", own))));
                reply(new ServerReply.Done(id, ServerReply.Method.PUBLISH));
            }
            case Outcome.Refused refused -> {
                Problem problem = refused.problem();
                hub.metrics().chat(problem.type(), seconds);
                int code = CHAT_CODES.getOrDefault(problem.type(), problem.status() >= 500 ? 100 : 107);
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("type", problem.type());
                data.putAll(problem.extra().values());
                reply(new ServerReply.Failed(id, code, problem.detail(), code == 100, new Body(data)));
            }
        }
    }

    private void history(ClientCommand.History history, Actor who) {
        if (isPersonal(history.channel())) {
            historyOfOwn(history, who);
            return;
        }
        Optional<ChannelRing> found = ring(history.id(), history.channel(), who);
        if (found.isEmpty()) {
            return;
        }
        ChannelRing ring = found.get();
        int limit = history.limit() < 0 ? MAX_HISTORY : Math.min(history.limit(), MAX_HISTORY);
        Optional<ClientCommand.Since> since = history.since();
        if (since.isPresent()
                && !since.get().epoch().isEmpty()
                && !since.get().epoch().equals(ring.epoch())) {
            fail(history.id(), 112, "unrecoverable position");
            return;
        }
        History past;
        List<Publication> publications;
        if (history.reverse()) {
            past = ring.room().latest(ring.channel(), since.isPresent() ? MAX_HISTORY : Math.max(1, limit));
            long before = since.map(ClientCommand.Since::offset).orElse(Long.MAX_VALUE);
            List<Publication> newestFirst = new ArrayList<>(past.publications());
            Collections.reverse(newestFirst);
            publications = newestFirst.stream()
                    .filter(publication -> publication.offset() < before)
                    .limit(limit)
                    .toList();
        } else if (since.isPresent()) {
            past = ring.room().since(ring.channel(), ring.epoch(), since.get().offset(), Math.max(1, limit));
            if (!past.complete()) {
                fail(history.id(), 112, "unrecoverable position");
                return;
            }
            publications = past.publications().stream().limit(limit).toList();
        } else {
            past = ring.room().latest(ring.channel(), MAX_HISTORY);
            publications = past.publications().stream().limit(limit).toList();
        }
        reply(new ServerReply.Past(history.id(), past.epoch(), past.topOffset(), publications));
    }

    private void presence(ClientCommand.Presence presence, Actor who) {
        Optional<ChannelRing> found = ring(presence.id(), presence.channel(), who);
        if (found.isEmpty()) {
            return;
        }
        Map<String, ServerReply.Member> members = new LinkedHashMap<>();
        boolean staff = who.in(found.get().room().event()).isStaff();
        for (Subscription subscription : found.get().subscriptions()) {
            HubSession session = subscription.session();
            // Who watches is between them and the house: other viewers learn of themselves alone.
            if (members.size() < MAX_PRESENCE && (staff || session == this)) {
                members.put(session.client, session.member());
            }
        }
        reply(new ServerReply.Present(presence.id(), members));
    }

    private void stats(ClientCommand.PresenceStats stats, Actor who) {
        ring(stats.id(), stats.channel(), who).ifPresent(ring -> {
            ServerReply.Crowd crowd = ring.crowd();
            reply(new ServerReply.Count(stats.id(), crowd.clients(), crowd.users()));
        });
    }

    private ServerReply.Member member() {
        Actor who = actor;
        String user = who == null ? "" : who.id();
        return new ServerReply.Member(client, user, Json.bytes(Body.of("name", who == null ? "" : who.name())));
    }

    /** Finds a channel that this actor may use, or answers why not. */
    private Optional<ChannelRing> ring(int id, String name, Actor who) {
        int colon = name.indexOf(':');
        Optional<Channel> channel = colon < 0 ? Optional.empty() : Channel.ofPrefix(name.substring(0, colon));
        if (channel.isEmpty()) {
            fail(id, 102, "unknown channel");
            return Optional.empty();
        }
        String event = name.substring(colon + 1);
        if (channel.get() == Channel.PERSONAL) {
            fail(id, 108, "not available");
            return Optional.empty();
        }
        if (!hub.access().mayRead(who, event, channel.get())) {
            fail(id, 103, "permission denied");
            return Optional.empty();
        }
        Optional<ChannelRing> ring = hub.ring(event, channel.get());
        if (ring.isEmpty()) {
            fail(id, 102, "unknown channel");
        }
        return ring;
    }

    private @Nullable Subscription subscription(ChannelRing ring) {
        for (Subscription subscription : lanes) {
            if (subscription.ring() == ring) {
                return subscription;
            }
        }
        return null;
    }

    private void setLanes(Subscription subscription, boolean present) {
        List<Subscription> changed = new ArrayList<>(List.of(lanes));
        if (present) {
            changed.add(subscription);
        } else {
            changed.remove(subscription);
        }
        changed.sort(Comparator.comparingInt(each -> LANES.indexOf(each.ring().channel())));
        lanes = changed.toArray(Subscription[]::new);
    }

    private void fail(int id, int code, String message) {
        hub.metrics().error(code);
        reply(new ServerReply.Failed(id, code, message, false, Body.empty()));
    }

    private void temporary(int id, String message) {
        reply(new ServerReply.Failed(id, 100, message, true, Body.empty()));
    }

    void reply(ServerReply reply) {
        push(codec.frame(reply));
    }

    private boolean disconnect(CloseCode code) {
        return disconnect(code.code(), code.reason());
    }

    private boolean disconnect(int code, String reason) {
        Link to = link;
        if (to != null) {
            to.close(code, reason);
        }
        return false;
    }
}
