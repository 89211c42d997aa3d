package dev.vitrine.plugin.moderation;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What moderators decided, noted and proposed, who appealed, and how often rules were right. Bounded; not safe from
 * several threads: {@link EventState} has the lock.
 */
final class Ledger {
    private static final int DECISIONS_MAX = 20_000;
    private static final int NOTED_MAX = 10_000;
    private static final int NOTES_MAX = 100;
    private static final int REVIEWED_MAX = 1_000;

    private final Map<Long, Decision> decisions = new Bounded<>(DECISIONS_MAX);
    private final Map<String, Deque<Note>> notes = new Bounded<>(NOTED_MAX);
    private final Map<Long, Appeal> appeals = new Bounded<>(10_000);
    private final Map<Long, Proposal> proposals = new Bounded<>(100);
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<Long, Integer> causes = new Bounded<>(10_000);

    /** How often a rule spoke, how often somebody looked at what it said, and how often they found otherwise. */
    private static final class Tally {
        long verdicts;
        long decided;
        long overturned;
    }

    /** What a colleague should know of a person. */
    private record Note(Instant at, String byId, String by, String text) {
        Note without(String person) {
            return byId.equals(person) ? new Note(at, byId, Records.ERASED_NAME, text) : this;
        }

        Body toBody() {
            return Body.of("at", at.toString(), "by", by, "text", text);
        }
    }

    // Rules.

    void spoke(String rule) {
        tally(rule).verdicts++;
    }

    void lookedAt(String rule, boolean overturned) {
        Tally tally = tally(rule);
        tally.decided++;
        tally.overturned += overturned ? 1 : 0;
    }

    private Tally tally(String rule) {
        return tallies.computeIfAbsent(rule, each -> new Tally());
    }

    void counted(long cause) {
        causes.put(cause, 1);
    }

    boolean isCounted(long cause) {
        return cause > 0 && causes.containsKey(cause);
    }

    // Decisions.

    void decided(LogRecord record, String user, Body before) {
        decisions.put(record.seq(), Decision.of(record, user, before));
    }

    void takenBack(long decision) {
        decisions.computeIfPresent(decision, (seq, each) -> each.takenBack());
    }

    Optional<Decision> decision(long seq) {
        return Optional.ofNullable(decisions.get(seq));
    }

    boolean isAuto(long decision) {
        return decision(decision).map(Decision::auto).orElse(false);
    }

    void noted(LogRecord record) {
        String text = record.body().text("text");
        if (text.isEmpty()) {
            // About somebody who is erased.
            return;
        }
        Actor by = record.actor();
        Deque<Note> of = notes.computeIfAbsent(record.body().text("user"), user -> new ArrayDeque<>());
        of.addFirst(new Note(record.at(), by.id(), by.name(), text));
        if (of.size() > NOTES_MAX) {
            of.removeLast();
        }
    }

    // Appeals and proposals.

    void appealed(LogRecord record) {
        appeals.put(record.seq(), Appeal.of(record));
    }

    void appealDecided(LogRecord record) {
        Body body = record.body();
        appeals.computeIfPresent(
                body.integer("appeal"),
                (id, appeal) -> appeal.decided(
                        body.text("action").equals("accept") ? "accepted" : "rejected",
                        body.optionalText("reason").orElse(""),
                        record.actor()));
    }

    Optional<Appeal> appeal(long id) {
        return Optional.ofNullable(appeals.get(id));
    }

    boolean hasOpenAppeal(String user) {
        return appeals.values().stream()
                .anyMatch(appeal -> appeal.isOpen() && appeal.user().equals(user));
    }

    /** Newest first. */
    List<Appeal> appeals() {
        return List.copyOf(appeals.values()).reversed();
    }

    void proposed(LogRecord record) {
        proposals.put(record.seq(), Proposal.of(record));
    }

    void confirmed(long proposal) {
        proposals.remove(proposal);
    }

    Optional<Proposal> proposal(long id) {
        return Optional.ofNullable(proposals.get(id));
    }

    List<Body> proposalsThatWait(Instant at) {
        return proposals.values().stream()
                .filter(each -> each.expiresAt().isAfter(at))
                .map(Proposal::toBody)
                .toList();
    }

    /** Forgets names and words of one person, whoever they were: written about, or writing. */
    void forget(String person) {
        notes.remove(person);
        notes.values().forEach(of -> {
            List<Note> kept = of.stream().map(note -> note.without(person)).toList();
            of.clear();
            of.addAll(kept);
        });
        decisions.replaceAll((seq, decision) -> decision.without(person));
        appeals.replaceAll((id, appeal) -> appeal.without(person));
        proposals.replaceAll((id, proposal) -> proposal.without(person));
    }

    // What people see.

    /** Newest first. */
    List<Body> decisionsAbout(String user) {
        return decisions.values().stream()
                .filter(each -> each.user().equals(user))
                .map(Decision::toBody)
                .toList()
                .reversed();
    }

    /** Newest first. */
    List<Body> notesAbout(String user) {
        return Optional.ofNullable(notes.get(user)).stream()
                .flatMap(Deque::stream)
                .map(Note::toBody)
                .toList();
    }

    Body review() {
        long decided = 0;
        long overturned = 0;
        List<Body> rules = new ArrayList<>();
        for (Map.Entry<String, Tally> entry : new TreeMap<>(tallies).entrySet()) {
            Tally tally = entry.getValue();
            decided += tally.decided;
            overturned += tally.overturned;
            Body rule = Body.of(
                    "rule", entry.getKey(),
                    "verdicts", tally.verdicts,
                    "decided", tally.decided,
                    "overturned", tally.overturned);
            rules.add(
                    tally.decided == 0 ? rule : rule.with("precision", 1 - (double) tally.overturned / tally.decided));
        }
        Body review = Body.of(
                "decisions",
                        decisions.values().stream().map(Decision::toBody).toList().reversed().stream()
                                .limit(REVIEWED_MAX)
                                .toList(),
                "decided", decided,
                "overturned", overturned,
                "rules", rules);
        return decided == 0 ? review : review.with("overturnRate", (double) overturned / decided);
    }
}
