package dev.vitrine.core.room;

import java.util.List;
import java.util.Optional;

/** All events of the server. */
public interface Rooms {
    /** Returns the room of an event, unless there is no such event. */
    Optional<Room> room(String event);

    /** Returns all rooms, in the order of their creation. */
    List<Room> all();

    /** Calls the listener for each room there is and each that comes. */
    void onRoom(java.util.function.Consumer<Room> listener);
}
