package dev.vitrine.web.hub;

import java.util.Optional;

/** What a client asks, in either encoding. Ids count from 1; 0 means none was given. */
sealed interface ClientCommand {
    /** Number that the reply repeats. */
    int id();

    /** First of all. An empty token is an anonymous viewer; the place is one in the waiting room, or empty. */
    record Connect(int id, String token, String place) implements ClientCommand {}

    /** With {@code recover}: from that place on. With {@code joinLeave}: staff is told who comes and goes. */
    record Subscribe(int id, String channel, boolean recover, String epoch, long offset, boolean joinLeave)
            implements ClientCommand {}

    /** Ends a subscription. */
    record Unsubscribe(int id, String channel) implements ClientCommand {}

    /** Speaks on a channel; the data are the JSON text as it came. */
    record Publish(int id, String channel, byte[] data) implements ClientCommand {}

    /** Who is there. */
    record Presence(int id, String channel) implements ClientCommand {}

    /** How many are there. */
    record PresenceStats(int id, String channel) implements ClientCommand {}

    /** Looks back; a negative limit means as much as we give. */
    record History(int id, String channel, int limit, Optional<Since> since, boolean reverse)
            implements ClientCommand {}

    /** Renews the token. */
    record Refresh(int id, String token) implements ClientCommand {}

    /** Asks for a sign of life. */
    record Ping(int id) implements ClientCommand {}

    /** The answer to our ping. */
    record Pong(int id) implements ClientCommand {}

    /** Something that Vitrine does not offer, such as {@code rpc}. */
    record Other(int id, String method) implements ClientCommand {}

    /** A place in a channel. */
    record Since(long offset, String epoch) {}
}
