package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of machines: a view of the server's own log that keeps hashes alone. Fed on its thread; asked from any. A key is
 * {@code vk_ID_SECRET}, so that scanners for leaked secrets can know one.
 */
public final class ApiKeys {
    /** Record of a new key. */
    public static final String CREATED = "core.api-key";
    /** Record of a revoked one. */
    public static final String REVOKED = "core.api-key-revoked";

    private final InstantSource clock;
    private final Map<String, ApiKey> byHash = new ConcurrentHashMap<>();

    /**
     * A key as it is kept.
     *
     * @param id such as {@code k-1a2b3c4d}; no secret
     * @param name what it is for
     * @param roles its scope, such as {@code shop@spring-drop}
     * @param hash of the key
     * @param createdAt when it was made
     * @param expiresAt until when it opens anything
     */
    public record ApiKey(
            String id, String name, Set<String> roles, String hash, Instant createdAt, Optional<Instant> expiresAt) {
        /** Who acts with it. */
        Actor actor() {
            return new Actor(Actor.Kind.STAFF, id, name, roles);
        }
    }

    ApiKeys(InstantSource clock) {
        this.clock = clock;
    }

    void apply(LogRecord record) {
        Body body = record.body();
        if (record.type().equals(CREATED)) {
            ApiKey key = new ApiKey(
                    body.text("id"),
                    body.text("name"),
                    Set.copyOf(body.texts("roles")),
                    body.text("hash"),
                    record.at(),
                    body.optionalText("expiresAt").map(Instant::parse));
            byHash.put(key.hash(), key);
        } else {
            byHash.values().removeIf(key -> key.id().equals(body.text("id")));
        }
    }

    Optional<ApiKey> byHash(String hash) {
        return Optional.ofNullable(byHash.get(hash)).filter(this::isOpen);
    }

    Optional<ApiKey> find(String id) {
        return byHash.values().stream()
                .filter(key -> key.id().equals(id))
                .filter(this::isOpen)
                .findFirst();
    }

    private boolean isOpen(ApiKey key) {
        return key.expiresAt().map(end -> end.isAfter(clock.instant())).orElse(true);
    }

    /** Returns all that are not revoked, oldest first. */
    public List<ApiKey> all() {
        return byHash.values().stream()
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id))
                .toList();
    }
}
