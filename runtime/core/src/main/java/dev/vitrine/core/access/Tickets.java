package dev.vitrine.core.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tickets for sockets: a browser cannot send a header with a socket's handshake, and a cookie alone would let any page
 * open one (CWE-1385). So a page asks for a ticket over HTTP, where its origin is checked, and shows it once. Kept in
 * memory as hashes: a restart closes every socket anyway. Safe from any thread.
 */
public final class Tickets {
    /** Long enough for a slow handshake, short enough that a leaked one is worthless. */
    public static final Duration LIFE = Duration.ofSeconds(30);

    /** Tickets under way; beyond it the oldest goes. A herd of 10,000 comes back within a ticket's life. */
    static final int MAX = 20_000;

    private final InstantSource clock;
    private final Secrets secrets;
    private final Map<String, Ticket> byHash = new LinkedHashMap<>();

    private record Ticket(Grant grant, Instant expiresAt) {}

    /** No tickets yet. */
    public Tickets(InstantSource clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    /** Makes a ticket on the grounds of a grant. */
    public String issue(Grant grant) {
        String ticket = secrets.secret();
        synchronized (byHash) {
            byHash.put(Secrets.hash(ticket), new Ticket(grant, clock.instant().plus(LIFE)));
            if (byHash.size() > MAX) {
                byHash.remove(byHash.keySet().iterator().next());
            }
        }
        return ticket;
    }

    /** Takes a ticket, which is worthless from then on; empty when it is none, was used, or is too old. */
    public Optional<Grant> redeem(String ticketHash) {
        synchronized (byHash) {
            return Optional.ofNullable(byHash.remove(ticketHash))
                    .filter(ticket -> ticket.expiresAt().isAfter(clock.instant()))
                    .map(Ticket::grant);
        }
    }
}
