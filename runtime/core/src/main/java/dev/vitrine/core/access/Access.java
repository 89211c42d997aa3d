package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.log.Channel;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells who somebody is and what a role may do. Safe from any thread, never blocks.
 *
 * <p>What was shown at a door is turned into a {@link Grant} once; whoever keeps the door open asks {@link #current}
 * from then on, at each {@link #onChange} at the latest.
 */
public interface Access {
    /**
     * Returns the holder of a token: the owner, a viewer or a member of staff with a session, or an API key. Empty
     * means unknown, revoked or expired. Tickets are none.
     */
    Optional<Actor> bearer(String token);

    /** As {@link #bearer}, with the grounds; {@code ticket()} can be asked for on them. */
    Optional<Grant> grant(String token);

    /** Lets a socket in: on a ticket, which is worthless from then on, or on any token. */
    Optional<Grant> admit(String ticketOrToken);

    /**
     * Returns who that is now: roles may have changed. Empty once the grounds are gone: logged out, revoked, expired,
     * disabled. Someone who showed nothing stays.
     */
    Optional<Actor> current(Grant grant);

    /** Returns after how long the grounds end by themselves; empty if they do not, or are gone. */
    Optional<Duration> timeLeft(Grant grant);

    /**
     * Makes a single-use ticket of {@link Tickets#LIFE} for a socket, worth what the grant is worth when it is used.
     */
    String ticket(Grant grant);

    /**
     * Calls a listener after somebody lost or got something, on the thread that found out; it queues and returns.
     * Expiry alone calls nobody.
     *
     * @return stops it
     */
    AutoCloseable onChange(Runnable listener);

    /** Makes an anonymous viewer, who may watch and subscribe but has no name to chat with. */
    Actor anonymous();

    /**
     * Whether one of the actor's roles holds the right; {@code public} is held by everyone. For an event, ask about
     * {@code actor.in(event)}.
     */
    boolean may(Actor actor, String right);

    /**
     * Whether somebody may subscribe to a channel of an event: viewers' channels are everybody's, {@link Channel#MOD}
     * takes the right {@code mod.read}, {@link Channel#OPS} and whatever is the server's own takes {@code ops.read}.
     * {@link Channel#PERSONAL} takes a name: nobody can write to someone who has none.
     */
    boolean mayRead(Actor actor, String event, Channel channel);
}
