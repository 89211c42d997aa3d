package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one event, ready to judge. Immutable; safe from any thread.
 *
 * @param list the terms as written
 * @param matcher the terms as they are found
 * @param version short hash of the terms
 */
record Rules(TermList list, TermMatcher matcher, String version) {
    private static final Comparator<TermMatcher.Match> GRAVEST = Comparator.comparing(
                    (TermMatcher.Match match) -> match.term().action())
            .thenComparing(match -> match.term().level())
            .thenComparing(TermMatcher.Match::start, Comparator.reverseOrder());
    private static final String LINK_RULE = "links";
    private static final int LINK_LEVEL = 1;

    static Rules of(TermList list) {
        return new Rules(list, TermMatcher.of(list), list.version());
    }

    String version(Settings settings) {
        return version + "-" + settings.version();
    }

    /** Judges a text by terms and, unless its author is of the staff, by links. */
    Judgement judge(String text, Readings readings, boolean staff, Settings settings) {
        String policyVersion = version(settings);
        List<TermMatcher.Match> matches = matcher.find(readings);
        Judgement byTerms = matches.stream()
                .max(GRAVEST)
                .map(worst -> byTerm(text, matches, worst, policyVersion))
                .orElseGet(() -> Judgement.pass(text, policyVersion));
        if (staff || settings.links().compareTo(byTerms.action()) <= 0) {
            return byTerms;
        }
        Optional<Links.Span> link = Links.find(readings);
        return link.map(span -> byLink(text, span, settings.links(), policyVersion))
                .orElse(byTerms);
    }

    private static Judgement byTerm(
            String text, List<TermMatcher.Match> matches, TermMatcher.Match worst, String policyVersion) {
        Term term = worst.term();
        String written = text.substring(worst.start(), worst.end());
        Reason reason = new Reason(
                term.rule(),
                term.category(),
                term.level(),
                worst.start(),
                worst.end(),
                policyVersion,
                sentence(term.action(), written));
        String shown = text;
        if (term.action() == Action.MODIFY) {
            StringBuilder masked = new StringBuilder(text);
            matches.stream()
                    .filter(match -> match.term().action() == Action.MODIFY)
                    .forEach(match -> mask(masked, match.start(), match.end()));
            shown = masked.toString();
        }
        return new Judgement(term.action(), reason, shown);
    }

    private static Judgement byLink(String text, Links.Span link, Action action, String policyVersion) {
        String sentence = switch (action) {
            case HOLD -> "Messages with links wait for a moderator.";
            case MODIFY -> "The link was masked.";
            default -> "Links are not taken here; send your message without it.";
        };
        StringBuilder masked = new StringBuilder(text);
        mask(masked, link.start(), link.end());
        return new Judgement(
                action,
                new Reason(LINK_RULE, "link", LINK_LEVEL, link.start(), link.end(), policyVersion, sentence),
                action == Action.MODIFY ? masked.toString() : text);
    }

    /** Stars in the place of each UTF-16 unit, so that places behind it stay where they are. */
    private static void mask(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, '*');
        }
    }

    private static String sentence(Action action, String written) {
        return switch (action) {
            case PASS -> "";
            case MODIFY -> "Part of your message was masked.";
            case BOUNCE -> "\"" + written + "\" is not welcome here; change it and send again.";
            case HOLD -> "A moderator looks at this message first.";
            case BLOCK -> "This message breaks the rules of this chat and was not sent.";
        };
    }
}
