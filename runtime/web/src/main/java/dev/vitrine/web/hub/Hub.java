package dev.vitrine.web.hub;

import dev.vitrine.api.log.Channel;
import dev.vitrine.core.access.Access;
import dev.vitrine.core.chat.ChatDesk;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.Rooms;
import dev.vitrine.web.metrics.WebMetrics;
import dev.vitrine.web.socket.Handshake;
import dev.vitrine.web.socket.LinkHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The door {@code /ws}: Centrifugo's client protocol over the rooms. Safe from any thread. */
public final class Hub implements Handshake.Door {
    static final String PROTOBUF = "centrifuge-protobuf";
    static final String JSON = "centrifuge-json";

    private final Rooms rooms;
    private final ChatDesk chat;
    private final Access access;
    private final WebMetrics metrics;
    private final String version;
    private final Map<String, Map<Channel, ChannelRing>> rings = new ConcurrentHashMap<>();

    /** A hub over these rooms. */
    public Hub(Rooms rooms, ChatDesk chat, Access access, WebMetrics metrics, String version) {
        this.rooms = rooms;
        this.chat = chat;
        this.access = access;
        this.metrics = metrics;
        this.version = version;
    }

    /** Begins to hear the rooms. */
    public void open() {
        rooms.onRoom(room -> {
            Map<Channel, ChannelRing> channels = new ConcurrentHashMap<>();
            rings.put(room.event(), channels);
            room.listen((from, channel, publication) -> offer(channels, channel, publication));
        });
    }

    private static void offer(Map<Channel, ChannelRing> channels, Channel channel, Publication publication) {
        ChannelRing ring = channels.get(channel);
        if (ring != null) {
            ring.offer(publication);
        }
    }

    @Override
    public Optional<LinkHandler> open(Handshake handshake) {
        if (!handshake.path().equals("/ws")) {
            return Optional.empty();
        }
        boolean protobuf = handshake.subprotocol().filter(PROTOBUF::equals).isPresent()
                || "protobuf".equals(handshake.query().get("format"));
        return Optional.of(new HubSession(this, protobuf ? Encoding.PROTOBUF : Encoding.JSON));
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
        ChannelRing ring = channels.computeIfAbsent(channel, key -> new ChannelRing(room.get(), channel, metrics));
        ring.begin();
        return Optional.of(ring);
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
