package dev.vitrine.core.room;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.api.overlay.SnapshotPart;
import dev.vitrine.core.HouseException;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.core.log.EventLog;
import dev.vitrine.core.log.LogDamaged;
import dev.vitrine.core.log.LogEntry;
import dev.vitrine.core.log.LogInUse;
import dev.vitrine.core.log.LogOptions;
import dev.vitrine.core.log.LogRecordCodec;
import dev.vitrine.core.log.LogUnavailable;
import dev.vitrine.core.people.People;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A room over its log. Work on it happens on its {@link Lane}; publications become visible in offset order once they
 * are durable and every view has them, so whoever is told of a record, or answered, finds it everywhere.
 */
public final class EventRoom implements Room, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventRoom.class.getName());

    /** Commands and messages that may wait for one room; at 10,000 a second this is 0.4 s of work. */
    private static final int LANE_CAPACITY = 4_096;
    /** At 100 messages a second a client that was away for 40 s still recovers all of chat. */
    private static final int CHAT_RING = 4_096;

    private static final int OTHER_RING = 1_024;
    /** For all persons of the event together: hours of private replies. */
    private static final int PERSONAL_RING = 4_096;

    private static final LogOptions OPTIONS = LogOptions.defaults();
    private static final int REPLAY_RECORDS = 1_000;
    private static final int REPLAY_BYTES = 4 << 20;
    private static final int CATCH_UP_RECORDS = 200;
    /** A part has 5 ms; a snapshot that lacks one because a lock was busy would cost more than waiting a little. */
    private static final Duration PART_LIMIT = Duration.ofMillis(50);

    private static final Duration STATUS_LIMIT = Duration.ofMillis(20);
    private static final long STATUS_EVERY_MS = 1_000;
    private static final long CLOSE_LIMIT_NANOS = 3_000_000_000L;

    private final String event;
    private final String title;
    private final String eventClass;
    private final RoomSetting setting;
    private final EventLog log;
    private final Lane lane;
    private final Journal journal;
    private final Receipts receipts = new Receipts();
    private final RoomState state = new RoomState();
    private final Timeline timeline = new Timeline();
    private final Map<Channel, Ring> rings = new EnumMap<>(Channel.class);
    private final PersonalRing personal = new PersonalRing(PERSONAL_RING);
    private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();

    // On the lane alone.
    private final long[] offsets = new long[Channel.values().length];
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final Deque<LogRecord> unapplied = new ArrayDeque<>();
    private Instant lastAt = Instant.MIN;
    private long statusAskedMs;
    private volatile long appliedSeq;
    private volatile @Nullable LogDamaged damage;

    private EventRoom(String event, String title, String eventClass, EventLog log, RoomSetting setting) {
        this.event = event;
        this.title = title;
        this.eventClass = eventClass;
        this.setting = setting;
        this.log = log;
        this.lane = new Lane(event, setting.lanes(), LANE_CAPACITY, this::applyAll);
        for (Channel channel : Channel.values()) {
            rings.put(channel, new Ring(channel == Channel.CHAT ? CHAT_RING : OTHER_RING));
        }
        replay();
        this.journal = new Journal(event, log, lane, setting.background(), this::publish);
    }

    /**
     * Opens the room over the log in a directory and rebuilds its state. A damaged log opens read-only, up to the
     * damage.
     *
     * @throws LogInUse if the log is open already
     * @throws LogUnavailable if it cannot be read
     */
    public static EventRoom open(Path directory, String event, String title, String eventClass, RoomSetting setting)
            throws LogInUse, LogUnavailable {
        return over(EventLog.open(directory, OPTIONS), event, title, eventClass, setting);
    }

    /** A room over a log that is open; the room closes it. */
    static EventRoom over(EventLog log, String event, String title, String eventClass, RoomSetting setting) {
        return new EventRoom(event, title, eventClass, log, setting);
    }

    private void replay() {
        Map<Channel, Deque<LogRecord>> tails = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            tails.put(channel, new ArrayDeque<>());
        }
        try {
            log.replay(0, (seq, payload) -> {
                Receipt.Stored stored = Receipt.takeOff(decode(payload));
                LogRecord record = stored.record();
                stored.receipt().ifPresent(receipt -> receipts.restore(receipt, record.seq()));
                state.apply(record);
                setting.houseViews().accept(record);
                offsets[record.channel().ordinal()] =
                        Math.max(offsets[record.channel().ordinal()], record.offset());
                lastAt = record.at();
                appliedSeq = record.seq();
                if (record.channel() == Channel.PERSONAL) {
                    personal.add(record, LogRecordCodec.publicationData(record));
                    return;
                }
                if (record.type().equals(People.FORGOTTEN)) {
                    personal.forget(record.body().text("person"));
                }
                Deque<LogRecord> tail = tails.getOrDefault(record.channel(), new ArrayDeque<>());
                tail.add(record);
                if (tail.size() > (record.channel() == Channel.CHAT ? CHAT_RING : OTHER_RING)) {
                    tail.remove();
                }
            });
        } catch (LogDamaged e) {
            damaged(e);
        } catch (LogUnavailable e) {
            throw new HouseException(e.getMessage(), e);
        }
        tails.forEach((channel, tail) -> {
            if (channel != Channel.NONE) {
                tail.forEach(record -> ring(channel).add(publication(shown(record))));
            }
        });
    }

    private Ring ring(Channel channel) {
        Ring ring = rings.get(channel);
        if (ring == null) {
            throw new IllegalStateException("Every channel has a ring.");
        }
        return ring;
    }

    private LogRecord decode(byte[] payload) {
        return setting.seal().open(LogRecordCodec.decode(payload));
    }

    private LogRecord shown(LogRecord record) {
        return state.withdrawn().hides(record.seq()) || People.isErased(record) ? Withdrawn.tombstone(record) : record;
    }

    private static Publication publication(LogRecord record) {
        return new Publication(record.offset(), record, LogRecordCodec.publicationData(record));
    }

    // ---- work -------------------------------------------------------------------------------------------------------

    /** Gives the room a piece of work; refused when too much waits. */
    public boolean offer(Lane.Task task) {
        return lane.offer(task);
    }

    /** Pieces of work that wait. */
    public int depth() {
        return lane.depth();
    }

    /** The refusal of a room that has too much work. */
    public Problem overloaded() {
        return Problem.of(
                "overloaded",
                503,
                "Event \"" + event + "\" has more to do than it can take; nothing has changed, try again in a moment.");
    }

    /** The state the house keeps of this event. */
    public RoomState state() {
        return state;
    }

    /**
     * Throws what {@link #append} would throw now.
     *
     * @throws NotStored if the log takes no records
     */
    public void requireWritable() {
        journal.requireWritable();
    }

    /** The number that the next record gets; on the lane alone. */
    public long nextSeq() {
        return journal.nextSeq();
    }

    /** What has been done for which idempotency key; on the lane alone. */
    public Receipts receipts() {
        return receipts;
    }

    /** The live picture at a moment; asks the engine in service now and then, so that clocks do not drift apart. */
    public Optional<MediaTime> mediaAt(Instant now) {
        Optional<StreamStatus> known = timeline.status();
        if (known.isPresent()
                && known.get().state() == StreamState.LIVE
                && now.toEpochMilli() - statusAskedMs >= STATUS_EVERY_MS) {
            statusAskedMs = now.toEpochMilli();
            askEngine();
        }
        return timeline.at(now);
    }

    private void askEngine() {
        for (InService version : setting.routing().get().snapshot().plugins()) {
            Optional<MediaEngine> engine = version.contributions().engine();
            if (engine.isPresent()) {
                try {
                    version.calls()
                            .callHere("status", STATUS_LIMIT, () -> engine.get().status(event))
                            .filter(status -> status.state() == StreamState.LIVE)
                            .ifPresent(timeline::update);
                } catch (PluginCallException e) {
                    LOG.log(System.Logger.Level.DEBUG, "{0}", e.getMessage());
                }
                Lane.check();
            }
        }
    }

    /** Moves the timeline; the record of it is a command of its own. */
    public void streamChanged(StreamStatus status) {
        timeline.update(status);
    }

    /**
     * Appends records, applies them to every view, and publishes them once they are durable. On the lane alone.
     *
     * @param receipt goes on disk with the first record
     * @param stored hears when all are durable and published
     * @return the records
     * @throws NotStored if none was appended
     * @throws IllegalArgumentException if one cannot be encoded or is too large; none was appended
     */
    public List<LogRecord> append(List<Draft> drafts, Actor actor, Optional<Receipt> receipt, Stored stored) {
        journal.requireWritable();
        Instant now = setting.clock().instant();
        Instant at = now.isBefore(lastAt) ? lastAt : now;
        Optional<MediaTime> live = mediaAt(now);
        long[] nextOffsets = offsets.clone();
        List<LogRecord> records = new ArrayList<>(drafts.size());
        List<Journal.Item> items = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            long offset = draft.channel() == Channel.NONE
                    ? 0
                    : ++nextOffsets[draft.channel().ordinal()];
            LogRecord record = new LogRecord(
                    event,
                    journal.nextSeq() + records.size(),
                    at,
                    draft.media().or(() -> live),
                    draft.type(),
                    draft.channel(),
                    offset,
                    actor,
                    draft.delivery(),
                    draft.until(),
                    draft.body());
            LogRecord onDisk =
                    records.isEmpty() && receipt.isPresent() ? receipt.get().putOn(record) : record;
            byte[] payload = LogRecordCodec.encode(sealed(onDisk));
            if (payload.length > OPTIONS.maxRecordBytes()) {
                throw new IllegalArgumentException("a record of type \"%s\" has %,d bytes and may have %,d."
                        .formatted(draft.type(), payload.length, OPTIONS.maxRecordBytes()));
            }
            records.add(record);
            items.add(new Journal.Item(
                    record,
                    payload,
                    draft.channel() == Channel.NONE ? Optional.empty() : Optional.of(publication(record))));
        }
        journal.append(items, stored);
        // From here on the records stand: should a view not return, the next thread applies them and "stored" answers.
        Lane.answeredByOthers();
        System.arraycopy(nextOffsets, 0, offsets, 0, offsets.length);
        lastAt = at;
        unapplied.addAll(records);
        applyAll();
        return records;
    }

    private LogRecord sealed(LogRecord record) {
        try {
            return setting.seal().seal(record);
        } catch (UncheckedIOException e) {
            throw new NotStored(Problem.of(
                    "not-stored",
                    507,
                    "This could not be stored: the disk takes no key for it. Nothing has changed; try again once this"
                            + " is mended."));
        }
    }

    /** Applies what has been appended; also goes on where a lost thread stopped. */
    private void applyAll() {
        for (LogRecord record = unapplied.peek(); record != null; record = unapplied.peek()) {
            if (record.seq() > appliedSeq) {
                appliedSeq = record.seq();
                state.apply(record);
                setting.houseViews().accept(record);
            }
            for (Feed feed : feeds) {
                feed.next(record);
                Lane.check();
            }
            unapplied.poll();
            journal.applied(record.seq());
        }
    }

    private void publish(LogRecord record, Optional<Publication> publication) {
        if (publication.isPresent() && record.channel() == Channel.PERSONAL) {
            Publication own = personal.add(record, publication.get().data());
            for (RoomListener listener : listeners) {
                tell(listener, record.channel(), own);
            }
        } else if (publication.isPresent()) {
            Publication shown = state.withdrawn().hides(record.seq()) ? publication(shown(record)) : publication.get();
            ring(record.channel()).add(shown);
            if (record.type().equals(ChatTypes.REMOVED)) {
                ring(Channel.CHAT)
                        .replace(
                                each -> state.withdrawn().hides(each.seq())
                                        && !each.type().equals(ChatTypes.TOMBSTONE),
                                each -> publication(Withdrawn.tombstone(each.record())));
            }
            if (record.type().equals(People.FORGOTTEN)) {
                forget(record.body().text("person"));
            }
            for (RoomListener listener : listeners) {
                tell(listener, record.channel(), shown);
            }
        }
    }

    private void forget(String person) {
        personal.forget(person);
        rings.values()
                .forEach(ring -> ring.replace(
                        each -> People.concerns(each, person)
                                && !each.type().equals(People.FORGOTTEN)
                                && !each.type().equals(ChatTypes.TOMBSTONE),
                        each -> publication(
                                People.isAbout(each.record(), person)
                                        ? Withdrawn.tombstone(each.record())
                                        : People.withoutName(each.record()))));
    }

    private void tell(RoomListener listener, Channel channel, Publication publication) {
        try {
            listener.published(this, channel, publication);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A listener of event \"" + event + "\" failed.", e);
        }
    }

    // ---- views of plugins
    // ---------------------------------------------------------------------------------------------

    /**
     * Replays the log into the views of a version without holding up the lane, then feeds them; blocks until caught up.
     */
    void attach(Feed feed) {
        CompletableFuture<Long> from = new CompletableFuture<>();
        lane.control(() -> {
            applyAll();
            feeds.add(feed);
            from.complete(appliedSeq);
        });
        long replayTo = from.join();
        if (!feed.wantsNothing()) {
            replayInto(feed, replayTo);
            while (feed.waiting() > CATCH_UP_RECORDS) {
                feed.applyWaiting();
            }
        }
        CompletableFuture<Boolean> caughtUp = new CompletableFuture<>();
        lane.control(() -> {
            applyAll();
            feed.goLive();
            Lane.check();
            caughtUp.complete(true);
        });
        caughtUp.join();
    }

    private void replayInto(Feed feed, long toSeq) {
        long after = 0;
        while (after < toSeq) {
            List<LogEntry> entries;
            try {
                entries = log.read(after, REPLAY_RECORDS, REPLAY_BYTES);
            } catch (LogDamaged | LogUnavailable e) {
                throw new HouseException(e.getMessage(), e);
            }
            if (entries.isEmpty()) {
                // Not on disk yet.
                LockSupport.parkNanos(1_000_000);
            }
            for (LogEntry entry : entries) {
                after = entry.seq();
                // Most views want few of a long show's records, and to read one is most of the work.
                if (after <= toSeq && feed.wants(LogRecordCodec.typeOf(entry.payload()))) {
                    feed.apply(Receipt.takeOff(decode(entry.payload())).record());
                }
            }
        }
    }

    /** Stops feeding a version. */
    void detach(InService version) {
        feeds.removeIf(feed -> feed.version() == version);
    }

    // ---- what sessions see
    // --------------------------------------------------------------------------------------------

    @Override
    public String event() {
        return event;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String eventClass() {
        return eventClass;
    }

    @Override
    public Phase phase() {
        return state.phase();
    }

    /** The profile family last chosen for this event, if any was. */
    public Optional<String> profile() {
        return state.profile();
    }

    @Override
    public Body stream() {
        return state.stream();
    }

    @Override
    public History latest(Channel channel, int limit) {
        return ring(channel).latest(log.id(), limit);
    }

    @Override
    public History since(Channel channel, String epoch, long offset, int limit) {
        return ring(channel).since(log.id(), epoch.equals(log.id()), offset, limit);
    }

    @Override
    public History personalLatest(String person, int limit) {
        return personal.latest(epochOf(person), person, limit);
    }

    @Override
    public History personalSince(String person, String epoch, long offset, int limit) {
        return personal.since(epochOf(person), epoch.equals(epochOf(person)), person, offset, limit);
    }

    /** A name of its own for each person's channel: another one's offsets mean nothing there. */
    private String epochOf(String person) {
        return log.id() + "." + person;
    }

    @Override
    public CompletionStage<Body> snapshot(Channel channel) {
        CompletableFuture<Body> snapshot = new CompletableFuture<>();
        lane.control(new Lane.Task() {
            @Override
            public void run() {
                Body body = snapshotNow(channel);
                setting.background().execute(() -> snapshot.complete(body));
            }

            @Override
            public void abandoned() {
                setting.background().execute(() -> snapshot.complete(basics()));
            }
        });
        return snapshot;
    }

    private Body basics() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("phase", phase().name().toLowerCase(Locale.ROOT));
        values.put("title", title);
        values.put("seq", appliedSeq);
        return new Body(values);
    }

    private Body snapshotNow(Channel channel) {
        applyAll();
        Body body = basics();
        if (channel == Channel.STREAM) {
            body = body.with("stream", state.stream());
        }
        for (InService version : setting.routing().get().snapshot().plugins()) {
            for (SnapshotPart part : version.contributions().snapshots()) {
                try {
                    Named named = version.calls().callHere("snapshot", PART_LIMIT, () -> part(channel, part));
                    if (named.body() != null) {
                        body = body.with(named.name(), named.body());
                    }
                } catch (PluginCallException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "A snapshot of \"{0}:{1}\" lacks a part: {2}",
                            channel.prefix(),
                            event,
                            e.getMessage());
                }
                Lane.check();
            }
        }
        return body;
    }

    private record Named(String name, @Nullable Body body) {}

    private Named part(Channel channel, SnapshotPart part) {
        return part.channel() == channel ? new Named(part.name(), part.snapshot(event)) : new Named("", null);
    }

    @Override
    public Handle listen(RoomListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<LogRecord> read(long afterSeq, int limit) {
        try {
            List<LogEntry> entries = log.read(afterSeq, limit, REPLAY_BYTES);
            List<LogRecord> records = new ArrayList<>(entries.size());
            for (LogEntry entry : entries) {
                records.add(Receipt.takeOff(decode(entry.payload())).record());
            }
            return records;
        } catch (LogDamaged e) {
            damaged(e);
            return List.of();
        } catch (LogUnavailable e) {
            throw new HouseException(e.getMessage(), e);
        }
    }

    private void damaged(LogDamaged e) {
        if (damage == null) {
            LOG.log(System.Logger.Level.ERROR, "{0}", e.getMessage());
        }
        damage = e;
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(damage).map(LogDamaged::getMessage);
    }

    @Override
    public List<LogRecord> readForViewers(long afterSeq, int limit) {
        List<LogRecord> shown = new ArrayList<>();
        long after = afterSeq;
        while (shown.size() < limit) {
            List<LogRecord> records = read(after, limit);
            if (records.isEmpty()) {
                break;
            }
            for (LogRecord record : records) {
                if (!record.channel().staffOnly() && shown.size() < limit) {
                    shown.add(shown(record));
                }
                after = record.seq();
            }
        }
        return shown;
    }

    @Override
    public long lastSeq() {
        return log.durableSeq();
    }

    /** Finishes the work under way and makes it durable. */
    @Override
    public void close() {
        lane.close();
        long end = System.nanoTime() + CLOSE_LIMIT_NANOS;
        while (!lane.isIdle() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        journal.close();
        log.close();
    }
}
