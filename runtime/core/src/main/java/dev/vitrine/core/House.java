package dev.vitrine.core;

import dev.vitrine.api.media.IngestGrant;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.core.access.Access;
import dev.vitrine.core.chat.ChatDesk;
import dev.vitrine.core.command.CommandBus;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.policy.Policies;
import dev.vitrine.core.room.Rooms;
import java.util.Optional;

/**
 * The server without its doors: rooms, log, commands, chat, access and policies. Host and web are given one of it.
 * Everything it hands out is safe from any thread and ends with {@link #close}.
 */
public final class House implements AutoCloseable {
    private House() {}

    /**
     * Opens the data directory and rebuilds every event from its log.
     *
     * @throws HouseException if the directory is in use, unreadable or damaged, or a policy is wrong
     */
    public static House open(HouseConfig config) {
        throw new HouseException("Not built yet.", null);
    }

    /** All events. */
    public Rooms rooms() {
        throw new HouseException("Not built yet.", null);
    }

    /** The one way in for every change. */
    public CommandBus bus() {
        throw new HouseException("Not built yet.", null);
    }

    /** The way in for chat. */
    public ChatDesk chat() {
        throw new HouseException("Not built yet.", null);
    }

    /** Tokens and rights. */
    public Access access() {
        throw new HouseException("Not built yet.", null);
    }

    /** The policies in force. */
    public Policies policies() {
        throw new HouseException("Not built yet.", null);
    }

    /** The plugin versions in service. */
    public ContributionRegistry contributions() {
        throw new HouseException("Not built yet.", null);
    }

    /** The owner's bearer token. */
    public String ownerToken() {
        throw new HouseException("Not built yet.", null);
    }

    /** Whether the owner's token was made by this start, so that it is printed once. */
    public boolean ownerTokenIsNew() {
        throw new HouseException("Not built yet.", null);
    }

    /** Checks a stream key; empty means refuse. */
    public Optional<IngestGrant> authorise(String streamKey) {
        throw new HouseException("Not built yet.", null);
    }

    /** Records a new state of a stream and moves the event's timeline. Returns at once. */
    public void streamChanged(StreamStatus status, String why) {
        throw new HouseException("Not built yet.", null);
    }

    /** Finishes what is under way, makes it durable and releases the directory. */
    @Override
    public void close() {}
}
