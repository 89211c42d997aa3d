package dev.vitrine.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private final FakeClock clock = new FakeClock();
    private final Tickets tickets = new Tickets(clock, new Secrets());
    private final Grant grant = new Grant(TestHouse.MIA, "viewer:x");

    private Optional<Grant> redeem(String ticket) {
        return tickets.redeem(Secrets.hash(ticket));
    }

    @Test
    void aTicket_isWorthSomethingOnce() {
        String ticket = tickets.issue(grant);
        assertThat(redeem(ticket)).contains(grant);
        assertThat(redeem(ticket)).isEmpty();
        assertThat(redeem("made-up")).isEmpty();
    }

    @Test
    void aTicket_endsByItself() {
        String ticket = tickets.issue(grant);
        clock.advance(Tickets.LIFE);
        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void moreTicketsThanAreKept_costTheOldest() {
        String oldest = tickets.issue(grant);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < Tickets.MAX; i++) {
            all.add(tickets.issue(grant));
        }
        assertThat(all).hasSize(Tickets.MAX);
        assertThat(redeem(oldest)).isEmpty();
        assertThat(redeem(all.iterator().next())).isPresent();
    }
}
