package dev.vitrine.core.access;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a chat message takes until it is on disk, with and without a thousand logins a second beside it, each by
 * another name from another address, so that none is refused but for the queue. {@code mvn -Pquick -pl runtime/core -am
 * test -Dtest=LoginFloodBench -Dsurefire.failIfNoSpecifiedTests=false}; asserts nothing about time.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LoginFloodBench {
    private static final int LOGINS_PER_SECOND = 1_000;
    private static final int MESSAGES_PER_SECOND = 200;
    private static final int SECONDS = 8;

    @TempDir
    Path data;

    @Test
    void chatBesideAFloodOfLogins() throws Exception {
        try (TestHouse house =
                new TestHouse(data, new FakeClock()).withEvent("demo").withOpenModeration()) {
            chat(house);
            for (int round = 1; round <= 2; round++) {
                print("without", chat(house));
                AtomicBoolean over = new AtomicBoolean();
                Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
                Thread flood = Thread.ofPlatform().start(() -> flood(house, over, answers));
                double[] beside = chat(house);
                over.set(true);
                flood.join();
                print("with", beside);
                System.out.println("  the logins were answered: " + answers);
            }
        }
    }

    private static void print(String what, double[] millis) {
        System.out.printf(
                "%s %d logins/s: chat p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                what,
                LOGINS_PER_SECOND,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1]);
    }

    private static double[] chat(TestHouse house) {
        int count = MESSAGES_PER_SECOND * SECONDS;
        double[] millis = new double[count];
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            until(begin + i * (1_000_000_000L / MESSAGES_PER_SECOND));
            long sent = System.nanoTime();
            house.said("demo", TestHouse.OWNER, "message " + i);
            millis[i] = (System.nanoTime() - sent) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void flood(TestHouse house, AtomicBoolean over, Map<String, AtomicLong> answers) {
        long begin = System.nanoTime();
        for (int i = 0; !over.get(); i++) {
            until(begin + i * (1_000_000_000L / LOGINS_PER_SECOND));
            String name = "guess-" + i;
            String address = "198.51." + (i >> 8 & 255) + "." + (i & 255);
            Thread.ofVirtual().start(() -> {
                Outcome outcome = house.house().logins().login(name, "a password to guess", address);
                String answer = outcome instanceof Outcome.Refused refused
                        ? refused.problem().status() + " " + refused.problem().type()
                        : "in";
                answers.computeIfAbsent(answer, each -> new AtomicLong()).incrementAndGet();
            });
        }
    }

    private static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
