package dev.vitrine.web.hook;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.House;
import dev.vitrine.core.HouseException;
import dev.vitrine.core.hook.Webhooks;
import dev.vitrine.core.hook.Webhooks.Webhook;
import dev.vitrine.core.net.OutboundGuard;
import dev.vitrine.core.net.OutboundRefused;
import dev.vitrine.core.room.Room;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.metrics.WebMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sends records to receivers outside. Each receiver has a virtual thread that reads the logs from where it stopped, so
 * the logs are the queue and nothing piles up here: a receiver that is down costs a place in a file. What fails is
 * tried again, at growing distances, and then recorded as undelivered; a hundred failures under way hold the rest back.
 *
 * <p>A receiver gets what viewers may see and what is on the channel of operations; never what waits for a moderator,
 * what was refused or removed, or what is on no channel. A record's id is the same each time it is sent, so a receiver
 * that has had it can tell.
 */
public final class WebhookSender implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WebhookSender.class.getName());

    /** As the specification proposes, shortened at the end: after about nine hours somebody should look. */
    static final List<Duration> RETRY_AFTER = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6));

    static final int MAX_RETRIES = 100;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final int PAGE = 200;
    private static final int GONE = 410;
    private static final long LOOK_AGAIN_MS = 1_000;
    private static final long SAVE_EVERY_NANOS = 1_000_000_000;

    private final House house;
    private final OutboundGuard guard;
    private final InstantSource clock;
    private final Function<Integer, Duration> retryAfter;
    private final WebMetrics metrics;
    private final Progress progress;
    private final Object lock = new Object();
    private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();
    private final List<Room.Handle> listening = new ArrayList<>();
    private volatile boolean closed;
    private long savedNanos;

    /** A receiver's thread. */
    private record Receiver(Thread thread, Semaphore work) {}

    /** A sender with the usual distances between tries. */
    public static WebhookSender start(House house, InstantSource clock, WebMetrics metrics) {
        return start(house, house.outbound(), clock, metrics, RETRY_AFTER);
    }

    static WebhookSender start(
            House house, OutboundGuard guard, InstantSource clock, WebMetrics metrics, List<Duration> retryAfter) {
        WebhookSender sender = new WebhookSender(
                house,
                guard,
                clock,
                metrics,
                attempt -> attempt < retryAfter.size() ? retryAfter.get(attempt) : Duration.ZERO);
        house.webhooks().onChange(sender::look);
        house.webhooks().onReplay(sender::replay);
        house.rooms().onRoom(room -> {
            synchronized (sender.listening) {
                sender.listening.add(room.listen((from, channel, publication) -> sender.wake()));
            }
        });
        sender.look();
        return sender;
    }

    private WebhookSender(
            House house,
            OutboundGuard guard,
            InstantSource clock,
            WebMetrics metrics,
            Function<Integer, Duration> retryAfter) {
        this.house = house;
        this.guard = guard;
        this.clock = clock;
        this.metrics = metrics;
        this.retryAfter = retryAfter;
        this.progress = Progress.open(house.data().resolve("webhooks.json"));
    }

    /** Gives each receiver a thread. */
    private void look() {
        for (Webhook hook : house.webhooks().all()) {
            if (!closed) {
                receivers.computeIfAbsent(hook.id(), this::begin);
            }
        }
        wake();
    }

    private Receiver begin(String id) {
        Semaphore work = new Semaphore(1);
        Thread thread = Thread.ofVirtual().name("webhook-" + id).unstarted(() -> run(id, work));
        thread.start();
        return new Receiver(thread, work);
    }

    private void wake() {
        for (Receiver receiver : receivers.values()) {
            if (receiver.work().availablePermits() == 0) {
                receiver.work().release();
            }
        }
    }

    private void run(String id, Semaphore work) {
        try {
            while (!closed) {
                boolean idle = !work.tryAcquire(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
                work.drainPermits();
                save(idle);
                Optional<Webhook> hook = house.webhooks().find(id);
                if (hook.isEmpty()) {
                    synchronized (lock) {
                        progress.forget(id);
                    }
                    receivers.remove(id);
                    save(true);
                    return;
                }
                if (!hook.get().paused()) {
                    tryAgain(hook.get());
                    goOn(hook.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Receiver \"" + id + "\" of outgoing events gets nothing more.", e);
        }
    }

    private void save(boolean now) {
        synchronized (lock) {
            long nanos = System.nanoTime();
            if (!now && nanos - savedNanos < SAVE_EVERY_NANOS) {
                return;
            }
            savedNanos = nanos;
            try {
                progress.save();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The place of receivers is not on disk.", e);
            }
        }
    }

    // ---- what is new ------------------------------------------------------------------------------------------------

    private void goOn(Webhook hook) throws InterruptedException {
        List<Room> rooms = new ArrayList<>(house.rooms().all());
        house.rooms().room(Command.HOUSE).ifPresent(rooms::add);
        for (Room room : rooms) {
            try {
                while (!closed && isFree(hook) && page(hook, room)) {
                    // The next page.
                }
            } catch (HouseException e) {
                // A damaged log ends at its damage; the others go on.
                LOG.log(System.Logger.Level.DEBUG, "A log cannot be read for a receiver of outgoing events.", e);
            }
        }
    }

    private boolean isFree(Webhook hook) {
        synchronized (lock) {
            return progress.retries(hook.id()).size() < MAX_RETRIES
                    && house.webhooks()
                            .find(hook.id())
                            .filter(each -> !each.paused())
                            .isPresent();
        }
    }

    private boolean page(Webhook hook, Room room) throws InterruptedException {
        long from;
        synchronized (lock) {
            from = progress.cursor(hook.id(), room.event());
        }
        if (from >= room.lastSeq()) {
            return false;
        }
        List<LogRecord> records = room.read(from, PAGE);
        Map<Long, LogRecord> shown = new LinkedHashMap<>();
        if (records.stream().anyMatch(hook::wants)) {
            shown.putAll(room.readForViewers(from, PAGE).stream()
                    .collect(Collectors.toMap(LogRecord::seq, Function.identity())));
        }
        for (LogRecord record : records) {
            Optional<LogRecord> mayGo = mayGo(record, shown).filter(hook::wants);
            if (mayGo.isPresent() && !deliver(hook, mayGo.get(), 0)) {
                return false;
            }
            synchronized (lock) {
                progress.advance(hook.id(), room.event(), record.seq());
            }
            if (closed || !isFree(hook)) {
                return false;
            }
        }
        return !records.isEmpty();
    }

    /** The record as the world may see it: a removed message is a tombstone to viewers, and nothing to receivers. */
    private static Optional<LogRecord> mayGo(LogRecord record, Map<Long, LogRecord> shown) {
        return switch (record.channel()) {
            case CHAT, OVERLAY, STREAM ->
                Optional.ofNullable(shown.get(record.seq()))
                        .filter(each -> each.type().equals(record.type()));
            case OPS -> Optional.of(record);
            case MOD, PERSONAL, NONE -> Optional.empty();
        };
    }

    // ---- what failed ------------------------------------------------------------------------------------------------

    private void tryAgain(Webhook hook) throws InterruptedException {
        List<Progress.Retry> due;
        Instant now = clock.instant();
        synchronized (lock) {
            due = progress.retries(hook.id()).stream()
                    .filter(retry -> !retry.at().isAfter(now))
                    .toList();
        }
        for (Progress.Retry retry : due) {
            Optional<LogRecord> record = record(retry.event(), retry.seq());
            synchronized (lock) {
                progress.retries(hook.id()).remove(retry);
                progress.changed();
            }
            if (record.isPresent() && !deliver(hook, record.get(), retry.attempt())) {
                return;
            }
        }
    }

    /** Reads a record again, as the world may see it now: it may have been removed or erased since. */
    private Optional<LogRecord> record(String event, long seq) {
        return house.rooms().room(event).flatMap(room -> {
            Optional<LogRecord> record = room.read(seq - 1, 1).stream().findFirst();
            Map<Long, LogRecord> shown = room.readForViewers(seq - 1, 1).stream()
                    .collect(Collectors.toMap(LogRecord::seq, Function.identity()));
            return record.flatMap(each -> mayGo(each, shown));
        });
    }

    /** Sends again what was given up; that it was asked for is on the log. */
    private void replay(String id, List<Webhooks.Dead> dead) {
        synchronized (lock) {
            Instant now = clock.instant();
            dead.forEach(each -> progress.retries(id).add(new Progress.Retry(each.event(), each.seq(), 0, now)));
            progress.changed();
        }
        wake();
    }

    // ---- one delivery -----------------------------------------------------------------------------------------------

    /** Sends a record once; returns whether to go on with this receiver. */
    private boolean deliver(Webhook hook, LogRecord record, int attempt) throws InterruptedException {
        String trouble;
        try {
            int status = PinnedPost.send(guard.check(hook.url()), headers(hook, record), body(record), ANSWER_LIMIT);
            if (status >= 200 && status < 300) {
                metrics.webhook("delivered");
                return true;
            }
            if (status == GONE) {
                submit("webhook.pause", Body.of("id", hook.id(), "paused", true));
                metrics.webhook("gone");
                return false;
            }
            trouble = "answered " + status;
        } catch (OutboundRefused e) {
            trouble = String.valueOf(e.getMessage());
        } catch (IOException e) {
            trouble = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        if (closed) {
            return false;
        }
        Duration wait = retryAfter.apply(attempt);
        if (wait.isZero()) {
            metrics.webhook("dead");
            submit(
                    "webhook.dead",
                    Body.of("id", hook.id(), "event", record.event(), "seq", record.seq(), "why", trouble));
        } else {
            metrics.webhook("failed");
            synchronized (lock) {
                progress.retries(hook.id())
                        .add(new Progress.Retry(
                                record.event(),
                                record.seq(),
                                attempt + 1,
                                clock.instant().plus(wait)));
                progress.changed();
            }
        }
        return true;
    }

    private void submit(String type, Body body) {
        house.bus().submit(Command.of(Command.HOUSE, type, Actor.HOUSE, body));
    }

    private Map<String, String> headers(Webhook hook, LogRecord record) {
        Instant now = clock.instant();
        String id = "msg_" + record.event() + "_" + record.seq();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Vitrine");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put("webhook-signature", Signature.of(hook.secrets(now), id, now.getEpochSecond(), body(record)));
        return headers;
    }

    private static byte[] body(LogRecord record) {
        Body data = Body.of(
                "event",
                record.event(),
                "seq",
                record.seq(),
                "media",
                record.media().map(time -> Body.of("epoch", time.epoch(), "ptsMs", time.ptsMs())),
                "body",
                record.body());
        return Json.bytes(
                Body.of("type", record.type(), "timestamp", record.at().toString(), "data", data));
    }

    @Override
    public void close() {
        closed = true;
        synchronized (listening) {
            listening.forEach(Room.Handle::close);
        }
        for (Receiver receiver : receivers.values()) {
            receiver.thread().interrupt();
        }
        save(true);
    }
}
