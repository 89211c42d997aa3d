package dev.vitrine.store;

import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.Rooms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Rooms in memory. */
final class FakeRooms implements Rooms {
    private final List<Room> rooms = new CopyOnWriteArrayList<>();
    private final List<Consumer<Room>> listeners = new CopyOnWriteArrayList<>();

    FakeRoom open(String event) {
        FakeRoom room = new FakeRoom(event);
        rooms.add(room);
        listeners.forEach(listener -> listener.accept(room));
        return room;
    }

    @Override
    public Optional<Room> room(String event) {
        return rooms.stream().filter(room -> room.event().equals(event)).findFirst();
    }

    @Override
    public List<Room> all() {
        return List.copyOf(rooms);
    }

    @Override
    public void onRoom(Consumer<Room> listener) {
        listeners.add(listener);
        rooms.forEach(listener);
    }
}
