package dev.vitrine.web.hub;

import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live end of {@code personal:EVENT}: what one person alone is told goes to that person's sessions. There is no
 * ring to a person; a session's queue is its ring, and one that overflows makes it come back and recover. Safe from any
 * thread.
 */
final class PersonalRoom {
    private final Room room;
    private final Map<String, Set<PersonalSubscription>> byPerson = new ConcurrentHashMap<>();

    PersonalRoom(Room room) {
        this.room = room;
    }

    Room room() {
        return room;
    }

    /** Takes a publication; on the room's publishing thread. */
    void offer(Publication publication) {
        if (publication.record().body().values().get("to") instanceof String person) {
            for (PersonalSubscription subscription : byPerson.getOrDefault(person, Set.of())) {
                subscription.offer(publication);
            }
        }
    }

    void add(PersonalSubscription subscription) {
        byPerson.compute(subscription.person(), (person, present) -> {
            Set<PersonalSubscription> all = present == null ? ConcurrentHashMap.newKeySet(1) : present;
            all.add(subscription);
            return all;
        });
    }

    void remove(PersonalSubscription subscription) {
        byPerson.computeIfPresent(subscription.person(), (person, all) -> {
            all.remove(subscription);
            return all.isEmpty() ? null : all;
        });
    }
}
