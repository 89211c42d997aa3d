package dev.vitrine.core.room;

import dev.vitrine.api.log.Channel;

/** Hears of publications once they are on disk. */
@FunctionalInterface
public interface RoomListener {
    /**
     * Called in offset order per channel on the room's publishing thread; must not block. Of {@link Channel#PERSONAL}
     * the offset is that of whom the body's {@code to} names.
     */
    void published(Room room, Channel channel, Publication publication);
}
