package dev.vitrine.core.chat;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.contribution.Snapshot;
import java.time.Duration;
import java.util.List;

/** Asks every filter in service; the gravest verdict counts, and no answer is a hold. */
final class Judge {
    private static final System.Logger LOG = System.getLogger(Judge.class.getName());

    /** As {@link ChatFilter#review} says. */
    static final Duration REVIEW_LIMIT = Duration.ofMillis(20);

    static final String UNAVAILABLE = "plugin-unavailable";

    private Judge() {}

    /**
     * Judges a message by one snapshot: all of the old versions or all of the new ones. Blocks for at most 20 ms each.
     */
    static Verdict judge(ChatMessage message, Snapshot snapshot, List<String> requires) {
        Verdict gravest = Verdict.pass();
        ChatMessage current = message;
        for (String required : requires) {
            if (snapshot.plugin(required)
                    .filter(version -> !version.contributions().filters().isEmpty())
                    .isEmpty()) {
                gravest = unavailable("Chat is being looked after; a moderator looks at this message first.");
            }
        }
        for (InService version : snapshot.plugins()) {
            for (ChatFilter filter : version.contributions().filters()) {
                Verdict verdict = ask(version, filter, current);
                if (verdict instanceof Verdict.Modify modify) {
                    String text = Cleaning.clean(modify.text());
                    if (text.isEmpty() || Cleaning.length(text) > Cleaning.length(message.text()) + 500) {
                        verdict = new Verdict.Hold(modify.reason());
                    } else {
                        // Later filters judge what would be shown.
                        current = new ChatMessage(
                                message.event(), message.author(), text, message.replyTo(), message.at());
                        verdict = new Verdict.Modify(text, modify.reason());
                    }
                }
                if (verdict.gravity() >= gravest.gravity()) {
                    gravest = verdict;
                }
            }
        }
        return gravest;
    }

    private static Verdict ask(InService version, ChatFilter filter, ChatMessage message) {
        try {
            return version.calls().call("review", REVIEW_LIMIT, () -> filter.review(message));
        } catch (PluginCallException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}", e.getMessage());
            return unavailable("A moderator looks at this message first.");
        }
    }

    private static Verdict unavailable(String sentence) {
        return new Verdict.Hold(new Reason(UNAVAILABLE, "general", 1, 0, 0, "", sentence));
    }
}
