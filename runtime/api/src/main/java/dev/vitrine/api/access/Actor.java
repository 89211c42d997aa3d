package dev.vitrine.api.access;

import java.util.HashSet;
import java.util.Set;

/**
 * Who acts: a viewer with a name, a member of staff, a plugin or the house itself.
 *
 * @param kind what sort of subject this is
 * @param id stable within the server, such as {@code v-7f3a} or {@code owner}
 * @param name what others see
 * @param roles roles of {@code policies/roles.yaml} that this subject holds: {@code moderator} holds everywhere,
 *     {@code moderator@spring-drop} in that event alone
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

    /**
     * Returns this subject as it stands in an event: with the roles that hold there, by their plain names. Whoever
     * works on other events alone is a viewer with a name here.
     *
     * @param event id of the event, or {@link dev.vitrine.api.command.Command#HOUSE} for the server, where only roles
     *     that hold everywhere count
     */
    public Actor in(String event) {
        if (roles.stream().noneMatch(role -> role.indexOf('@') >= 0)) {
            return this;
        }
        Set<String> here = new HashSet<>();
        for (String role : roles) {
            int at = role.indexOf('@');
            if (at < 0) {
                here.add(role);
            } else if (role.substring(at + 1).equals(event)) {
                here.add(role.substring(0, at));
            }
        }
        return here.isEmpty() && kind == Kind.STAFF
                ? new Actor(Kind.VIEWER, id, name, Set.of("viewer", "chatter"))
                : new Actor(kind, id, name, here);
    }

    /** Whether this subject works on the show, and so may see held messages. */
    public boolean isStaff() {
        return kind == Kind.STAFF || kind == Kind.HOUSE;
    }
}
