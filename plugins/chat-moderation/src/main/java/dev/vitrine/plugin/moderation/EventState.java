package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.Author;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that moderation knows of one event: a view of its log, and what was tried and not recorded. Safe from any thread.
 */
final class EventState {
    private static final int LINES_MAX = 20_000;
    /** The next tick comes a quarter of a second later. */
    private static final int DENIED_AT_ONCE = 100;

    private static final String DELAY = "mode/delay";
    private static final int CARD_LINES = 50;
    private static final Reason PREPARING =
            new Reason("terms/preparing", "general", 1, 0, 0, "", "A moderator looks at this message first.");

    private final Alarm alarm;
    private final Crowd crowd = new Crowd();
    private final Map<Long, Line> lines = new Bounded<>(LINES_MAX);
    private final Map<Long, Line> waiting = new LinkedHashMap<>();
    private final Map<String, Sanction> sanctions = new LinkedHashMap<>();
    private final Map<String, BanList> lists = new LinkedHashMap<>();
    private final Map<String, Follow> follows = new LinkedHashMap<>();
    /** Erased persons, whom somebody's list may still name. */
    private final Set<String> forgotten = new HashSet<>();

    private final Ledger ledger = new Ledger();
    private Modes modes = Modes.OFF;
    private Shield shield = Shield.DOWN;
    private @Nullable Line released;

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
                message, readings, said, judgement, settings, judgement.reason().policyVersion());
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
            Optional<Links.Link> link = Links.find(message.text(), readings, Set.of());
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
                            DELAY,
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
                decide(record, user, before == null ? Body.empty() : before.terms());
                crowd.known(user).ifPresent(Person::forgive);
                if (before != null && ledger.isAuto(before.decision())) {
                    ledger.lookedAt(before.rule(), true);
                }
            }
            case Records.WARNED -> decide(record, body.text("user"), Body.empty());
            case Records.OFFENDED -> {
                crowd.meet(body.text("user"), body.text("name"), record.at())
                        .offended(record.at(), settings.ladder().decay());
                body.optionalInteger("cause").ifPresent(ledger::counted);
            }
            case Records.NOTED -> ledger.noted(record);
            case Records.APPEALED -> ledger.appealed(record);
            case Records.APPEAL_DECIDED -> {
                decide(record, body.text("user"), Body.empty());
                ledger.appealDecided(record);
            }
            case Records.UNDONE -> {
                decide(record, "", Body.empty());
                ledger.takenBack(body.integer("decision"));
            }
            case Records.MASS_PROPOSED -> ledger.proposed(record);
            case Records.MASS_CONFIRMED -> {
                decide(record, "", Body.empty());
                ledger.confirmed(body.integer("proposal"));
            }
            case Records.LIST_SUBSCRIBED -> {
                decide(record, "", Body.empty());
                String id = body.text("list");
                lists.put(id, known(BanList.of(body)));
                body.optionalText("follow")
                        .ifPresent(from -> follows.computeIfPresent(from, (key, follow) -> follow.with(id)));
            }
            case Records.LIST_UNSUBSCRIBED -> {
                decide(record, "", Body.empty());
                drop(body.text("list"));
            }
            case Records.LIST_FOLLOWED -> {
                decide(record, "", Body.empty());
                follows.compute(body.text("follow"), (id, before) -> Follow.of(record, Optional.ofNullable(before)));
            }
            case Records.LIST_STATE -> follows.computeIfPresent(body.text("follow"), (id, follow) -> follow.in(record));
            case Records.FORGOTTEN -> forget(body.text("person"));
            default -> {}
        }
    }

    /** Somebody was erased: their names and words go, what was decided stands. */
    private void forget(String person) {
        forgotten.add(person);
        crowd.forget(person);
        lines.replaceAll((seq, line) -> line.user().equals(person) ? line.erased() : line);
        waiting.values().removeIf(line -> line.user().equals(person));
        released = released == null || !released.user().equals(person) ? released : released.erased();
        sanctions.replaceAll((user, sanction) -> sanction.without(person));
        lists.replaceAll((id, list) -> list.without(person));
        ledger.forget(person);
    }

    /** A list without the people who were erased here. */
    private BanList known(BanList list) {
        BanList known = list;
        for (String person : forgotten) {
            known = known.without(person);
        }
        return known;
    }

    /** Drops a list by its id or by that of the address it comes from, which is followed no more. */
    private void drop(String id) {
        lists.remove(id);
        Optional.ofNullable(follows.get(id)).flatMap(Follow::list).ifPresent(lists::remove);
        follows.values()
                .removeIf(follow -> follow.id().equals(id) || follow.list().equals(Optional.of(id)));
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
            waiting.remove(held.get());
            // Also one that was denied, and is approved after all.
            Line judged = lines.remove(held.get());
            released = judged == null ? line : line.approved(judged.rule());
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
        ledger.spoke(line.rule());
        if (state.equals("held") && !line.isErased()) {
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
                ledger.lookedAt(line.rule(), what.equals("approved"));
            }
            if (what.equals("denied")) {
                lines.computeIfPresent(target, (seq, each) -> each.in("denied"));
                if (!byItself) {
                    offence(line.user(), line.rule(), record, record.at());
                }
            }
            if (byItself && what.equals("approved")) {
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
        decide(record, user, before == null ? Body.empty() : before.terms());
        sanctions.put(
                user,
                new Sanction(
                        user,
                        body.text("name"),
                        kind,
                        body.optionalText("until").map(Instant::parse),
                        body.optionalText("reason").orElse(""),
                        record.actor().id(),
                        record.actor().name(),
                        record.seq()));
        if (body.flag("auto", false)) {
            ledger.spoke("sanction/" + kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private void decide(LogRecord record, String user, Body before) {
        ledger.decided(record, user, before);
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
        return ledger.decision(seq);
    }

    synchronized Optional<Appeal> appeal(long id) {
        return ledger.appeal(id);
    }

    synchronized boolean hasOpenAppeal(String user) {
        return ledger.hasOpenAppeal(user);
    }

    synchronized Optional<Proposal> proposal(long id) {
        return ledger.proposal(id);
    }

    synchronized boolean hasList(String id) {
        return lists.containsKey(id);
    }

    synchronized Optional<BanList> list(String id) {
        return Optional.ofNullable(lists.get(id));
    }

    /** How many lists there are, or may be any moment. */
    synchronized int listCount() {
        return lists.size()
                + (int) follows.values().stream()
                        .filter(follow -> follow.list().isEmpty())
                        .count();
    }

    synchronized Optional<Follow> follow(String id) {
        return Optional.ofNullable(follows.get(id));
    }

    synchronized List<Follow> follows() {
        return List.copyOf(follows.values());
    }

    /** Whether a list, but for when it was signed, is in force as it is. */
    synchronized boolean says(BanList fresh) {
        BanList now = lists.get(fresh.id());
        return now != null
                && now.ban() == fresh.ban()
                && now.name().equals(fresh.name())
                && now.entries().equals(known(fresh).entries());
    }

    synchronized String name(String user) {
        return crowd.known(user).map(person -> person.name).orElse(user);
    }

    synchronized boolean isCounted(long cause) {
        return ledger.isCounted(cause);
    }

    /** Points of a person as one more offence would make them, and how many timeouts there were. */
    synchronized Person person(String user, Instant at) {
        return crowd.known(user).orElseGet(() -> new Person(user, user, at));
    }

    /** Messages that the delay is over for, oldest first. */
    synchronized List<Line> due(Instant now) {
        List<Line> due = new ArrayList<>();
        for (Line line : waiting.values()) {
            if (line.rule().equals(DELAY)
                    && !line.at().plusSeconds(modes.delaySeconds()).isAfter(now)) {
                due.add(line);
            }
        }
        return due;
    }

    /** Messages that nobody decided within the time that the policy gives, oldest first. */
    synchronized List<Line> undecided(Instant now, Settings settings) {
        if (settings.heldFor().isZero()) {
            return List.of();
        }
        Instant last = now.minus(settings.heldFor());
        List<Line> undecided = new ArrayList<>();
        for (Line line : waiting.values()) {
            if (line.at().isAfter(last) || undecided.size() == DENIED_AT_ONCE) {
                break;
            }
            if (!line.rule().equals(DELAY)) {
                undecided.add(line);
            }
        }
        return undecided;
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
                        sanctions.values().stream()
                                .filter(each -> each.inForce(at))
                                .map(Sanction::toBody)
                                .limit(500)
                                .toList(),
                "appeals",
                        ledger.appeals().reversed().stream()
                                .filter(Appeal::isOpen)
                                .map(Appeal::toBody)
                                .limit(200)
                                .toList(),
                "proposals", ledger.proposalsThatWait(at),
                "lists", lists.values().stream().map(BanList::toBody).toList(),
                "follows", follows.values().stream().map(Follow::toBody).toList());
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
                "decisions", ledger.decisionsAbout(user),
                "notes", ledger.notesAbout(user));
    }

    /** Newest first. */
    synchronized List<Appeal> appeals() {
        return ledger.appeals();
    }

    synchronized Body review() {
        return ledger.review();
    }
}
