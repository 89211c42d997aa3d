package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said of one text by itself, ready to judge. Immutable; safe from any thread.
 *
 * @param list the event's own terms as written
 * @param matcher the terms as they are found
 * @param patterns the regular expressions
 * @param version short hash of the terms
 */
record Rules(TermList list, TermMatcher matcher, Patterns patterns, String version) {
    private static final Comparator<TermMatcher.Match> GRAVEST = Comparator.comparing(
                    (TermMatcher.Match match) -> match.term().action())
            .thenComparing(match -> match.term().level())
            .thenComparing(TermMatcher.Match::start, Comparator.reverseOrder());
    private static final String LINK_RULE = "links";
    private static final int LINK_LEVEL = 1;
    private static final int DISGUISED_LEVEL = 3;
    private static final String WAITS = "A moderator looks at this message first.";

    /** Rules of an event's list alone. */
    static Rules of(TermList list) {
        return of(list, TermList.EMPTY, Map.of());
    }

    /** Rules of an event's list and the policy's, without terms below the level from which their category acts. */
    static Rules of(TermList list, TermList policy, Map<String, Integer> from) {
        TermList all = list.and(policy);
        TermList acting = from.isEmpty()
                ? all
                : new TermList(acting(all.terms(), from), all.allow(), acting(all.patterns(), from));
        return new Rules(list, TermMatcher.of(acting), Patterns.of(acting.patterns()), list.version());
    }

    private static List<Term> acting(List<Term> terms, Map<String, Integer> from) {
        return terms.stream()
                .filter(term -> term.level() >= from.getOrDefault(term.category(), 1))
                .toList();
    }

    String version(Settings settings) {
        return version + "-" + settings.version();
    }

    /**
     * Judges a text by terms and, unless its author is of the staff or exempt, by links, shape and likeness to spam.
     */
    Judgement judge(String text, Readings readings, boolean staff, Settings settings, Optional<SpamModel> spam) {
        String policyVersion = version(settings);
        Judgement gravest = byTerms(text, readings, policyVersion);
        if (staff) {
            return gravest;
        }
        Optional<Links.Link> link = settings.links() == Action.PASS && settings.disguisedLinks() == Action.PASS
                ? Optional.empty()
                : Links.find(text, readings, settings.linkHosts());
        if (link.isPresent()) {
            gravest = graver(gravest, byLink(text, link.get(), settings, policyVersion));
        }
        Optional<Shapes.Found> shape = settings.shapes().find(text);
        if (shape.isPresent()) {
            gravest = graver(gravest, byShape(text, shape.get(), policyVersion));
        }
        if (settings.spam().compareTo(gravest.action()) > 0
                && spam.isPresent()
                && spam.get().isSpam(readings, settings.spamMargin())) {
            gravest = new Judgement(
                    settings.spam(),
                    new Reason("spam", "spam", 2, 0, 0, policyVersion, sentence(settings.spam(), text)),
                    text);
        }
        return gravest;
    }

    private static Judgement graver(Judgement one, Judgement other) {
        return other.action().compareTo(one.action()) > 0 ? other : one;
    }

    private Judgement byTerms(String text, Readings readings, String policyVersion) {
        List<TermMatcher.Match> matches = matcher.find(readings);
        if (patterns.any()) {
            matches = new ArrayList<>(matches);
            patterns.find(readings, matches);
        }
        if (matches.isEmpty()) {
            return Judgement.pass(text, policyVersion);
        }
        List<TermMatcher.Match> all = matches;
        return all.stream()
                .max(GRAVEST)
                .map(worst -> byTerm(text, all, worst, policyVersion))
                .orElseThrow();
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

    private static Judgement byLink(String text, Links.Link link, Settings settings, String policyVersion) {
        boolean disguised = !link.disguise().isEmpty();
        Action action = disguised && settings.disguisedLinks().compareTo(settings.links()) > 0
                ? settings.disguisedLinks()
                : settings.links();
        String sentence = switch (action) {
            case HOLD -> "Messages with links wait for a moderator.";
            case MODIFY -> "The link was masked.";
            default -> "Links are not taken here; send your message without it.";
        };
        StringBuilder masked = new StringBuilder(text);
        mask(masked, link.start(), link.end());
        return new Judgement(
                action,
                new Reason(
                        disguised ? link.disguise() : LINK_RULE,
                        "link",
                        disguised ? DISGUISED_LEVEL : LINK_LEVEL,
                        link.start(),
                        link.end(),
                        policyVersion,
                        sentence),
                action == Action.MODIFY ? masked.toString() : text);
    }

    private static Judgement byShape(String text, Shapes.Found shape, String policyVersion) {
        Action action = shape.action() == Action.MODIFY ? Action.BOUNCE : shape.action();
        String sentence = action == Action.HOLD ? WAITS : shape.sentence();
        return new Judgement(
                action, new Reason(shape.rule(), "shape", 1, 0, text.length(), policyVersion, sentence), text);
    }

    /** Stars in the place of each UTF-16 unit, so that places behind it stay where they are. */
    private static void mask(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, '*');
        }
    }

    private static String sentence(Action action, String written) {
        return switch (action) {
            case PASS, SHADOW -> "";
            case MODIFY -> "Part of your message was masked.";
            case BOUNCE -> "\"" + written + "\" is not welcome here; change it and send again.";
            case HOLD -> WAITS;
            case BLOCK -> "This message breaks the rules of this chat and was not sent.";
        };
    }
}
