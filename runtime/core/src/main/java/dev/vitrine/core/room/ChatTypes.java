package dev.vitrine.core.room;

/** Types of the records that chat consists of. */
public final class ChatTypes {
    /** A message for everybody. */
    public static final String MESSAGE = "chat.message";
    /** A message was taken away. */
    public static final String REMOVED = "chat.removed";
    /** A message that was taken away is back. */
    public static final String RESTORED = "chat.restored";
    /** A message waits for a moderator. */
    public static final String HELD = "chat.held";
    /** A waiting message may be shown. */
    public static final String APPROVED = "chat.approved";
    /** A waiting message stays hidden. */
    public static final String DENIED = "chat.denied";
    /** A message was refused. */
    public static final String BLOCKED = "chat.blocked";
    /** A message that its author alone believes to be shown. */
    public static final String SHADOWED = "chat.shadowed";
    /** Tells an author alone what became of their message: {@code {to, target, state, reason?}}. */
    public static final String OWN = "chat.own";
    /** Stands in the place of a record whose text must not be shown. */
    public static final String TOMBSTONE = "core.tombstone";

    private ChatTypes() {}
}
