package dev.vitrine.web.hub;

import dev.vitrine.api.data.Body;
import dev.vitrine.core.room.Publication;
import java.util.List;
import java.util.Map;

/** What a client is told, in either encoding. */
sealed interface ServerReply {
    /** A refusal; {@code data} is an extension that only JSON carries. */
    record Failed(int id, int code, String message, boolean temporary, Body data) implements ServerReply {}

    /** Welcome. The client is to refresh its token after {@code ttlSeconds}; 0 means never. */
    record Connected(int id, String client, String version, int pingSeconds, long ttlSeconds) implements ServerReply {}

    /** The place where the live publications begin, what was missed before it, and the channel's state. */
    record Subscribed(
            int id,
            String epoch,
            long offset,
            boolean wasRecovering,
            boolean recovered,
            List<Publication> publications,
            byte[] data)
            implements ServerReply {}

    /** Done, with nothing to tell: {@code unsubscribe}, {@code publish} or {@code ping}. */
    record Done(int id, Method method) implements ServerReply {}

    /** A stretch of a channel. */
    record Past(int id, String epoch, long offset, List<Publication> publications) implements ServerReply {}

    /** Who is there, by client id. */
    record Present(int id, Map<String, Member> members) implements ServerReply {}

    /** How many are there. */
    record Count(int id, int clients, int users) implements ServerReply {}

    /** The token was renewed; as in {@link Connected}. */
    record Refreshed(int id, String client, String version, long ttlSeconds) implements ServerReply {}

    /** Somebody came to a channel or left it. */
    record Moved(String channel, Member member, boolean joined) implements ServerReply {}

    /** A message to this client alone, without a channel. */
    record Message(byte[] data) implements ServerReply {}

    /** How many clients and users are on a channel, and when that was counted. */
    record Crowd(int clients, int users, long countedNanos) {}

    /** Someone on a channel. */
    record Member(String client, String user, byte[] info) {}

    /** Methods whose result is empty, with the field of the protobuf reply. */
    enum Method {
        UNSUBSCRIBE("unsubscribe", 7),
        PUBLISH("publish", 8),
        PING("ping", 12);

        private final String member;
        private final int field;

        Method(String member, int field) {
            this.member = member;
            this.field = field;
        }

        String member() {
            return member;
        }

        int field() {
            return field;
        }
    }
}
