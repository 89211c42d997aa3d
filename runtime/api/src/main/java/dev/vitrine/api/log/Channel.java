package dev.vitrine.api.log;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a record is published. Socket channels are named {@code chat:EVENT} and so on; {@link #NONE} stays in the log.
 */
public enum Channel {
    /** Chat for everybody. */
    CHAT,
    /** Offers and other overlay state. */
    OVERLAY,
    /** Stream state and event phase; the latest counts. */
    STREAM,
    /** Held messages and decisions; staff alone. */
    MOD,
    /** Windows, plugins, clips, health; staff alone. */
    OPS,
    /**
     * One person alone: whoever the body's {@code to} names, by id. {@code personal:EVENT} shows each session what is
     * to its own user and nothing else.
     */
    PERSONAL,
    /** Not published: kept in the log for views and evidence. */
    NONE;

    /** The name before the colon of a socket channel. */
    public String prefix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether its records are not for viewers at large: staff reads them, and of {@link #PERSONAL} the one they are to.
     */
    public boolean staffOnly() {
        return this == MOD || this == OPS || this == PERSONAL || this == NONE;
    }

    /** Returns the channel with that prefix, unless there is none. */
    public static Optional<Channel> ofPrefix(String prefix) {
        for (Channel channel : values()) {
            if (channel != NONE && channel.prefix().equals(prefix)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }
}
