package dev.vitrine.web.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicInteger sockets = new AtomicInteger(1);
    private final AtomicBoolean overloaded = new AtomicBoolean();
    private final Admission admission = new Admission(sockets::get, 100, overloaded::get);

    private int position(Admission.Guest guest, String key, long seconds) {
        return admission
                .ask(guest, key, seconds * SECOND)
                .map(Admission.Wait::position)
                .orElse(0);
    }

    @Test
    void ask_whileThereIsRoom_letsEverybodyIn() {
        assertThat(position(Admission.Guest.ANONYMOUS, "a", 0)).isZero();
        sockets.set(90);
        assertThat(position(Admission.Guest.ANONYMOUS, "b", 0)).isZero();
    }

    @Test
    void ask_whenFull_anonymousWaitFirst_thenNamed_neverStaff() {
        sockets.set(91);
        assertThat(position(Admission.Guest.ANONYMOUS, "a", 0)).isEqualTo(1);
        Admission fresh = new Admission(sockets::get, 100, overloaded::get);
        assertThat(fresh.ask(Admission.Guest.NAMED, "b", 0)).isEmpty();
        sockets.set(99);
        assertThat(fresh.ask(Admission.Guest.NAMED, "c", 0)).isPresent();
        assertThat(fresh.ask(Admission.Guest.STAFF, "d", 0)).isEmpty();
    }

    @Test
    void ask_whileTheMachineDoesNotKeepUp_anonymousAloneWait() {
        overloaded.set(true);
        assertThat(position(Admission.Guest.NAMED, "n", 0)).isZero();
        assertThat(position(Admission.Guest.ANONYMOUS, "a", 0)).isEqualTo(1);
        overloaded.set(false);
        admission.tend(SECOND);
        assertThat(position(Admission.Guest.ANONYMOUS, "a", 1)).isZero();
    }

    @Test
    void line_isFirstComeFirstServed_andKeepsPlaces() {
        sockets.set(200);
        for (int i = 1; i <= 5; i++) {
            assertThat(position(Admission.Guest.ANONYMOUS, "p" + i, 0)).isEqualTo(i);
        }
        assertThat(position(Admission.Guest.ANONYMOUS, "p3", 1)).isEqualTo(3);
        sockets.set(89);
        admission.tend(2 * SECOND);
        assertThat(position(Admission.Guest.ANONYMOUS, "late", 2)).isEqualTo(6);
        assertThat(position(Admission.Guest.ANONYMOUS, "p3", 2))
                .as("two are free, this is the third")
                .isEqualTo(3);
        assertThat(position(Admission.Guest.ANONYMOUS, "p1", 2)).isZero();
        assertThat(position(Admission.Guest.ANONYMOUS, "p2", 2)).isZero();
        admission.tend(3 * SECOND);
        assertThat(position(Admission.Guest.ANONYMOUS, "p3", 3)).isZero();
    }

    @Test
    void line_forgetsWhoDoesNotAskAgain() {
        sockets.set(200);
        position(Admission.Guest.ANONYMOUS, "gone", 0);
        position(Admission.Guest.ANONYMOUS, "stays", 0);
        position(Admission.Guest.ANONYMOUS, "stays", 14);
        admission.tend(16 * SECOND);
        assertThat(admission.waiting()).isEqualTo(1);
        assertThat(position(Admission.Guest.ANONYMOUS, "stays", 16)).isEqualTo(1);
    }
}
