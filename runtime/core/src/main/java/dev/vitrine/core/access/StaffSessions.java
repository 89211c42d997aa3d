package dev.vitrine.core.access;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who of the staff is logged in: a view of the server's own log that keeps hashes alone. Fed on its thread; asked from
 * any.
 */
public final class StaffSessions {
    /** Record of a login. */
    public static final String LOGIN = "core.login";
    /** Record of the end of one before its time. */
    public static final String LOGOUT = "core.logout";

    private final InstantSource clock;
    private final Map<String, Session> byHash = new ConcurrentHashMap<>();

    /**
     * A login.
     *
     * @param id such as {@code s-1a2b3c4d}; no secret
     * @param account id of the account
     * @param hash of the token
     * @param how {@code password} or {@code oidc}
     * @param createdAt since when
     * @param expiresAt until when
     */
    public record Session(String id, String account, String hash, String how, Instant createdAt, Instant expiresAt) {}

    StaffSessions(InstantSource clock) {
        this.clock = clock;
    }

    void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case LOGIN -> {
                Instant now = clock.instant();
                byHash.values().removeIf(each -> !each.expiresAt().isAfter(now));
                Session session = new Session(
                        body.text("id"),
                        body.text("account"),
                        body.text("hash"),
                        body.text("how"),
                        record.at(),
                        Instant.parse(body.text("expiresAt")));
                if (session.expiresAt().isAfter(now)) {
                    byHash.put(session.hash(), session);
                }
            }
            case LOGOUT -> byHash.values().removeIf(each -> each.id().equals(body.text("id")));
            // A changed password is often a stolen one: whoever is in by the old one goes.
            case Accounts.CHANGED -> {
                if (body.has("password") || body.flag("disabled", false)) {
                    byHash.values().removeIf(each -> each.account().equals(body.text("id")));
                }
            }
            default -> {}
        }
    }

    Optional<Session> byHash(String hash) {
        return Optional.ofNullable(byHash.get(hash)).filter(this::isOpen);
    }

    /** Returns the session of that id, while it is open. */
    public Optional<Session> find(String id) {
        return byHash.values().stream()
                .filter(each -> each.id().equals(id))
                .filter(this::isOpen)
                .findFirst();
    }

    private boolean isOpen(Session session) {
        return session.expiresAt().isAfter(clock.instant());
    }

    /** Returns the open sessions of an account, oldest first. */
    public List<Session> of(String account) {
        return all().stream().filter(each -> each.account().equals(account)).toList();
    }

    /** Returns all open sessions, oldest first. */
    public List<Session> all() {
        return byHash.values().stream()
                .filter(this::isOpen)
                .sorted(Comparator.comparing(Session::createdAt).thenComparing(Session::id))
                .toList();
    }
}
