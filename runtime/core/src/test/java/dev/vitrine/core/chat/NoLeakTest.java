package dev.vitrine.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Reason;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Room;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Held, shadowed, blocked, denied and removed messages reach no viewer, whatever happens in which order: 10,000 seeded
 * interleavings of three messages' lives, many at once, with viewers who listen, join late, catch up and watch the
 * replay in between. A failing one prints its seed.
 */
class NoLeakTest {
    private static final int INTERLEAVINGS = 10_000;
    private static final int AT_ONCE = 64;
    private static final int EVENTS = 20;
    private static final int MESSAGES = 3;
    /** What a joiner is given; what one interleaving made is among it. */
    private static final int LATEST = 200;

    private static final Pattern TOKEN = Pattern.compile("zq[0-9]+x[0-9]z");
    private static final long SEED = 20261122;
    private static final List<Channel> PUBLIC = List.of(Channel.CHAT, Channel.OVERLAY, Channel.STREAM);

    @TempDir
    Path data;

    /** What becomes of a message, step by step, and whether viewers may see it after each. */
    private enum Life {
        SHOWN_REMOVED("pass", List.of("chat.remove"), List.of(true, false)),
        SHOWN_REMOVED_RESTORED("pass", List.of("chat.remove", "chat.restore"), List.of(true, false, true)),
        SHOWN_AWAY_AGAIN(
                "pass", List.of("chat.remove", "chat.restore", "chat.remove"), List.of(true, false, true, false)),
        HELD_DENIED("hold", List.of("chat.deny"), List.of(false, false)),
        HELD_APPROVED("hold", List.of("chat.approve"), List.of(false, true)),
        HELD("hold", List.of(), List.of(false)),
        SHADOWED("shadow", List.of(), List.of(false)),
        BLOCKED("block", List.of(), List.of(false)),
        BOUNCED("bounce", List.of(), List.of(false));

        private final String word;
        private final List<String> steps;
        private final List<Boolean> visible;

        Life(String word, List<String> steps, List<Boolean> visible) {
            this.word = word;
            this.steps = steps;
            this.visible = visible;
        }
    }

    /** A message on its way through its life. */
    private static final class Message {
        private final Life life;
        private final String secret;
        private long seq;
        private int step = -1;

        Message(Life life, String secret) {
            this.life = life;
            this.secret = secret;
        }

        boolean isVisible() {
            return step >= 0 && life.visible.get(step);
        }

        boolean wasVisible() {
            return IntStream.rangeClosed(0, step).anyMatch(life.visible::get);
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void nothingLeaks_inTenThousandInterleavings() throws Exception {
        try (TestHouse house = new TestHouse(data, new FakeClock())) {
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            for (int event = 0; event < EVENTS; event++) {
                house.withEvent("e" + event);
                house.room("e" + event).listen((from, channel, publication) -> {
                    if (!channel.staffOnly()) {
                        heard.add(new String(publication.data(), StandardCharsets.UTF_8));
                    }
                });
            }
            house.withModeration("1.0.0", message -> judge(message.text()));
            Queue<String> never = new ConcurrentLinkedQueue<>();
            Semaphore slots = new Semaphore(AT_ONCE);
            List<Future<?>> runs = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int run = 0; run < INTERLEAVINGS; run++) {
                    int number = run;
                    slots.acquire();
                    runs.add(threads.submit(() -> {
                        try {
                            interleave(house, number, never);
                        } finally {
                            slots.release();
                        }
                    }));
                }
            }
            for (Future<?> run : runs) {
                run.get();
            }
            Set<String> secrets = Set.copyOf(never);
            assertThat(secrets).hasSizeGreaterThan(INTERLEAVINGS);
            assertThat(among(heard.stream(), secrets))
                    .as("never shown, and reached a listener")
                    .isEmpty();
            house.restart();
            for (int event = 0; event < EVENTS; event++) {
                assertThat(among(Stream.of(seen(house.room("e" + event), "", 0, 0)), secrets))
                        .as("never shown, and seen after a restart")
                        .isEmpty();
            }
        }
    }

    private static List<String> among(Stream<String> texts, Set<String> secrets) {
        return texts.flatMap(text -> TOKEN.matcher(text).results())
                .map(MatchResult::group)
                .filter(secrets::contains)
                .toList();
    }

    private static Verdict judge(String text) {
        Reason reason = Reason.of("test/rule");
        return switch (text.substring(0, text.indexOf(' '))) {
            case "hold" -> new Verdict.Hold(reason);
            case "shadow" -> new Verdict.Shadow(reason);
            case "block" -> new Verdict.Block(reason);
            case "bounce" -> new Verdict.Bounce(reason);
            default -> Verdict.pass();
        };
    }

    private static void interleave(TestHouse house, int number, Queue<String> never) {
        Random random = new Random(SEED + number);
        String event = "e" + number % EVENTS;
        Actor author = TestHouse.viewer("v-" + number, "Vi " + number);
        Room room = house.room(event);
        History before = room.latest(Channel.CHAT, 1);
        long seqBefore = room.lastSeq();
        List<Message> messages = new ArrayList<>();
        List<Message> turns = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            Life life = Life.values()[random.nextInt(Life.values().length)];
            Message message = new Message(life, "zq%dx%dz".formatted(number, i));
            messages.add(message);
            turns.addAll(Collections.nCopies(1 + life.steps.size(), message));
        }
        Collections.shuffle(turns, random);
        for (Message turn : turns) {
            advance(house, event, author, turn);
            if (random.nextBoolean()) {
                look(room, before, seqBefore, messages, number);
            }
        }
        look(room, before, seqBefore, messages, number);
        for (Message message : messages) {
            if (message.life == Life.HELD) {
                house.done(event, "chat.deny", Body.of("seq", message.seq));
            }
            if (!message.wasVisible()) {
                never.add(message.secret);
            }
        }
    }

    private static void advance(TestHouse house, String event, Actor author, Message message) {
        if (message.step < 0) {
            String text = message.life.word + " " + message.secret;
            switch (message.life) {
                case BLOCKED, BOUNCED -> TestHouse.problem(house.say(event, author, text));
                default -> message.seq = house.said(event, author, text);
            }
        } else {
            house.done(event, message.life.steps.get(message.step), Body.of("seq", message.seq));
        }
        message.step++;
    }

    private static void look(Room room, History before, long seqBefore, List<Message> messages, int number) {
        String seen = seen(room, before.epoch(), before.topOffset(), seqBefore);
        for (Message message : messages) {
            assertThat(seen.contains(message.secret))
                    .as("seed %d: message %s at step %d is seen", SEED + number, message.life, message.step)
                    .isEqualTo(message.isVisible());
        }
    }

    /** Everything a viewer is given: a late joiner, one who catches up, one who watches the replay. */
    private static String seen(Room room, String epoch, long offset, long seq) {
        StringBuilder seen = new StringBuilder();
        for (Channel channel : PUBLIC) {
            seen.append(TestHouse.get(room.snapshot(channel)));
        }
        History latest = room.latest(Channel.CHAT, LATEST);
        History since = room.since(Channel.CHAT, epoch.isEmpty() ? latest.epoch() : epoch, offset, 10_000);
        for (History history : List.of(latest, since)) {
            history.publications()
                    .forEach(publication -> seen.append(new String(publication.data(), StandardCharsets.UTF_8)));
        }
        room.readForViewers(seq, 10_000).forEach(seen::append);
        return seen.toString();
    }
}
