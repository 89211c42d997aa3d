package dev.vitrine.media.engine.stream;

import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream of an event, with or without a publisher. It outlives its publishers: when one leaves, the state goes LIVE
 * → GRACE → BACKUP or SLATE and back to LIVE with the next publisher's first key frame, and no subscriber notices more
 * than a new epoch.
 *
 * <p>Safe from any thread. One lock guards everything; what happens under it takes microseconds.
 */
public final class Stream implements PacketSource {
    /**
     * How long the last picture stands before backup or slate show: long enough for an encoder that comes back at once,
     * short enough that the slate is seen within half a second. A hiccup of the network does not get here, since it
     * closes no connection and is not counted as {@link #SILENCE} either.
     */
    public static final Duration GRACE = Duration.ofMillis(200);

    /** A publisher that sends nothing for this long counts as gone for now, though its connection stands. */
    static final Duration SILENCE = Duration.ofMillis(1_500);

    /** A publisher that sends no media for this long is disconnected. */
    static final Duration IDLE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(Stream.class.getName());
    private static final DateTimeFormatter HOUR_MINUTE =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());

    private final String event;
    private final EngineClock clock;
    private final InstantSource wall;
    private final Timers timers;
    private final StreamListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final PacketBus bus = new PacketBus();
    private final Meter meter = new Meter();

    private StreamState state = StreamState.OFFLINE;
    private Instant since;
    private long generation;
    private long epoch;
    private long packets;
    private long newestUs;
    private long newestWallUs;
    private long heardNanos; // from the publisher on air
    private long backupHeardNanos;
    private long newestNanos; // on the bus
    private @Nullable Publication onAir;
    private @Nullable Publication standIn;
    private @Nullable Publication backup;
    private @Nullable Publication filler;
    private Runnable fill = () -> {};
    private @Nullable Publication leaving; // stays until the one that takes over has its first key frame
    private final PublisherCheck check;

    /** A stream nobody has published yet. */
    public Stream(String event, EngineClock clock, InstantSource wall, Timers timers, StreamListener listener) {
        this.event = event;
        this.clock = clock;
        this.wall = wall;
        this.timers = timers;
        this.listener = listener;
        this.newestUs = clock.nowUs();
        this.since = wall.instant();
        this.check = new PublisherCheck(event, listener::health);
    }

    /** Id of the event. */
    public String event() {
        return event;
    }

    /** Lets the timeline go on after that of an earlier run; without effect once there has been a packet. */
    public void continueAfter(long lastEpoch, long lastUs) {
        exclusively(() -> {
            if (packets == 0) {
                epoch = Math.max(epoch, lastEpoch);
                clock.continueAfter(lastUs);
                newestUs = clock.nowUs();
            }
        });
    }

    /** Lets a publisher in under the policy as shipped. */
    public Publication publish(Publisher publisher) throws PublisherRefusedException {
        return publish(publisher, IngestPolicy.DEFAULT);
    }

    /**
     * Lets a publisher in. One that is on air and sends keeps the event, or gives it up at the newcomer's first key
     * frame, as the policy says; one that is silent, or stands in, always makes room.
     *
     * @throws PublisherRefusedException if there is one already; the sentence says since when and what to do
     */
    public Publication publish(Publisher publisher, IngestPolicy policy) throws PublisherRefusedException {
        lock.lock();
        try {
            Publication next = new Publication(this, publisher, clock, policy);
            Publication now = onAir;
            if (publisher.backup()) {
                if (backup != null) {
                    makeRoom(backup, backupHeardNanos, publisher, policy.refusing());
                }
                backup = next;
                backupHeardNanos = clock.nanos();
                listener.changed(
                        currentStatus(), "A backup stands by: " + publisher.name() + " at " + publisher.remote() + ".");
                return next;
            }
            if (publisher.standIn()) {
                if (standIn != null) {
                    throw new PublisherRefusedException("Event \"" + event + "\" has a demonstration already.");
                }
                standIn = next;
                if (now == null) {
                    putOnAir(next);
                }
                return next;
            }
            if (now != null && now != standIn) {
                makeRoom(now, heardNanos, publisher, policy);
            }
            check.begin(policy);
            putOnAir(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void attach(PacketSubscriber subscriber) {
        exclusively(() -> bus.add(subscriber));
    }

    @Override
    public void detach(PacketSubscriber subscriber) {
        exclusively(() -> bus.remove(subscriber));
    }

    @Override
    public void exclusively(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns how the probes of the publisher on air stand; while there is none, what was wrong with the one that left
     * or was sent away.
     */
    public List<MediaHealth> publisherHealth() {
        lock.lock();
        try {
            return onAir != null
                    ? check.readings()
                    : check.readings().stream()
                            .filter(reading -> reading.state() != MediaHealth.State.OK)
                            .toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells what is to be called when the slate is to be shown: under the stream's lock, so it hands on to a thread of
     * its own, which calls {@link #fill}.
     */
    public void whenSlate(Runnable action) {
        exclusively(() -> fill = action);
    }

    /**
     * Lets the slate in: a publication whose frames pass for as long as the state is {@link StreamState#SLATE} and it
     * is the newest of its kind.
     */
    public Publication fill() {
        lock.lock();
        try {
            Publication next = new Publication(
                    this,
                    new Publisher("slate", "this server", wall.instant(), false, false, () -> {}),
                    clock,
                    IngestPolicy.DEFAULT);
            filler = next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Whether that publication's frames pass. */
    public boolean isFilling(Publication publication) {
        return locked(() -> publication == filler && state == StreamState.SLATE);
    }

    /** Returns the state; {@link StreamState#OFFLINE} before the first publisher. */
    public StreamStatus status() {
        return locked(this::currentStatus);
    }

    /** Returns the newest key frame that is kept, with what decodes it, if the picture is not older than the slate. */
    public Optional<KeyFrame> newestKeyFrame() {
        return locked(() -> {
            Packet packet = bus.newestKeyFrame();
            Segment segment = bus.segment();
            boolean picture = flows() || state == StreamState.GRACE;
            return packet == null || segment == null || !picture
                    ? Optional.empty()
                    : Optional.of(new KeyFrame(segment.codecs().video(), packet));
        });
    }

    /** Tells the listener that a publisher was turned away. */
    public void turnedAway(String why) {
        exclusively(() -> listener.changed(currentStatus(), why));
    }

    /** Looks after a silent publisher, and one that shows nothing; called about twice a second. */
    public void watch() {
        exclusively(() -> {
            long stillNanos = clock.nanos() - newestNanos;
            if (isShown() && stillNanos > SILENCE.toNanos()) {
                String who = state == StreamState.LIVE ? "publisher" : "backup";
                lose("The " + who + " has sent nothing for " + stillNanos / 1_000_000 + " ms.");
            }
            if (backup != null) {
                await(PublisherProbe.BACKUP_PICTURE, MediaHealth.State.WARN, backup);
            }
            Publication publication = onAir;
            if (publication == null) {
                return;
            }
            if (publication != standIn) {
                await(PublisherProbe.PICTURE, MediaHealth.State.BAD, publication);
            }
            if (clock.nanos() - heardNanos > IDLE.toNanos()) {
                publication.publisher().disconnect().run();
            }
        });
    }

    private void await(PublisherProbe probe, MediaHealth.State state, Publication publication) {
        String name = publication.publisher().name();
        String who = publication == backup ? "The backup, " + name + "," : capital(name);
        check.await(probe, state, publication.picture(), who, clock.nanos());
    }

    /** Takes fresh figures and tells the listener; called about every two seconds. */
    public void measure() {
        exclusively(() -> {
            if (isShown()) {
                meter.roll(clock.nanos());
                listener.measured(currentStatus());
            }
        });
    }

    /** Disconnects the publishers. */
    public void close() {
        exclusively(() -> {
            if (onAir != null) {
                onAir.publisher().disconnect().run();
            }
            if (standIn != null) {
                standIn.publisher().disconnect().run();
            }
            if (backup != null) {
                backup.publisher().disconnect().run();
            }
            filler = null;
            if (leaving != null) {
                leaving.publisher().disconnect().run();
            }
        });
    }

    /** A key frame and its configuration. */
    public record KeyFrame(VideoConfig config, Packet packet) {}

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Whether a publication's packets go out: it is on air, or stands in or is leaving until the one on air has its
     * first key frame.
     */
    boolean mayPass(Publication publication) {
        if (publication == filler) {
            return state == StreamState.SLATE;
        }
        if (publication == backup) {
            return state == StreamState.SLATE
                    || state == StreamState.BACKUP
                    || state == StreamState.OFFLINE && onAir == null;
        }
        if (publication == onAir) {
            return true;
        }
        boolean awaited = onAir != null && !onAir.hasBegun();
        return awaited && publication == (leaving == null ? standIn : leaving);
    }

    long newestUs() {
        return newestUs;
    }

    /** A frame has come, whether or not it passes. */
    void heard(Publication publication, long arrivedNanos) {
        if (publication == onAir) {
            heardNanos = arrivedNanos;
        } else if (publication == backup) {
            backupHeardNanos = arrivedNanos;
            return;
        }
        if (publication == filler) {
            return;
        }
        boolean paused = state == StreamState.GRACE || state == StreamState.SLATE;
        if (paused && publication.isRunning()) {
            enter(StreamState.LIVE, "The publisher is back.");
        }
    }

    void begin(Publication publication, Codecs codecs, long fromUs, List<Sound> sounds) {
        if (publication == onAir) {
            check.accepted();
            farewell();
        }
        epoch++;
        newestUs = Math.max(newestUs, fromUs);
        newestWallUs = wallUs();
        meter.begin(clock.nanos(), codecs.video().fps());
        Segment segment = new Segment(epoch, codecs, fromUs, sounds);
        bus.begin(segment);
        if (publication == filler) {
            interruptOthers(publication);
            LOG.log(Level.INFO, "Event \"{0}\": the slate is shown.", event);
            listener.measured(currentStatus());
            return;
        }
        String what = codecs.video().width() + "×" + codecs.video().height() + " " + codecs.rfc6381();
        if (publication == backup) {
            interruptOthers(publication);
            enter(
                    StreamState.BACKUP,
                    "Picture from the backup, " + publication.publisher().name() + ": " + what + ".");
            return;
        }
        enter(StreamState.LIVE, "Picture from " + publication.publisher().name() + ": " + what + ".");
    }

    void publish(Sample sample, long dtsUs, long ptsUs, long durationUs) {
        newestWallUs = wallUs();
        newestNanos = sample.arrivedNanos();
        Packet packet = new Packet(
                packets++,
                sample.track(),
                sample.startsGop(),
                ptsUs,
                dtsUs,
                durationUs,
                sample.arrivedNanos(),
                newestWallUs,
                sample.data(),
                sample.offset());
        newestUs = Math.max(newestUs, ptsUs);
        meter.count(packet);
        bus.publish(packet);
    }

    /** A frame of another sound than the first. */
    void publish(String sound, Sample sample, long ptsUs, long durationUs) {
        bus.publish(
                sound,
                new Packet(
                        0,
                        Track.AUDIO,
                        true,
                        ptsUs,
                        ptsUs,
                        durationUs,
                        sample.arrivedNanos(),
                        wallUs(),
                        sample.data(),
                        sample.offset()));
    }

    /** Looks at a frame of the publisher on air. */
    void look(Publication publication, Sample sample) {
        if (publication == onAir) {
            check.frame(sample);
        }
    }

    /** A publisher has its first picture; of the one on air it is said when it is shown. */
    void pictured(Publication publication) {
        if (publication == backup) {
            check.pictured(PublisherProbe.BACKUP_PICTURE);
        }
    }

    /** A publisher's timestamps have jumped. */
    void jumped(Publication publication, long stepUs, long nowUs) {
        if (publication == onAir) {
            check.jumped(stepUs, nowUs);
        }
    }

    void wrapped(Publication publication) {
        exclusively(() -> {
            if (publication == onAir) {
                check.wrapped();
            }
        });
    }

    void refused(Publication publication, PublisherProbe probe, String why) {
        exclusively(() -> {
            if (publication == onAir) {
                check.refused(probe, why);
            }
        });
    }

    void damaged(Publication publication, String how, long sourceUs) {
        exclusively(() -> {
            if (publication == onAir) {
                check.broken(how, sourceUs);
            }
        });
        if (publication.damaged() == 1) {
            LOG.log(
                    Level.INFO,
                    "Event \"{0}\" gets malformed video frames ({1}); they are dropped up to the next key frame.",
                    event,
                    how);
        }
    }

    void ended(Publication publication, String why) {
        exclusively(() -> {
            publication.finish();
            if (publication == standIn) {
                standIn = null;
            }
            if (publication == filler) {
                filler = null;
            }
            if (publication == backup) {
                backup = null;
                if (state == StreamState.BACKUP) {
                    lose("The backup has left: " + why);
                } else {
                    listener.changed(currentStatus(), "The backup that stood by has left.");
                }
            }
            if (publication == leaving) {
                leaving = null;
            }
            if (publication == onAir && leaving != null) {
                Publication back = leaving;
                leaving = null;
                LOG.log(
                        Level.INFO,
                        "Event \"{0}\": {1} {2} goes on.",
                        event,
                        why,
                        back.publisher().name());
                putOnAir(back);
                check.accepted();
            } else if (publication == onAir) {
                onAir = null;
                LOG.log(Level.INFO, "Event \"{0}\": {1}", event, why);
                if (state != StreamState.BACKUP) {
                    lose(why);
                }
                if (state != StreamState.GRACE && standIn != null) {
                    putOnAir(standIn);
                }
            }
        });
    }

    private void makeRoom(Publication now, long heardNanos, Publisher next, IngestPolicy policy)
            throws PublisherRefusedException {
        Publisher publisher = now.publisher();
        if (clock.nanos() - heardNanos < policy.silentAfter().toNanos()) {
            if (!policy.takesOver()) {
                throw new PublisherRefusedException(capital(publisher.name())
                        + " is already publishing event \"" + event + "\" since "
                        + HOUR_MINUTE.format(publisher.since()) + "; " + remedy(publisher) + ".");
            }
            Duration onAirFor = Duration.between(publisher.since(), wall.instant());
            if (leaving != null || onAirFor.compareTo(policy.takeOverAfter()) < 0) {
                throw new PublisherRefusedException(capital(publisher.name()) + " has been publishing event \"" + event
                        + "\" for less than " + policy.takeOverAfter().toSeconds()
                        + " s; try again later, and see that only one encoder uses the key.");
            }
            leaving = now;
            return;
        }
        LOG.log(
                Level.INFO,
                "Event \"{0}\": {1} at {2} is silent and gives way to {3} at {4}.",
                event,
                publisher.name(),
                publisher.remote(),
                next.name(),
                next.remote());
        now.finish();
        publisher.disconnect().run();
    }

    /** What ends a publisher: an encoder is stopped at its end, a source that is fetched here. */
    private static String remedy(Publisher publisher) {
        return publisher.name().startsWith("source ")
                ? "clear that source in the console under Stream"
                : "stop that encoder or rotate the key";
    }

    /** The newcomer has its first key frame: the one before goes. */
    private void farewell() {
        Publication old = leaving;
        Publication now = onAir;
        if (old == null || now == null) {
            return;
        }
        leaving = null;
        old.finish();
        String why = capital(now.publisher().name()) + " at " + now.publisher().remote() + " takes over from "
                + old.publisher().name() + " at " + old.publisher().remote() + ".";
        LOG.log(Level.INFO, "Event \"{0}\": {1}", event, why);
        listener.changed(currentStatus(), why);
        old.publisher().disconnect().run();
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private void putOnAir(Publication publication) {
        onAir = publication;
        heardNanos = clock.nanos();
        Publisher publisher = publication.publisher();
        LOG.log(Level.INFO, "Event \"{0}\": {1} at {2} publishes.", event, publisher.name(), publisher.remote());
    }

    private void lose(String why) {
        if (state != StreamState.SLATE) {
            bus.pause();
        }
        if (isShown()) {
            enter(StreamState.GRACE, why);
            long then = generation;
            timers.after(GRACE, () -> exclusively(() -> graceOver(then)));
        }
    }

    private void graceOver(long then) {
        if (generation != then || state != StreamState.GRACE) {
            return;
        }
        if (onAir == null && standIn != null) {
            putOnAir(standIn);
        }
        enter(
                StreamState.SLATE,
                "The publisher has been away for " + GRACE.toMillis() + " ms"
                        + (backup == null
                                ? "; no backup stands by."
                                : "; the backup is shown from its next key frame."));
        fill.run();
    }

    /** Somebody else begins: what came before of others no longer goes on where it was. */
    private void interruptOthers(Publication begun) {
        for (Publication other : new Publication[] {onAir, standIn, backup}) {
            if (other != null && other != begun) {
                other.interrupt();
            }
        }
    }

    /** Whether a publisher's picture is shown. */
    private boolean isShown() {
        return state == StreamState.LIVE || state == StreamState.BACKUP;
    }

    /** Whether packets flow. */
    private boolean flows() {
        return isShown() || state == StreamState.SLATE && filler != null && filler.isRunning();
    }

    private void enter(StreamState next, String why) {
        if (state != next) {
            since = wall.instant();
            generation++;
            state = next;
        }
        listener.changed(currentStatus(), why);
    }

    private StreamStatus currentStatus() {
        Segment segment = bus.segment();
        Optional<MediaTime> live = segment == null || !flows()
                ? Optional.empty()
                : Optional.of(new MediaTime(segment.epoch(), newestUs / 1_000));
        boolean flows = isShown();
        return new StreamStatus(
                event,
                state,
                since,
                live,
                Instant.ofEpochSecond(0, newestWallUs * 1_000),
                segment == null ? 0 : segment.codecs().video().width(),
                segment == null ? 0 : segment.codecs().video().height(),
                segment == null ? "" : segment.codecs().video().codec(),
                segment == null
                        ? ""
                        : segment.codecs().audio().map(audio -> audio.codec()).orElse(""),
                flows ? meter.kbps() : 0,
                flows ? meter.fps() : 0,
                meter.gopMs());
    }

    private long wallUs() {
        Instant now = wall.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
