package dev.vitrine.web.hub;

import dev.vitrine.api.log.Channel;
import dev.vitrine.core.access.Access;
import dev.vitrine.core.chat.ChatDesk;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.Rooms;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Caretaker;
import dev.vitrine.web.socket.Handshake;
import dev.vitrine.web.socket.LinkHandler;
import dev.vitrine.web.socket.Rates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The door {@code /ws}: Centrifugo's client protocol over the rooms. Safe from any thread. */
public final class Hub implements Handshake.Door {
    static final String PROTOBUF = "centrifuge-protobuf";
    static final String JSON = "centrifuge-json";

    private final Rooms rooms;
    private final ChatDesk chat;
    private final Access access;
    private final HubLimits limits;
    private final Caretaker caretaker;
    private final WebMetrics metrics;
    private final String version;
    private final Admission admission;
    private final Rates userRates;
    private final Rates addressRates;
    private final AtomicInteger refreshes = new AtomicInteger();
    private final Map<String, Integer> sockets = new ConcurrentHashMap<>();
    private final Map<String, Map<Channel, ChannelRing>> rings = new ConcurrentHashMap<>();
    private final Map<String, PersonalRoom> personal = new ConcurrentHashMap<>();

    /** A hub over these rooms, whose sockets that caretaker looks after. */
    public Hub(
            Rooms rooms,
            ChatDesk chat,
            Access access,
            HubLimits limits,
            Caretaker caretaker,
            WebMetrics metrics,
            String version) {
        this.rooms = rooms;
        this.chat = chat;
        this.access = access;
        this.limits = limits;
        this.caretaker = caretaker;
        this.metrics = metrics;
        this.version = version;
        this.admission = new Admission(caretaker::links, caretaker.maxLinks(), caretaker::overloaded);
        this.userRates = new Rates(limits.commandsPerSecond(), limits.commandBurst());
        this.addressRates = new Rates(
                limits.commandsPerSecond() * limits.addressFactor(),
                (double) limits.commandBurst() * limits.addressFactor());
    }

    /** Begins to hear the rooms, and to be looked after. */
    public void open() {
        rooms.onRoom(room -> {
            Map<Channel, ChannelRing> channels = new ConcurrentHashMap<>();
            PersonalRoom persons = new PersonalRoom(room);
            rings.put(room.event(), channels);
            personal.put(room.event(), persons);
            room.listen((from, channel, publication) -> {
                if (channel == Channel.PERSONAL) {
                    persons.offer(publication);
                } else {
                    offer(channels, channel, publication);
                }
            });
        });
        caretaker.also(this::tend);
        metrics.gauge("vitrine_ws_refreshes", "Tokens renewed on an open WebSocket.", this::refreshes);
        metrics.gauge("vitrine_ws_waiting", "Clients in the waiting room.", admission::waiting);
    }

    private static void offer(Map<Channel, ChannelRing> channels, Channel channel, Publication publication) {
        ChannelRing ring = channels.get(channel);
        if (ring != null) {
            ring.offer(publication);
        }
    }

    private void tend(long nowNanos) {
        admission.tend(nowNanos);
        userRates.sweep(nowNanos);
        addressRates.sweep(nowNanos);
        for (Map<Channel, ChannelRing> channels : rings.values()) {
            for (ChannelRing ring : channels.values()) {
                ring.tend(nowNanos);
            }
        }
    }

    @Override
    public Optional<LinkHandler> open(Handshake handshake) {
        if (!handshake.path().equals("/ws")) {
            return Optional.empty();
        }
        boolean protobuf = handshake.subprotocol().filter(PROTOBUF::equals).isPresent()
                || "protobuf".equals(handshake.query().get("format"));
        return Optional.of(
                new HubSession(this, protobuf ? Encoding.PROTOBUF : Encoding.JSON, handshake.remoteAddress()));
    }

    @Override
    public List<String> subprotocols() {
        return List.of(PROTOBUF, JSON);
    }

    /** Number of sessions on a channel. */
    public int sessions(String event, Channel channel) {
        ChannelRing ring = rings.getOrDefault(event, Map.of()).get(channel);
        return ring == null ? 0 : ring.subscriptions().size();
    }

    /** Returns the ring of a channel, unless there is no such event. It begins with the first subscriber. */
    Optional<ChannelRing> ring(String event, Channel channel) {
        Map<Channel, ChannelRing> channels = rings.get(event);
        Optional<Room> room = rooms.room(event);
        if (channels == null || room.isEmpty()) {
            return Optional.empty();
        }
        ChannelRing ring =
                channels.computeIfAbsent(channel, key -> new ChannelRing(room.get(), channel, limits, metrics));
        ring.begin();
        return Optional.of(ring);
    }

    /** Returns where an event's personal channels are, unless there is no such event. */
    Optional<PersonalRoom> personal(String event) {
        return Optional.ofNullable(personal.get(event));
    }

    /** Takes a command's worth from a viewer and from its address; returns whether both had it. */
    boolean mayAsk(String user, String address) {
        long now = System.nanoTime();
        return userRates.take(user, now) && (caretaker.exempt(address) || addressRates.take(address, now));
    }

    /** Counts a socket of a user in, unless there are too many. */
    boolean addSocket(String user) {
        boolean[] added = {false};
        sockets.compute(user, (key, count) -> {
            int now = count == null ? 0 : count;
            added[0] = now < limits.socketsPerUser();
            return added[0] ? now + 1 : count;
        });
        return added[0];
    }

    void removeSocket(String user) {
        sockets.computeIfPresent(user, (key, count) -> count <= 1 ? null : count - 1);
    }

    void refreshed() {
        refreshes.incrementAndGet();
    }

    /** How many tokens were renewed on an open socket. */
    int refreshes() {
        return refreshes.get();
    }

    Admission admission() {
        return admission;
    }

    HubLimits limits() {
        return limits;
    }

    ChatDesk chat() {
        return chat;
    }

    Access access() {
        return access;
    }

    WebMetrics metrics() {
        return metrics;
    }

    String version() {
        return version;
    }
}
