package dev.vitrine.api.access;

import java.util.Set;

/**
 * Who acts: a viewer with a name, a member of staff, a plugin or the house itself.
 *
 * @param kind what sort of subject this is
 * @param id stable within the server, such as {@code v-7f3a} or {@code owner}
 * @param name what others see
 * @param roles role names of {@code policies/roles.yaml} that this subject holds
 */
public record Actor(Kind kind, String id, String name, Set<String> roles) {
    /** The sorts of subject. */
    public enum Kind {
        /** Someone who watches; may chat and buy. */
        VIEWER,
        /** Someone who works on the show. */
        STAFF,
        /** A plugin acting by itself, such as a timer that closes a window. */
        PLUGIN,
        /** Vitrine itself. */
        HOUSE
    }

    /** The house: starts, stops, recovers. */
    public static final Actor HOUSE = new Actor(Kind.HOUSE, "house", "Vitrine", Set.of("house"));

    /** Copies the roles. */
    public Actor {
        roles = Set.copyOf(roles);
    }

    /** Returns the plugin of that id as an actor. */
    public static Actor plugin(String id) {
        return new Actor(Kind.PLUGIN, id, id, Set.of("plugin"));
    }

    /** Whether this subject works on the show, and so may see held messages. */
    public boolean isStaff() {
        return kind == Kind.STAFF || kind == Kind.HOUSE;
    }
}
