package dev.vitrine.core.hook;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.people.People;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The receivers of outgoing events: a view of the server's own log. Fed on its thread; asked from any. */
public final class Webhooks {
    /** Record of a new receiver. */
    public static final String CREATED = "core.webhook";
    /** Record of a change to one: a new secret, or whether it is paused. */
    public static final String CHANGED = "core.webhook-changed";
    /** Record of the end of one. */
    public static final String DELETED = "core.webhook-deleted";
    /** Record of an event that could not be delivered: {@code {id, event, seq, why}}. */
    public static final String DEAD = "core.webhook-dead";
    /** Record that undelivered events are to be sent again: {@code {id}}. */
    public static final String REPLAYED = "core.webhook-replayed";

    /** Undelivered events kept of one receiver; the oldest goes. It is on the log all the same. */
    static final int MAX_DEAD = 1_000;

    /** How long a secret that was replaced still signs as well, so that a receiver can change over. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private final Map<String, Webhook> byId = new ConcurrentHashMap<>();
    private final Map<String, List<Dead>> dead = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<String, List<Dead>>> replayListeners = new CopyOnWriteArrayList<>();

    /**
     * A receiver.
     *
     * @param id such as {@code w-1a2b3c4d}
     * @param url where it listens
     * @param types record types it wants: {@code cta.order}, {@code chat.*} or {@code *}
     * @param events events it wants; empty means all
     * @param secret {@code whsec_} and base64
     * @param oldSecret the one before, while it still signs
     * @param oldUntil until when
     * @param paused whether it gets nothing for now
     * @param createdAt it hears of what is recorded from then on
     */
    public record Webhook(
            String id,
            String url,
            List<String> types,
            List<String> events,
            String secret,
            String oldSecret,
            Instant oldUntil,
            boolean paused,
            Instant createdAt) {
        /** The secrets that sign at a moment, newest first. */
        public List<String> secrets(Instant now) {
            return oldUntil.isAfter(now) ? List.of(secret, oldSecret) : List.of(secret);
        }

        /** Whether it wants a record. */
        public boolean wants(LogRecord record) {
            return (events.isEmpty() || events.contains(record.event()))
                    && !record.at().isBefore(createdAt)
                    && types.stream().anyMatch(type -> matches(type, record.type()));
        }

        private static boolean matches(String pattern, String type) {
            return pattern.equals("*")
                    || pattern.equals(type)
                    || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1)));
        }
    }

    /**
     * An event that could not be delivered.
     *
     * @param event its event
     * @param seq its record
     * @param why the last answer
     * @param at since when it is given up
     */
    public record Dead(String event, long seq, String why, Instant at) {}

    /** Takes the next record of the server's own log. */
    public void apply(LogRecord record) {
        Body body = record.body();
        switch (record.type()) {
            case CREATED -> {
                if (!People.isErased(record)) {
                    byId.put(
                            body.text("id"),
                            new Webhook(
                                    body.text("id"),
                                    body.text("url"),
                                    body.texts("types"),
                                    body.texts("events"),
                                    body.text("secret"),
                                    "",
                                    Instant.EPOCH,
                                    false,
                                    record.at()));
                }
            }
            case CHANGED -> byId.computeIfPresent(body.text("id"), (id, hook) -> changed(hook, body, record));
            case DELETED -> {
                byId.remove(body.text("id"));
                dead.remove(body.text("id"));
            }
            case DEAD ->
                dead.compute(body.text("id"), (id, before) -> {
                    List<Dead> all = new ArrayList<>(before == null ? List.of() : before);
                    all.add(new Dead(body.text("event"), body.integer("seq"), body.text("why"), record.at()));
                    return List.copyOf(all.subList(Math.max(0, all.size() - MAX_DEAD), all.size()));
                });
            case REPLAYED -> {
                List<Dead> again = dead.remove(body.text("id"));
                if (again != null) {
                    replayListeners.forEach(listener -> listener.accept(body.text("id"), again));
                }
            }
            default -> {
                return;
            }
        }
        listeners.forEach(Runnable::run);
    }

    private static Webhook changed(Webhook hook, Body body, LogRecord record) {
        Optional<String> secret = body.optionalText("secret").filter(each -> !each.isEmpty());
        return new Webhook(
                hook.id(),
                hook.url(),
                hook.types(),
                hook.events(),
                secret.orElse(hook.secret()),
                secret.isPresent() ? hook.secret() : hook.oldSecret(),
                secret.isPresent() ? record.at().plus(OVERLAP) : hook.oldUntil(),
                body.flag("paused", hook.paused()),
                hook.createdAt());
    }

    /** Returns all, oldest first. */
    public List<Webhook> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Webhook::createdAt).thenComparing(Webhook::id))
                .toList();
    }

    /** Returns one, unless it is not there. */
    public Optional<Webhook> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Returns what could not be delivered to one, oldest first. */
    public List<Dead> dead(String id) {
        return dead.getOrDefault(id, List.of());
    }

    /** Calls a listener with what is to be sent again, and to whom, on the log's thread; it queues and returns. */
    public void onReplay(BiConsumer<String, List<Dead>> listener) {
        replayListeners.add(listener);
    }

    /** Calls a listener after a change, on the log's thread; it queues and returns. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
