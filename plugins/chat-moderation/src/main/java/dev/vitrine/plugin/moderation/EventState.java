package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that moderation knows of one event: a view of its log, and what was tried and not recorded. Safe from any thread.
 */
final class EventState {
    private static final int LINES_MAX = 20_000;
    private static final int DECISIONS_MAX = 20_000;
    private static final int NOTES_MAX = 100;
    private static final int CARD_LINES = 50;
    private static final Reason PREPARING =
            new Reason("terms/preparing", "general", 1, 0, 0, "", "A moderator looks at this message first.");

    private final Alarm alarm;
    private final Crowd crowd = new Crowd();
    private final Map<Long, Line> lines = new Bounded<>(LINES_MAX, false);
    private final Map<Long, Line> waiting = new LinkedHashMap<>();
    private final Map<Long, Decision> decisions = new Bounded<>(DECISIONS_MAX, false);
    private final Map<String, Sanction> sanctions = new LinkedHashMap<>();
    private final Map<String, Deque<Body>> notes = new Bounded<>(10_000, false);
    private final Map<Long, Appeal> appeals = new Bounded<>(10_000, false);
    private final Map<Long, Proposal> proposals = new Bounded<>(100, false);
    private final Map<String, BanList> lists = new LinkedHashMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<Long, Integer> causes = new Bounded<>(10_000, false);
    private Modes modes = Modes.OFF;
    private Shield shield = Shield.DOWN;
    private @Nullable Line released;

    /** How often a rule spoke, how often somebody looked at what it said, and how often they found otherwise. */
    static final class Tally {
        long verdicts;
        long decided;
        long overturned;
    }

    EventState(Alarm alarm) {
        this.alarm = alarm;
    }

    /** Judges a message by its text, its author and the crowd. */
    Verdict review(ChatMessage message, Optional<Rules> rules, Settings settings, Optional<SpamModel> spam) {
        Author author = message.author();
        if (!author.staff()) {
            Optional<Verdict> muted = muted(author, message.at());
            if (muted.isPresent()) {
                return muted.get();
            }
        }
        if (rules.isEmpty()) {
            return new Verdict.Hold(PREPARING);
        }
        boolean exempt = author.staff() || settings.exempt().contains(author.id());
        Readings readings = Readings.of(message.text());
        Judgement judgement = rules.get().judge(message.text(), readings, exempt, settings, spam);
        if (exempt) {
            return judgement.verdict();
        }
        Person.Said said = Crowd.said(message.text(), readings, message.at());
        return together(
                message, readings, said, judgement, settings, rules.get().version(settings));
    }

    private synchronized Optional<Verdict> muted(Author author, Instant at) {
        Sanction sanction = sanctions.get(author.id());
        if (sanction != null && sanction.inForce(at)) {
            String rule = "sanction/" + sanction.decision();
            Reason reason = new Reason(rule, "sanction", 1, 0, 0, "", sanction.sentence(at));
            return Optional.of(
                    sanction.kind() == Sanction.Kind.SHADOW
                            ? new Verdict.Shadow(reason)
                            : new Verdict.Muted(sanction.leftMs(at), reason));
        }
        for (BanList list : lists.values()) {
            Optional<Verdict> listed = list.verdict(author, at);
            if (listed.isPresent()) {
                return listed;
            }
        }
        return Optional.empty();
    }

    private synchronized Verdict together(
            ChatMessage message,
            Readings readings,
            Person.Said said,
            Judgement judgement,
            Settings settings,
            String policyVersion) {
        Author author = message.author();
        Person person = crowd.meet(author.id(), author.name(), message.at());
        Optional<Crowd.Finding> refused = crowd.modes(person, message, said, modes);
        if (refused.isPresent()) {
            Reason reason = reason(refused.get(), policyVersion);
            return refused.get().waitMs() > 0
                    ? new Verdict.TooFast(refused.get().waitMs(), reason)
                    : new Verdict.Bounce(reason);
        }
        Judgement gravest = judgement;
        Optional<Crowd.Finding> flood = crowd.flood(person, readings, said, settings.flood());
        if (flood.isPresent() && judgement.action().compareTo(Action.BOUNCE) < 0) {
            alarm.offence(author.id(), flood.get().rule(), 0);
            return new Verdict.Bounce(reason(flood.get(), policyVersion));
        }
        Optional<Crowd.Finding> raid = crowd.raid(person, said, settings.raid(), shield, alarm);
        if (raid.isPresent() && raid.get().action().compareTo(gravest.action()) > 0) {
            gravest = judgement(raid.get(), message.text(), policyVersion);
        }
        if (modes.linksHeld() && gravest.action().compareTo(Action.HOLD) < 0) {
            Optional<Links.Link> link = Links.find(message.text(), readings, java.util.Set.of());
            if (link.isPresent()) {
                gravest = new Judgement(
                        Action.HOLD,
                        new Reason(
                                "mode/links",
                                "link",
                                1,
                                link.get().start(),
                                link.get().end(),
                                policyVersion,
                                "Messages with links wait for a moderator."),
                        message.text());
            }
        }
        if (gravest.action() == Action.HOLD
                && person.reaches(
                        settings.ladder().bounce(),
                        message.at(),
                        settings.ladder().decay())) {
            return new Verdict.Bounce(withSentence(
                    gravest.reason(), "After what you wrote before, this cannot be sent; change it and send again."));
        }
        if (modes.delaySeconds() > 0 && gravest.action().compareTo(Action.HOLD) < 0) {
            gravest = judgement(
                    Crowd.Finding.of(
                            gravest.action() == Action.PASS ? Action.HOLD : gravest.action(),
                            "mode/delay",
                            "mode",
                            1,
                            "Messages are shown after " + modes.delaySeconds() + " s."),
                    message.text(),
                    policyVersion);
        }
        if (gravest.action() != Action.BOUNCE && gravest.action() != Action.BLOCK) {
            crowd.passed(person, said);
        }
        return gravest.verdict();
    }

    private static Judgement judgement(Crowd.Finding finding, String text, String policyVersion) {
        return new Judgement(finding.action(), reason(finding, policyVersion), text);
    }

    private static Reason reason(Crowd.Finding finding, String policyVersion) {
        return new Reason(finding.rule(), finding.category(), finding.level(), 0, 0, policyVersion, finding.sentence());
    }

    private static Reason withSentence(Reason reason, String sentence) {
        return new Reason(
                reason.rule(),
                reason.category(),
                reason.level(),
                reason.start(),
                reason.end(),
                reason.policyVersion(),
                sentence);
    }

    /** Takes the next record; on the event's own thread. */
    synchronized void apply(LogRecord record, Settings settings, Instant now) {
        Body body = record.body();
        switch (record.type()) {
            case Records.SESSION -> session(record);
            case Records.ORDER ->
                body.optionalText("viewer").ifPresent(id -> crowd.meet(id, id, record.at()).buyer = true);
            case Records.MESSAGE -> message(record, settings, now);
            case Records.HELD -> judged(record, "held", settings, now);
            case Records.BLOCKED -> judged(record, "blocked", settings, now);
            case Records.SHADOWED -> judged(record, "shadowed", settings, now);
            case Records.APPROVED -> decided(record, "approved");
            case Records.DENIED -> decided(record, "denied");
            case Records.REMOVED -> removed(record, now);
            case Records.RESTORED -> restored(record);
            case Records.MODE_SET -> {
                decide(record, "", modes.toBody());
                modes = Modes.OFF.with(body);
            }
            case Records.SHIELD_SET -> {
                decide(record, "", shield.toBody(record.at()));
                shield = Shield.of(record);
                if (!shield.on()) {
                    crowd.calm();
                }
            }
            case Records.TIMED_OUT -> {
                crowd.meet(body.text("user"), body.text("name"), record.at()).timeouts++;
                sanction(record, Sanction.Kind.TIMEOUT);
            }
            case Records.BANNED ->
                sanction(record, body.flag("shadow", false) ? Sanction.Kind.SHADOW : Sanction.Kind.BAN);
            case Records.UNBANNED -> {
                String user = body.text("user");
                Sanction before = sanctions.remove(user);
                decide(record, user, before == null ? Body.empty() : before.toBody());
                crowd.known(user).ifPresent(Person::forgive);
                if (before != null
                        && Optional.ofNullable(decisions.get(before.decision()))
                                .map(Decision::auto)
                                .orElse(false)) {
                    Tally tally = tally(before.rule());
                    tally.decided++;
                    tally.overturned++;
                }
            }
            case Records.WARNED -> decide(record, body.text("user"), Body.empty());
            case Records.OFFENDED -> {
                crowd.meet(body.text("user"), body.text("name"), record.at())
                        .offended(record.at(), settings.ladder().decay());
                body.optionalInteger("cause").ifPresent(cause -> causes.put(cause, 1));
            }
            case Records.NOTED -> note(record);
            case Records.APPEALED ->
                appeals.put(
                        record.seq(),
                        new Appeal(
                                record.seq(),
                                record.at(),
                                body.text("user"),
                                body.text("name"),
                                body.text("text"),
                                body.integer("decision"),
                                "open",
                                "",
                                ""));
            case Records.APPEAL_DECIDED -> {
                decide(record, body.text("user"), Body.empty());
                appeals.computeIfPresent(
                        body.integer("appeal"),
                        (id, appeal) -> appeal.decided(
                                body.text("action").equals("accept") ? "accepted" : "rejected",
                                body.optionalText("reason").orElse(""),
                                record.actor().name()));
            }
            case Records.UNDONE -> {
                decide(record, "", Body.empty());
                decisions.computeIfPresent(body.integer("decision"), (seq, decision) -> decision.takenBack());
            }
            case Records.MASS_PROPOSED -> proposals.put(record.seq(), Proposal.of(record));
            case Records.MASS_CONFIRMED -> {
                decide(record, "", Body.empty());
                proposals.remove(body.integer("proposal"));
            }
            case Records.LIST_SUBSCRIBED -> {
                decide(record, "", Body.empty());
                lists.put(body.text("list"), BanList.of(body));
            }
            case Records.LIST_UNSUBSCRIBED -> {
                decide(record, "", Body.empty());
                lists.remove(body.text("list"));
            }
            default -> {}
        }
    }

    private void session(LogRecord record) {
        Body body = record.body();
        if (body.has("id")) {
            String id = body.text("id");
            crowd.meet(id, body.optionalText("name").orElse(id), record.at());
        }
    }

    private void message(LogRecord record, Settings settings, Instant now) {
        Line line = Line.of(record, "shown");
        boolean staff = record.body().body("author").flag("staff", false);
        Optional<Long> held = record.body().optionalInteger("held");
        if (held.isPresent()) {
            Line waited = waiting.remove(held.get());
            lines.remove(held.get());
            released = waited == null ? line : line.approved(waited.rule());
            lines.put(record.seq(), released);
            if (!staff) {
                // Noted when it was held; heard only now.
                crowd.meet(line.user(), line.name(), record.at()).shown++;
            }
            return;
        }
        lines.put(record.seq(), line);
        if (!staff) {
            crowd.recorded(crowd.meet(line.user(), line.name(), record.at()), line, settings.flood(), now);
        }
    }

    private void judged(LogRecord record, String state, Settings settings, Instant now) {
        Line line = Line.of(record, state);
        lines.put(record.seq(), line);
        tally(line.rule()).verdicts++;
        if (state.equals("held")) {
            waiting.put(record.seq(), line);
            if (!record.body().body("author").flag("staff", false)) {
                Person person = crowd.meet(line.user(), line.name(), record.at());
                crowd.recorded(person, line, settings.flood(), now);
                // Nobody has heard it yet.
                person.shown--;
            }
        } else if (state.equals("blocked")) {
            offence(line.user(), line.rule(), record, now);
        }
    }

    private void decided(LogRecord record, String what) {
        long target = record.body().integer("target");
        Line line = waiting.remove(target);
        if (what.equals("denied") && line == null) {
            line = lines.get(target);
        }
        String user = "";
        if (line == null) {
            // An approved one has become a message of its own, just before this record.
            line = released;
        }
        if (line != null) {
            user = line.user();
            boolean byItself = record.actor().kind() == dev.vitrine.api.access.Actor.Kind.PLUGIN;
            if (!byItself) {
                tally(line.rule()).decided++;
                if (what.equals("approved")) {
                    overturned(line.rule());
                }
            }
            if (what.equals("denied")) {
                lines.computeIfPresent(target, (seq, each) -> each.in("denied"));
                if (!byItself) {
                    offence(line.user(), line.rule(), record, record.at());
                }
            }
            if (byItself) {
                return;
            }
        }
        decide(record, user, Body.empty());
    }

    private void removed(LogRecord record, Instant now) {
        long target = record.body().integer("target");
        Line line = lines.get(target);
        if (line != null) {
            lines.put(target, line.in("removed"));
            offence(line.user(), "removed", record, now);
        }
        decide(record, line == null ? "" : line.user(), Body.empty());
    }

    private void restored(LogRecord record) {
        Line line = lines.computeIfPresent(record.body().integer("target"), (seq, each) -> each.in("shown"));
        decide(record, line == null ? "" : line.user(), Body.empty());
    }

    private void offence(String user, String rule, LogRecord record, Instant now) {
        if (record.at().isAfter(now.minusSeconds(60))) {
            alarm.offence(user, rule, record.seq());
        }
    }

    private void sanction(LogRecord record, Sanction.Kind kind) {
        Body body = record.body();
        String user = body.text("user");
        Sanction before = sanctions.get(user);
        decide(record, user, before == null ? Body.empty() : before.toBody());
        sanctions.put(
                user,
                new Sanction(
                        user,
                        body.text("name"),
                        kind,
                        body.optionalText("until").map(Instant::parse),
                        body.optionalText("reason").orElse(""),
                        record.actor().name(),
                        record.seq()));
        if (body.flag("auto", false)) {
            tally("sanction/" + kind.name().toLowerCase(Locale.ROOT)).verdicts++;
        }
    }

    private void note(LogRecord record) {
        Deque<Body> of = notes.computeIfAbsent(record.body().text("user"), user -> new ArrayDeque<>());
        of.addFirst(Body.of(
                "at", record.at().toString(),
                "by", record.actor().name(),
                "text", record.body().text("text")));
        if (of.size() > NOTES_MAX) {
            of.removeLast();
        }
    }

    private void decide(LogRecord record, String user, Body before) {
        decisions.put(record.seq(), Decision.of(record, user, before));
    }

    private Tally tally(String rule) {
        return tallies.computeIfAbsent(rule, each -> new Tally());
    }

    private void overturned(String rule) {
        tally(rule).overturned++;
    }

    // What commands ask.

    synchronized Modes modes() {
        return modes;
    }

    synchronized Shield shield() {
        return shield;
    }

    synchronized Optional<Sanction> sanction(String user, Instant at) {
        return Optional.ofNullable(sanctions.get(user)).filter(each -> each.inForce(at));
    }

    synchronized Optional<Decision> decision(long seq) {
        return Optional.ofNullable(decisions.get(seq));
    }

    synchronized Optional<Appeal> appeal(long id) {
        return Optional.ofNullable(appeals.get(id));
    }

    synchronized boolean hasOpenAppeal(String user) {
        return appeals.values().stream()
                .anyMatch(appeal -> appeal.isOpen() && appeal.user().equals(user));
    }

    synchronized Optional<Proposal> proposal(long id) {
        return Optional.ofNullable(proposals.get(id));
    }

    synchronized boolean hasList(String id) {
        return lists.containsKey(id);
    }

    synchronized int listCount() {
        return lists.size();
    }

    synchronized String name(String user) {
        return crowd.known(user).map(person -> person.name).orElse(user);
    }

    synchronized boolean isCounted(long cause) {
        return cause > 0 && causes.containsKey(cause);
    }

    /** Points of a person as one more offence would make them, and how many timeouts there were. */
    synchronized Person person(String user, Instant at) {
        return crowd.known(user).orElseGet(() -> new Person(user, user, at));
    }

    /** Messages that the delay is over for, oldest first. */
    synchronized List<Line> due(Instant now) {
        List<Line> due = new ArrayList<>();
        for (Line line : waiting.values()) {
            if (line.rule().equals("mode/delay")
                    && !line.at().plusSeconds(modes.delaySeconds()).isAfter(now)) {
                due.add(line);
            }
        }
        return due;
    }

    /** The newest lines, oldest first. */
    synchronized List<Line> lines() {
        return List.copyOf(lines.values());
    }

    synchronized List<Sanction> sanctionsInForce(Instant at) {
        return sanctions.values().stream().filter(each -> each.inForce(at)).toList();
    }

    // What people see.

    synchronized Body state(Instant at) {
        return Body.of(
                "modes", modes.toBody(),
                "shield", shield.toBody(at),
                "sanctions",
                        bodies(sanctions.values().stream()
                                .filter(each -> each.inForce(at))
                                .map(Sanction::toBody)
                                .limit(500)
                                .toList()),
                "appeals",
                        bodies(appeals.values().stream()
                                .filter(Appeal::isOpen)
                                .map(Appeal::toBody)
                                .limit(200)
                                .toList()),
                "proposals",
                        bodies(proposals.values().stream()
                                .filter(each -> each.expiresAt().isAfter(at))
                                .map(Proposal::toBody)
                                .toList()),
                "lists", bodies(lists.values().stream().map(BanList::toBody).toList()));
    }

    private static List<Body> bodies(List<Body> bodies) {
        return bodies;
    }

    synchronized Body card(String user, Settings settings, Instant at) {
        Person person = crowd.known(user).orElseGet(() -> new Person(user, user, at));
        Settings.Ladder ladder = settings.ladder();
        String step = person.reaches(ladder.ban(), at, ladder.decay())
                ? "ban"
                : person.reaches(ladder.timeout(), at, ladder.decay())
                        ? "timeout"
                        : person.reaches(ladder.bounce(), at, ladder.decay())
                                ? "bounce"
                                : person.reaches(ladder.warn(), at, ladder.decay()) ? "warn" : "none";
        List<Body> said = lines.values().stream()
                .filter(line -> line.user().equals(user))
                .map(Line::toBody)
                .toList();
        return Body.of(
                "user", user,
                "name", person.name,
                "firstSeenAt", person.firstSeen.toString(),
                "buyer", person.buyer,
                "shown", Math.max(0, person.shown),
                "points", Math.round(person.points(at, ladder.decay()) * 10) / 10.0,
                "step", step,
                "sanction", sanction(user, at).map(Sanction::toBody),
                "messages", said.reversed().stream().limit(CARD_LINES).toList(),
                "decisions",
                        decisions.values().stream()
                                .filter(each -> each.user().equals(user))
                                .map(Decision::toBody)
                                .toList()
                                .reversed(),
                "notes", List.copyOf(notes.getOrDefault(user, new ArrayDeque<>())));
    }

    synchronized Collection<Appeal> appeals() {
        return List.copyOf(appeals.values()).reversed();
    }

    synchronized Body review() {
        long decided = 0;
        long overturned = 0;
        List<Body> rules = new ArrayList<>();
        for (Map.Entry<String, Tally> entry : new java.util.TreeMap<>(tallies).entrySet()) {
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
                                .limit(1_000)
                                .toList(),
                "decided", decided,
                "overturned", overturned,
                "rules", rules);
        return decided == 0 ? review : review.with("overturnRate", (double) overturned / decided);
    }
}
