package dev.vitrine.plugin.moderation;

import dev.vitrine.api.chat.ChatMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Who is there and what they say: floods of one, raids of many, the modes of the room. Bounded; not safe from several
 * threads: {@link EventState} has the lock.
 */
final class Crowd {
    private static final int PEOPLE_MAX = 100_000;
    /** Meetings after which somebody is put at the end of those who may be forgotten. */
    private static final int MOVED_AFTER = PEOPLE_MAX / 4;

    private static final Duration UNIQUE = Duration.ofMinutes(10);
    /** A burst of newcomers tells nothing while everybody is one. */
    private static final Duration OPENING = Duration.ofMinutes(2);
    /** How much more newcomers than usual make a burst. */
    private static final double FAR_MORE = 5;
    /** What usual is, fades by half in this time. */
    private static final Duration USUAL = Duration.ofMinutes(5);
    /** From this many shown messages on someone is taken for himself in a crowd that says the same. */
    private static final int TRUSTED = 5;
    /** Many newcomers wish a good evening to everybody; a raid says more. */
    private static final int ECHO_LETTERS = 20;
    /** Until the shield's own record is there. */
    private static final Duration ALARM = Duration.ofSeconds(30);

    private final Map<String, Person> people = new Bounded<>(PEOPLE_MAX);
    private final Sayings sayings = new Sayings();
    /** A megabyte, and many events are never talked in. */
    private Optional<Echoes> echoes = Optional.empty();

    private final Deque<Instant> firsts = new ArrayDeque<>();
    private long meetings;
    private double usual;
    private Instant usualAt = Instant.EPOCH;
    private Instant opened = Instant.MAX;
    private Instant alarmSince = Instant.EPOCH;
    private Instant alarmUntil = Instant.EPOCH;

    /** What the crowd says of a message: an action graver than the text alone deserves, or a wait. */
    record Finding(Action action, String rule, String category, int level, String sentence, long waitMs) {
        static Finding of(Action action, String rule, String category, int level, String sentence) {
            return new Finding(action, rule, category, level, sentence, 0);
        }
    }

    Person meet(String id, String name, Instant at) {
        Person person = people.get(id);
        meetings++;
        if (person == null) {
            person = new Person(id, name, at);
            person.metAt = meetings;
            people.put(id, person);
        } else if (meetings - person.metAt > MOVED_AFTER) {
            // Among the newest again; whoever talks all the time is there anyway.
            person.metAt = meetings;
            people.remove(id);
            people.put(id, person);
        }
        return person;
    }

    Optional<Person> known(String id) {
        return Optional.ofNullable(people.get(id));
    }

    void forget(String id) {
        known(id).ifPresent(Person::erase);
        echoes.ifPresent(each -> each.forget(id));
    }

    /** Takes a message that was shown or held. */
    void recorded(Person person, Line line, Settings.Flood flood, Instant now) {
        if (person.firstHeard.isEmpty()) {
            person.firstHeard = Optional.of(line.at());
        }
        opened = line.at().isBefore(opened) ? line.at() : opened;
        person.shown++;
        if (person.lastSent.map(line.at()::isAfter).orElse(true)) {
            person.lastSent = Optional.of(line.at());
        }
        boolean floods = line.at().isAfter(now.minus(flood.window()));
        boolean unique = line.at().isAfter(now.minus(UNIQUE));
        if (!line.isErased() && (floods || unique)) {
            Person.Said said = said(line.text(), Readings.of(line.text()), line.at());
            sayings.say(said.text(), said.atMs());
            if (floods) {
                person.recorded(said);
            }
        }
    }

    /** What is remembered of a text: what it says, whatever its guise; of one without words, the text itself. */
    static Person.Said said(String text, Readings readings, Instant at) {
        Reading folded = readings.folded();
        int saying = folded.isBlank() ? text.hashCode() : folded.hash();
        return new Person.Said(saying, Sketch.of(readings), at, at.toEpochMilli());
    }

    /** Whether the modes of the room let this person write this now. */
    Optional<Finding> modes(Person person, ChatMessage message, Person.Said said, Modes modes) {
        Instant at = message.at();
        if (modes.slowSeconds() > 0 && person.lastSent.isPresent()) {
            Instant next = person.lastSent.get().plusSeconds(modes.slowSeconds());
            if (at.isBefore(next)) {
                return Optional.of(new Finding(
                        Action.BOUNCE,
                        "mode/slow",
                        "mode",
                        1,
                        "Slow mode: one message every " + modes.slowSeconds() + " s.",
                        Math.max(1, Duration.between(at, next).toMillis())));
            }
        }
        Instant grown = person.firstSeen.plusSeconds(modes.minAgeSeconds());
        if (modes.minAgeSeconds() > 0 && at.isBefore(grown)) {
            return refused(
                    "mode/min-age",
                    "Newcomers can write in " + (Duration.between(at, grown).toSeconds() + 1) + " s.");
        }
        if (modes.buyersOnly() && !person.buyer) {
            return refused("mode/buyers-only", "Only viewers who ordered in this show can write now.");
        }
        if (modes.emoteOnly() && !Shapes.emotesOnly(message.text())) {
            return refused("mode/emote-only", "Only emoji and emotes can be sent now.");
        }
        if (modes.unique()) {
            if (sayings.last(said.text()) > said.atMs() - UNIQUE.toMillis()) {
                return refused("mode/unique", "Somebody has just said this; say something new.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> refused(String rule, String sentence) {
        return Optional.of(Finding.of(Action.BOUNCE, rule, "mode", 1, sentence));
    }

    /** Notes a try and says whether it is one too many of its author's. */
    Optional<Finding> flood(Person person, Readings readings, Person.Said said, Settings.Flood flood) {
        person.tried(said);
        boolean identical = person.identical(said, flood.window()) >= flood.identical();
        if (!identical && !person.isSimilar(said, flood.similar())) {
            return Optional.empty();
        }
        if (flood.ignore().contains(readings.folded().text().strip())) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                Action.BOUNCE,
                identical ? "flood/identical" : "flood/similar",
                "flood",
                1,
                "You said this %d times within %d seconds; wait a little or say something new."
                        .formatted(
                                identical ? flood.identical() : flood.similar(),
                                flood.window().toSeconds())));
    }

    /** Whether a message is part of a raid, or would be stopped by the shield. */
    Optional<Finding> raid(Person person, Person.Said said, Settings.Raid raid, Shield shield, Alarm alarm) {
        Instant at = said.at();
        boolean alarmed = at.isBefore(alarmUntil);
        boolean up = shield.isUp(at) || alarmed;
        Instant since = !up ? at : alarmed ? alarmSince : shield.since();
        boolean newcomer = person.isNewcomer(since, raid.newcomer());
        boolean burst = person.firstHeard.isEmpty() && person.lastSent.isEmpty() && burst(at, raid);
        Optional<Sketch> sketch = person.shown < TRUSTED || newcomer ? said.sketch() : Optional.empty();
        boolean hot = false;
        if (sketch.isPresent() && sketch.get().letters() >= ECHO_LETTERS) {
            Echoes others = echoes.orElseGet(Echoes::new);
            echoes = Optional.of(others);
            int accounts = others.say(person.id, sketch.get(), said.atMs(), raid.window());
            if (accounts >= raid.accounts()) {
                others.heat(sketch.get(), said.atMs());
                hot = true;
                raise(at, raid, shield, accounts + " accounts said about the same.", alarm);
            } else {
                hot = others.isHot(sketch.get(), said.atMs(), raid.shield());
            }
        }
        if (burst) {
            raise(at, raid, shield, firsts.size() + " newcomers spoke within seconds.", alarm);
        }
        if (hot) {
            return Optional.of(Finding.of(raid.action(), "raid/echo", "raid", 3, "A moderator looks at this first."));
        }
        if (burst || (up && newcomer)) {
            return Optional.of(Finding.of(
                    raid.action(), "shield/newcomer", "raid", 2, "Newcomers' messages wait for a moderator now."));
        }
        return Optional.empty();
    }

    private void raise(Instant at, Settings.Raid raid, Shield shield, String reason, Alarm alarm) {
        if (raid.action() == Action.PASS || shield.isUp(at) || at.isBefore(alarmUntil)) {
            return;
        }
        alarmSince = at;
        alarmUntil = at.plus(ALARM);
        alarm.raid(reason);
    }

    /** Somebody took the shield down: what was known of a raid is not held against anyone any more. */
    void calm() {
        alarmUntil = Instant.EPOCH;
    }

    private boolean burst(Instant at, Settings.Raid raid) {
        if (raid.newcomers() == 0) {
            return false;
        }
        double windows = (double) USUAL.toMillis() / Math.max(1, raid.window().toMillis());
        double fade = Math.pow(0.5, Math.max(0, Duration.between(usualAt, at).toMillis()) / (double) USUAL.toMillis());
        // Newcomers in a window, as of before this one.
        double perWindow = usual * fade * Math.log(2) / windows;
        usual = usual * fade + 1;
        usualAt = at;
        firsts.addLast(at);
        while (firsts.peekFirst().isBefore(at.minus(raid.window()))) {
            firsts.removeFirst();
        }
        if (firsts.size() > 2 * raid.newcomers()) {
            firsts.removeFirst();
        }
        return firsts.size() >= raid.newcomers()
                && firsts.size() >= FAR_MORE * (perWindow - firsts.size() * Math.log(2) / windows)
                && opened.isBefore(at.minus(OPENING));
    }

    /** Notes that a message goes on its way. */
    void passed(Person person, Person.Said said) {
        person.lastSent = Optional.of(said.at());
        sayings.say(said.text(), said.atMs());
    }
}
