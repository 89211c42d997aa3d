package dev.vitrine.core.contribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.contribution.PluginCallException.Kind;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedCallsTest {
    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final Duration AMPLE = Duration.ofSeconds(10);

    private final FakeClock clock = new FakeClock();
    private final BadPlugins bad = new BadPlugins();
    private final ClassLoader loader = new URLClassLoader(new URL[0], GuardedCallsTest.class.getClassLoader());
    private final GuardedCalls calls = new GuardedCalls("bad", "1.2.3", loader, clock);

    @AfterEach
    void release() {
        bad.close();
        calls.retire();
    }

    private Kind failure(Callable<?> task) {
        PluginCallException e =
                catchThrowableOfType(PluginCallException.class, () -> calls.call("review", LIMIT, task));
        assertThat(e).hasMessageContaining("\"bad\" 1.2.3");
        return e.kind();
    }

    private static Callable<Boolean> run(Runnable task) {
        return () -> {
            task.run();
            return true;
        };
    }

    @Test
    void anAnswer_isReturned_underThePluginsClassLoader() throws Exception {
        assertThat(calls.call("x", AMPLE, () -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(loader);
        assertThat(calls.callHere("x", AMPLE, () -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(loader);
        assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(loader);
        assertThat(calls.calls()).isEqualTo(2);
        assertThat(calls.failures()).isZero();
        await().until(() -> calls.inFlight() == 0);
    }

    @Test
    void aCallRunsOnAPlatformThread_soThatASpinningPluginHoldsNoCarrier() throws Exception {
        assertThat(calls.call("x", AMPLE, () -> Thread.currentThread().isVirtual()))
                .isFalse();
    }

    @Test
    void whatAPluginThrows_isAFault() {
        assertThat(failure(() -> {
                    throw new IllegalStateException("no");
                }))
                .isEqualTo(Kind.THREW);
        assertThat(failure(() -> {
                    throw new NoClassDefFoundError("gone");
                }))
                .isEqualTo(Kind.THREW);
        assertThat(calls.failures()).isEqualTo(2);
        assertThat(calls.lastFailure())
                .hasValueSatisfying(last -> assertThat(last).contains("gone"));
    }

    @Test
    void aPluginThatHangs_isLateAndInterrupted() {
        assertThat(failure(run(bad::hangPolitely))).isEqualTo(Kind.LATE);
        await().untilAsserted(() -> assertThat(calls.inFlight()).isZero());
    }

    @Test
    void aPluginThatSpins_isLate_andCountedUntilItReturns() {
        assertThat(failure(run(bad::spin))).isEqualTo(Kind.LATE);
        assertThat(calls.inFlight()).isEqualTo(1);
        bad.close();
        await().untilAsserted(() -> assertThat(calls.inFlight()).isZero());
    }

    @Test
    void aPluginThatNeverReturns_holdsABoundedNumberOfThreads() {
        for (int i = 0; i < 100; i++) {
            failure(run(bad::hangDeaf));
            clock.advance(Duration.ofMillis(Breaker.OPEN_MS + 1));
        }
        assertThat(calls.inFlight()).isLessThanOrEqualTo(GuardedCalls.MAX_OVERDUE);
        assertThat(calls.breakerOpen()).isTrue();
    }

    @Test
    void afterTenFaultsInARow_itIsLeftAlone_untilOneTrySucceeds() throws Exception {
        for (int i = 0; i < Breaker.FAULTS_IN_A_ROW; i++) {
            assertThat(failure(run(() -> {
                        throw new IllegalStateException("no");
                    })))
                    .isEqualTo(Kind.THREW);
        }
        AtomicInteger asked = new AtomicInteger();
        assertThat(failure(asked::incrementAndGet)).isEqualTo(Kind.BREAKER_OPEN);
        clock.advance(Duration.ofMillis(Breaker.OPEN_MS - 1));
        assertThat(failure(asked::incrementAndGet)).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(asked).hasValue(0);
        clock.advance(Duration.ofMillis(1));
        assertThat(calls.call("x", AMPLE, asked::incrementAndGet)).isEqualTo(1);
        assertThat(calls.call("x", AMPLE, asked::incrementAndGet)).isEqualTo(2);
        assertThat(calls.breakerOpen()).isFalse();
    }

    @Test
    void aTryThatFails_leavesItAloneAgain() {
        for (int i = 0; i < Breaker.FAULTS_IN_A_ROW; i++) {
            failure(run(() -> {
                throw new IllegalStateException("no");
            }));
        }
        clock.advance(Duration.ofMillis(Breaker.OPEN_MS));
        assertThat(failure(run(() -> {
                    throw new IllegalStateException("still no");
                })))
                .isEqualTo(Kind.THREW);
        assertThat(failure(() -> true)).isEqualTo(Kind.BREAKER_OPEN);
    }

    @Test
    void moreThanHalfOfTheLastTwentyFailing_opensTheBreaker() {
        for (int i = 0; i < 7; i++) {
            failure(run(() -> {
                throw new IllegalStateException("no");
            }));
            failure(run(() -> {
                throw new IllegalStateException("no");
            }));
            if (calls.breakerOpen()) {
                return;
            }
            assertThat(calls.breakerOpen()).isFalse();
            try {
                calls.call("x", AMPLE, () -> true);
            } catch (PluginCallException e) {
                assertThat(e.kind()).isEqualTo(Kind.BREAKER_OPEN);
                return;
            }
        }
        throw new AssertionError("Two of three calls failed and the breaker stayed closed.");
    }

    @Test
    void aBadBody_isTheAskersMistake() {
        assertThatThrownBy(() -> calls.callHere("handle", AMPLE, () -> {
                    throw new BadBody("stock", "takes a whole number");
                }))
                .isInstanceOf(BadBody.class);
        assertThat(calls.failures()).isZero();
    }

    @Test
    void aLateCallOnTheCallersThread_isInterrupted_andTheInterruptGoesWithIt() {
        PluginCallException e = catchThrowableOfType(
                PluginCallException.class, () -> calls.callHere("handle", LIMIT, run(bad::hangPolitely)));
        assertThat(e.kind()).isEqualTo(Kind.LATE);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aCallThatNeverReturns_tellsItsThreadToBeReplaced() throws Exception {
        CountDownLatch abandoned = new CountDownLatch(1);
        final class Worker extends Thread implements Abandonable {
            @Override
            public void run() {
                try {
                    calls.callHere("apply", LIMIT, GuardedCallsTest.run(bad::spin));
                } catch (PluginCallException e) {
                    assertThat(e.kind()).isEqualTo(Kind.LATE);
                }
            }

            @Override
            public void abandon() {
                abandoned.countDown();
            }
        }
        Worker worker = new Worker();
        worker.start();
        abandoned.await();
        assertThat(calls.isStuck()).isTrue();
        assertThat(failure(() -> true)).isEqualTo(Kind.BREAKER_OPEN);
        bad.close();
        worker.join();
    }

    @Test
    void aRetiredVersion_takesNoCalls() {
        calls.retire();
        assertThat(failure(() -> true)).isEqualTo(Kind.RETIRED);
        assertThatThrownBy(() -> calls.feed("apply", AMPLE, () -> {})).isInstanceOf(PluginCallException.class);
    }

    @Test
    void aView_isFedEvenWhileTheBreakerIsOpen() throws Exception {
        for (int i = 0; i < Breaker.FAULTS_IN_A_ROW; i++) {
            failure(run(() -> {
                throw new IllegalStateException("no");
            }));
        }
        AtomicInteger applied = new AtomicInteger();
        calls.feed("apply", AMPLE, applied::incrementAndGet);
        assertThat(applied).hasValue(1);
    }

    @Test
    void manyCallersAtOnce_allGetTheirAnswer() throws Exception {
        int callers = 500;
        List<Thread> threads = new ArrayList<>();
        AtomicInteger answers = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    answers.addAndGet(calls.call("review", AMPLE, () -> 1));
                } catch (PluginCallException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasValue(callers);
        await().untilAsserted(() -> assertThat(calls.inFlight()).isZero());
    }
}
