package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import java.util.List;

/**
 * What the rules say of a text.
 *
 * @param action what becomes of it
 * @param reason why; for {@link Action#PASS} the reason of a term that is only watched, or one without a rule
 * @param text as it may be shown
 */
record Judgement(Action action, Reason reason, String text) {
    static Judgement pass(String text, String policyVersion) {
        return new Judgement(Action.PASS, new Reason("", "", 1, 0, 0, policyVersion, ""), text);
    }

    Verdict verdict() {
        return switch (action) {
            case PASS -> Verdict.pass();
            case MODIFY -> new Verdict.Modify(text, reason);
            case BOUNCE -> new Verdict.Bounce(reason);
            case HOLD -> new Verdict.Hold(reason);
            case SHADOW -> new Verdict.Shadow(reason);
            case BLOCK -> new Verdict.Block(reason);
        };
    }

    Body toBody() {
        Body body = Body.of("verdict", action.text());
        if (!reason.rule().isEmpty()) {
            body = body.with("rule", reason.rule())
                    .with("category", reason.category())
                    .with("level", reason.level())
                    .with("span", List.of(reason.start(), reason.end()))
                    .with("sentence", reason.sentence());
        }
        if (action == Action.MODIFY) {
            body = body.with("text", text);
        }
        return body.with("policyVersion", reason.policyVersion());
    }
}
