package dev.vitrine.core.room;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All events of the server. The server's own log is a room as well, {@link dev.vitrine.api.command.Command#HOUSE}:
 * found by its id and told to {@link #onRoom}, but not among {@link #all}. Plugins and policies are published on its
 * staff channel.
 */
public interface Rooms {
    /** Returns the room of an event, unless there is no such event. */
    Optional<Room> room(String event);

    /** Returns all rooms, in the order of their creation. */
    List<Room> all();

    /** Calls the listener for each room there is and each that comes, before its first record; it must not block. */
    void onRoom(Consumer<Room> listener);
}
