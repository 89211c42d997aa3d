package dev.vitrine.web.hub;

import dev.vitrine.api.data.Body;
import dev.vitrine.web.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who came to a channel and who left, told to the staff that asked for it ({@code join_leave}), gathered for a second:
 * whoever came and left in between is not mentioned, and past {@value #MAX_TOLD} in a second staff is told the numbers
 * alone. Viewers are never told: who watches is between them and the house. Safe from any thread.
 */
final class Comings {
    static final int MAX_TOLD = 200;

    private final String channel;
    private final Set<HubSession> watchers = ConcurrentHashMap.newKeySet();
    private final Map<String, ServerReply.Moved> pending = new LinkedHashMap<>();
    private int joins;
    private int leaves;

    Comings(String channel) {
        this.channel = channel;
    }

    void watch(HubSession session) {
        watchers.add(session);
    }

    void forget(HubSession session) {
        watchers.remove(session);
    }

    void moved(ServerReply.Member member, boolean joined) {
        if (watchers.isEmpty()) {
            return;
        }
        synchronized (pending) {
            ServerReply.Moved before = pending.get(member.client());
            if (before != null && before.joined() != joined) {
                pending.remove(member.client());
            } else if (pending.size() < MAX_TOLD) {
                pending.put(member.client(), new ServerReply.Moved(channel, member, joined));
            }
            joins += joined ? 1 : 0;
            leaves += joined ? 0 : 1;
        }
    }

    /** Tells what has gathered; once a second. */
    void tell() {
        List<ServerReply> due = new ArrayList<>();
        synchronized (pending) {
            if (joins + leaves == 0) {
                return;
            }
            if (pending.size() >= MAX_TOLD) {
                due.add(new ServerReply.Message(Json.bytes(Body.of(
                        "type", "room.crowd", "body", Body.of("channel", channel, "joined", joins, "left", leaves)))));
            } else {
                due.addAll(pending.values());
            }
            pending.clear();
            joins = 0;
            leaves = 0;
        }
        Map<Encoding, List<byte[]>> frames = new EnumMap<>(Encoding.class);
        for (HubSession watcher : watchers) {
            frames.computeIfAbsent(
                            watcher.encoding(),
                            encoding ->
                                    due.stream().map(encoding.codec()::frame).toList())
                    .forEach(watcher::push);
        }
    }
}
