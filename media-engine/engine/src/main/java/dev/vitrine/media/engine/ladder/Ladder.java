package dev.vitrine.media.engine.ladder;

import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Rendition;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.wire.Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rungs of one stream. A rung is encoded while somebody watches it, or always if the profile says so; all of them
 * by one worker, which decodes once. When that worker dies or stands still, the warm one goes on after the last picture
 * that was shown; pictures that kill two workers are left out and kept. A rung that is not encoded shows the source.
 *
 * <p>Safe from any thread. Locks are taken in the order ladder, source, rendition; whatever is called under a later one
 * hands on to a thread of its own.
 */
public final class Ladder implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Ladder.class.getName());

    /** A first answer waits for natives, encoders and the group of pictures before. */
    static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    /**
     * A worker that owes an answer for so long stands still. Doubled each time, since the machine may just be busy, and
     * back to this after a quiet minute; one that a signal has stopped is not busy.
     */
    static final Duration ANSWER = Duration.ofMillis(500);

    private static final int MAX_DOUBLINGS = 4;

    /** So many deaths within {@link #DEATHS_WITHIN} and the rungs show the source for {@link #REST}. */
    static final int MAX_DEATHS = 5;

    private static final Duration DEATHS_WITHIN = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofSeconds(30);

    /** A worker without a picture to encode is kept this long. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Stream source;
    private final WorkerPool pool;
    private final Quarantine quarantine;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Rendition> renditions = new ConcurrentHashMap<>();
    private final Map<String, Mirror> mirrors = new HashMap<>();
    private final Deque<Long> deathsNanos = new ArrayDeque<>();
    private volatile MediaProfile profile;
    private volatile Optional<Segment> segment = Optional.empty();
    private volatile List<Rung> offered;
    private volatile long pausedNanos = Long.MIN_VALUE;
    private @Nullable LadderRun run;
    private long skipKey = -1;
    private long diedOverKey = -1;
    private int doublings;
    private long stalledNanos;
    private long restUntilNanos = Long.MIN_VALUE;
    private boolean closed;

    /** A ladder that nobody watches yet. */
    public Ladder(Stream source, MediaProfile profile, WorkerPool pool, Quarantine quarantine, LongSupplier nanoTime) {
        this.source = source;
        this.profile = profile;
        this.pool = pool;
        this.quarantine = quarantine;
        this.nanoTime = nanoTime;
        this.offered = Rungs.offered(profile, segment, source.status());
        source.attach(new Observer());
    }

    /** The bus of a rung; of one that the profile does not have, the source's packets. */
    public Rendition rung(String name) {
        return renditions.computeIfAbsent(name, id -> new Rendition(id, this::reconcileSoon));
    }

    /** What viewers may ask for, the source first. Never waits. */
    public List<Rung> rungs() {
        return offered;
    }

    /** The profile in force. */
    public MediaProfile profile() {
        return profile;
    }

    /** Puts a profile in force, if it is another one, and takes fresh figures. Called about twice a second. */
    public void follow(MediaProfile now) {
        boolean changed = !now.equals(profile);
        profile = now;
        offered = Rungs.offered(now, segment, source.status());
        if (changed) {
            reconcile();
        }
    }

    /** Looks after the worker. Called about ten times a second. */
    public void watch() {
        lock.lock();
        try {
            LadderRun now = run;
            if (now != null) {
                Duration limit = now.hasSpoken() ? ANSWER.multipliedBy(1L << doublings) : FIRST_ANSWER;
                if (now.owedNanos() > limit.toNanos()) {
                    doublings = Math.min(doublings + 1, MAX_DOUBLINGS);
                    stalledNanos = nanoTime.getAsLong();
                    now.kill("it has encoded nothing for " + limit.toMillis() + " ms.");
                } else if (now.owedNanos() > ANSWER.toNanos() && now.isStopped()) {
                    now.kill("it was stopped.");
                } else if (doublings > 0 && nanoTime.getAsLong() - stalledNanos > DEATHS_WITHIN.toNanos()) {
                    doublings = 0;
                } else if (pausedNanos != Long.MIN_VALUE && nanoTime.getAsLong() - pausedNanos > IDLE.toNanos()) {
                    run = null;
                    now.stop();
                }
            } else if (restUntilNanos != Long.MIN_VALUE && nanoTime.getAsLong() - restUntilNanos > 0) {
                restUntilNanos = Long.MIN_VALUE;
                reconcileSoon();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (run != null) {
                run.stop();
                run = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void reconcileSoon() {
        Thread.ofVirtual().name("ladder").start(this::reconcile);
    }

    private void reconcile() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            boolean rests = restUntilNanos != Long.MIN_VALUE;
            List<MediaProfile.RungPlan> encodable = rests ? List.of() : Rungs.encodable(profile, segment);
            mirror(encodable.stream().map(MediaProfile.RungPlan::name).toList());
            List<Request.RungPlan> wanted = new ArrayList<>();
            for (MediaProfile.RungPlan plan : encodable) {
                Rendition rendition = rung(plan.name());
                if (profile.always() || rendition.isWatched()) {
                    wanted.add(new Request.RungPlan(plan.name(), plan.height(), plan.kbps(), rendition.newestUs()));
                }
            }
            for (Rendition rendition : renditions.values()) {
                if (wanted.stream().noneMatch(plan -> plan.name().equals(rendition.name()))) {
                    rendition.forget();
                }
            }
            encode(wanted);
        } finally {
            lock.unlock();
        }
    }

    private void mirror(Collection<String> encoded) {
        for (Rendition rendition : renditions.values()) {
            String name = rendition.name();
            boolean wanted = segment.isPresent() && rendition.isWatched() && !encoded.contains(name);
            if (wanted && !mirrors.containsKey(name)) {
                Mirror mirror = new Mirror(rendition);
                mirrors.put(name, mirror);
                source.attach(mirror);
            } else if (!wanted) {
                Mirror mirror = mirrors.remove(name);
                if (mirror != null) {
                    source.detach(mirror);
                }
            }
        }
    }

    private void encode(List<Request.RungPlan> wanted) {
        LadderRun now = run;
        if (wanted.isEmpty()) {
            run = null;
            if (now != null) {
                now.stop();
            }
        } else if (now == null) {
            now = new LadderRun(
                    source,
                    this::rung,
                    profile.encoder(),
                    wanted,
                    skipKey,
                    nanoTime,
                    (over, why) -> Thread.ofVirtual().name("ladder").start(() -> died(over, why)));
            run = now;
            now.start(pool);
        } else if (!names(now.plans()).equals(names(wanted))) {
            now.rungs(wanted);
        }
    }

    /** What tells rungs apart; where they begin does not. */
    private static List<String> names(List<Request.RungPlan> plans) {
        return plans.stream()
                .map(plan -> plan.name() + " " + plan.height() + " " + plan.kbps())
                .toList();
    }

    private void died(LadderRun over, String why) {
        boolean gaveUp = false;
        lock.lock();
        try {
            if (run != over) {
                return;
            }
            run = null;
            blame(over);
            long now = nanoTime.getAsLong();
            deathsNanos.addLast(now);
            while (now - deathsNanos.getFirst() > DEATHS_WITHIN.toNanos()) {
                deathsNanos.removeFirst();
            }
            if (deathsNanos.size() >= MAX_DEATHS) {
                deathsNanos.clear();
                restUntilNanos = now + REST.toNanos();
                gaveUp = true;
            }
        } finally {
            lock.unlock();
        }
        LOG.log(
                gaveUp ? Level.WARNING : Level.INFO,
                gaveUp
                        ? "The rungs of event \"{0}\" show the source for 30 s, since their worker ended again and"
                                + " again: {1}"
                        : "The rungs of event \"{0}\" go on with another worker: {1}",
                source.event(),
                why);
        reconcile();
    }

    /** A second death over the same group of pictures is the pictures' fault. */
    private void blame(LadderRun over) {
        List<Packet> group = over.group();
        Segment of = over.segment();
        if (group.isEmpty() || of == null) {
            return;
        }
        long key = group.getFirst().number();
        if (key == diedOverKey) {
            skipKey = key;
            Thread.ofVirtual().name("quarantine").start(() -> quarantine.keep(source.event(), of, group));
        }
        diedOverKey = key;
    }

    /** Hears of the source itself, under its lock. */
    private final class Observer implements PacketSubscriber {
        @Override
        public void begin(Segment next) {
            segment = Optional.of(next);
            pausedNanos = Long.MIN_VALUE;
            offered = Rungs.offered(profile, segment, source.status());
            reconcileSoon();
        }

        @Override
        public void packet(Packet packet) {
            pausedNanos = Long.MIN_VALUE;
        }

        @Override
        public void pause() {
            pausedNanos = nanoTime.getAsLong();
        }
    }
}
