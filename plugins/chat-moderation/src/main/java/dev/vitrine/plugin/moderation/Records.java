package dev.vitrine.plugin.moderation;

import java.util.Set;

/** The record types that moderation writes or reads. */
final class Records {
    static final String TERMS = "moderation.terms";
    static final String TERM_ALLOWED = "moderation.term-allowed";
    static final String MODE_SET = "moderation.mode-set";
    static final String SHIELD_SET = "moderation.shield-set";
    static final String TIMED_OUT = "moderation.timed-out";
    static final String BANNED = "moderation.banned";
    static final String UNBANNED = "moderation.unbanned";
    static final String NOTED = "moderation.noted";
    static final String APPEALED = "moderation.appealed";
    static final String APPEAL_DECIDED = "moderation.appeal-decided";
    static final String UNDONE = "moderation.undone";
    static final String MASS_PROPOSED = "moderation.mass-proposed";
    static final String MASS_CONFIRMED = "moderation.mass-confirmed";
    static final String LIST_SUBSCRIBED = "moderation.list-subscribed";
    static final String LIST_UNSUBSCRIBED = "moderation.list-unsubscribed";
    static final String LIST_FOLLOWED = "moderation.list-followed";
    static final String LIST_STATE = "moderation.list-state";
    static final String WARNED = "moderation.warned";
    static final String OFFENDED = "moderation.offended";

    static final String MESSAGE = "chat.message";
    static final String HELD = "chat.held";
    static final String BLOCKED = "chat.blocked";
    static final String SHADOWED = "chat.shadowed";
    static final String APPROVED = "chat.approved";
    static final String DENIED = "chat.denied";
    static final String REMOVED = "chat.removed";
    static final String RESTORED = "chat.restored";
    static final String SESSION = "core.session";
    static final String ORDER = "cta.order";
    /** The core's: somebody was erased, {@code {person}}. */
    static final String FORGOTTEN = "core.forgotten";

    /** What stands in the place of an erased person's name, as the core puts it. */
    static final String ERASED_NAME = "Erased person";

    static final Set<String> READ = Set.of(
            TERMS,
            TERM_ALLOWED,
            MODE_SET,
            SHIELD_SET,
            TIMED_OUT,
            BANNED,
            UNBANNED,
            NOTED,
            APPEALED,
            APPEAL_DECIDED,
            UNDONE,
            MASS_PROPOSED,
            MASS_CONFIRMED,
            LIST_SUBSCRIBED,
            LIST_UNSUBSCRIBED,
            LIST_FOLLOWED,
            LIST_STATE,
            WARNED,
            OFFENDED,
            MESSAGE,
            HELD,
            BLOCKED,
            SHADOWED,
            APPROVED,
            DENIED,
            REMOVED,
            RESTORED,
            SESSION,
            ORDER,
            FORGOTTEN);

    private Records() {}
}
