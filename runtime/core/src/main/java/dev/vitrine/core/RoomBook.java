package dev.vitrine.core;

import dev.vitrine.api.command.Command;
import dev.vitrine.core.room.EventRoom;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The rooms there are; the server's own log is a room that only the bus finds, and staff by its name. */
final class RoomBook implements Rooms {
    private final Map<String, EventRoom> byId = new ConcurrentHashMap<>();
    private final List<Room> inOrder = new CopyOnWriteArrayList<>();
    private final List<Consumer<Room>> listeners = new ArrayList<>();

    void add(EventRoom room) {
        synchronized (listeners) {
            byId.put(room.event(), room);
            if (!room.event().equals(Command.HOUSE)) {
                inOrder.add(room);
            }
            listeners.forEach(listener -> listener.accept(room));
        }
    }

    Optional<EventRoom> find(String event) {
        return Optional.ofNullable(byId.get(event));
    }

    @Override
    public Optional<Room> room(String event) {
        return Optional.ofNullable(byId.get(event));
    }

    @Override
    public List<Room> all() {
        return List.copyOf(inOrder);
    }

    @Override
    public void onRoom(Consumer<Room> listener) {
        synchronized (listeners) {
            listeners.add(listener);
            find(Command.HOUSE).ifPresent(listener);
            inOrder.forEach(listener);
        }
    }

    void close() {
        inOrder.reversed().forEach(room -> find(room.event()).ifPresent(EventRoom::close));
        find(Command.HOUSE).ifPresent(EventRoom::close);
    }
}
