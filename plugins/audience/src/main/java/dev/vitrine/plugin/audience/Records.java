package dev.vitrine.plugin.audience;

import java.util.Set;

/**
 * The record types of this plugin. What viewers wrote never stands in a record that goes to everybody: such a record
 * could not be taken back. It names the message or question; whoever may see the text asks for it.
 */
final class Records {
    static final String PINNED = "audience.pinned";
    static final String UNPINNED = "audience.unpinned";
    static final String ANNOUNCED = "audience.announced";
    static final String ANNOUNCEMENT_ENDED = "audience.announcement-ended";
    static final String POLL = "audience.poll";
    static final String VOTED = "audience.voted";
    static final String POLL_RESULT = "audience.poll-result";
    static final String POLL_ENDED = "audience.poll-ended";
    static final String ASKED = "audience.asked";
    static final String QUESTION_SHOWN = "audience.question-shown";
    static final String QUESTION_CLOSED = "audience.question-closed";
    static final String UPVOTED = "audience.upvoted";
    static final String QUESTION_VOTES = "audience.question-votes";
    static final String REACTIONS = "audience.reactions";
    static final String EMOTE = "audience.emote";
    /** Tells everybody of an {@link #EMOTE}, whose picture is in no publication. */
    static final String EMOTE_ADDED = "audience.emote-added";

    static final String EMOTE_REMOVED = "audience.emote-removed";
    static final String WHISPERED = "audience.whispered";

    static final String CHAT_MESSAGE = "chat.message";
    static final String CHAT_REMOVED = "chat.removed";
    static final String CHAT_RESTORED = "chat.restored";
    /** The core's: somebody was erased, {@code {person}}. Their words are empty where a log is read again. */
    static final String FORGOTTEN = "core.forgotten";

    /**
     * Those that the state is made of; {@link #REACTIONS} are over as soon as they are told, {@link #EMOTE_ADDED} says
     * nothing new.
     */
    static final Set<String> OF_STATE = Set.of(
            PINNED,
            UNPINNED,
            ANNOUNCED,
            ANNOUNCEMENT_ENDED,
            POLL,
            VOTED,
            POLL_RESULT,
            POLL_ENDED,
            ASKED,
            QUESTION_SHOWN,
            QUESTION_CLOSED,
            UPVOTED,
            QUESTION_VOTES,
            EMOTE,
            EMOTE_REMOVED,
            WHISPERED,
            CHAT_MESSAGE,
            CHAT_REMOVED,
            CHAT_RESTORED,
            FORGOTTEN);

    private Records() {}
}
