package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says what a changed policy would have changed: the same messages, judged in order by both policies. */
final class DryRun {
    private static final int CHANGES_MAX = 200;
    /** As many as are judged twice well within the time that there is. */
    private static final int LINES_MAX = 10_000;

    private DryRun() {}

    /** What one policy says of one message. */
    private record Said(String verdict, String rule) {}

    static Body of(TermList terms, List<Line> log, Settings now, Settings proposed, Optional<SpamModel> spam) {
        List<Line> all = log.stream().filter(line -> !line.isErased()).toList();
        List<Line> lines = all.subList(Math.max(0, all.size() - LINES_MAX), all.size());
        List<Said> before = judge(terms, lines, now, spam);
        List<Said> after = judge(terms, lines, proposed, spam);
        Map<String, Long> steps = new TreeMap<>();
        List<Body> changes = new ArrayList<>();
        long changed = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (before.get(i).verdict().equals(after.get(i).verdict())) {
                continue;
            }
            changed++;
            steps.merge(before.get(i).verdict() + " → " + after.get(i).verdict(), 1L, Long::sum);
            if (changes.size() < CHANGES_MAX) {
                Line line = lines.get(i);
                changes.add(Body.of(
                        "seq", line.seq(),
                        "at", line.at().toString(),
                        "name", line.name(),
                        "text", line.text(),
                        "state", line.state(),
                        "before", before.get(i).verdict(),
                        "beforeRule", before.get(i).rule(),
                        "after", after.get(i).verdict(),
                        "afterRule", after.get(i).rule()));
            }
        }
        return Body.of(
                "messages",
                lines.size(),
                "changed",
                changed,
                "steps",
                new Body(new TreeMap<>(steps)),
                "changes",
                changes);
    }

    private static List<Said> judge(TermList terms, List<Line> lines, Settings settings, Optional<SpamModel> spam) {
        EventState state = new EventState(Alarm.SILENT);
        Optional<Rules> rules = Optional.of(Rules.of(terms, settings.lists(), settings.from()));
        List<Said> said = new ArrayList<>(lines.size());
        for (Line line : lines) {
            Author author = new Author(line.user(), line.name(), false);
            ChatMessage message = new ChatMessage("dry-run", author, line.text(), line.replyTo(), line.at());
            said.add(said(state.review(message, rules, settings, spam)));
        }
        return said;
    }

    private static Said said(Verdict verdict) {
        String name = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return switch (verdict) {
            case Verdict.Pass pass -> new Said(name, "");
            case Verdict.Modify modify -> said(name, modify.reason());
            case Verdict.Bounce bounce -> said(name, bounce.reason());
            case Verdict.Hold hold -> said(name, hold.reason());
            case Verdict.Shadow shadow -> said(name, shadow.reason());
            case Verdict.Block block -> said(name, block.reason());
            case Verdict.TooFast tooFast -> said(name, tooFast.reason());
            case Verdict.Muted muted -> said(name, muted.reason());
        };
    }

    private static Said said(String name, Reason reason) {
        return new Said(name, reason.rule());
    }
}
