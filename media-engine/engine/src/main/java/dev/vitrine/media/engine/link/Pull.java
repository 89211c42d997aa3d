package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink;
import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A source that an event fetches by itself, played on a thread of its own; what fails is tried again after a wait that
 * grows.
 */
final class Pull {
    private static final Logger LOG = System.getLogger(Pull.class.getName());

    /** What has gone well for this long has recovered. */
    private static final Duration STEADY = Duration.ofSeconds(20);

    /** Of a long playlist of foreign files, the rest are not told of. */
    private static final int MAX_REMARKS = 50;

    private final String event;
    private final PullSource source;
    private final Player player;
    private final Supplier<LinkPolicy> policy;
    private final InstantSource wall;
    private final Consumer<MediaLink> listener;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile MediaLink state;
    private final Set<String> remarks = ConcurrentHashMap.newKeySet();
    private String told = "";

    /** How a kind of source is played. */
    interface Player {
        /**
         * Plays to the end.
         *
         * @param stage hears what happens: {@link State#PLAYING} once there is a picture
         * @throws IOException if it fails; the message is a clause or sentence for staff
         */
        void play(Stage stage) throws IOException, InterruptedException;

        /** Ends a play that is under way, from another thread, and any later one at once. */
        void stop();
    }

    /** Hears how a play gets on. */
    @FunctionalInterface
    interface Stage {
        /** What is so from now on; one sentence. */
        default void now(State state, String why) {
            now(state, why, "");
        }

        /**
         * What is so from now on.
         *
         * @param remark the part of {@code why} that is news by itself, told once; or nothing
         */
        void now(State state, String why, String remark);
    }

    Pull(
            String event,
            PullSource source,
            Player player,
            Supplier<LinkPolicy> policy,
            InstantSource wall,
            Consumer<MediaLink> listener) {
        this.event = event;
        this.source = source;
        this.player = player;
        this.policy = policy;
        this.wall = wall;
        this.listener = listener;
        this.state = link(State.IDLE, "Begins in a moment.", Optional.empty());
    }

    PullSource source() {
        return source;
    }

    MediaLink link() {
        return state;
    }

    void start() {
        Thread.ofVirtual().name("pull-" + event).start(this::run);
    }

    /** Ends it. Returns at once. */
    void close() {
        closed.countDown();
        player.stop();
    }

    /** How it stands once it is cleared. */
    MediaLink ended() {
        return link(State.ENDED, "It is fetched no more.", Optional.empty());
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                Instant began = wall.instant();
                String why;
                try {
                    tell(link(State.CONNECTING, "Fetching " + source.name() + ".", Optional.empty()), "");
                    player.play((next, what, remark) -> tell(link(next, what, Optional.empty()), remark));
                    tell(link(State.ENDED, source.name() + " has been played to its end.", Optional.empty()), "");
                    return;
                } catch (IOException failed) {
                    why = sentence(failed);
                }
                if (closed.getCount() == 0) {
                    return;
                }
                if (Duration.between(began, wall.instant()).compareTo(STEADY) > 0) {
                    backoff.worked();
                }
                LinkPolicy rules = policy.get();
                Duration wait = backoff.failed(rules.firstRetry(), rules.longestRetry());
                LOG.log(Level.INFO, "Event \"{0}\" does not get {1}: {2}", event, source.name(), why);
                tell(link(State.WAITING, why, Optional.of(wall.instant().plus(wait))), "");
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "The source of event \"" + event + "\" failed.", bug);
            tell(link(State.ENDED, "It failed inside Vitrine; the server's log says why.", Optional.empty()), "");
        }
    }

    /**
     * Keeps the state, and tells of what is news: a source that fails again and again in one way fails once, and which
     * file of a playlist plays is nobody's news. A remark is, once.
     */
    private void tell(MediaLink next, String remark) {
        if (closed.getCount() == 0) {
            return;
        }
        state = next;
        String what = next.state() == State.WAITING
                ? next.state() + next.why()
                : next.state().name();
        boolean remarkable = !remark.isEmpty() && remarks.size() < MAX_REMARKS && remarks.add(remark);
        if (next.state() != State.CONNECTING && (remarkable || !what.equals(told))) {
            told = what;
            listener.accept(next);
        }
    }

    private MediaLink link(State next, String why, Optional<Instant> retryAt) {
        return new MediaLink(event, source.id(), MediaLink.Kind.SOURCE, next, why, wall.instant(), retryAt, 0, 0);
    }

    private static String sentence(IOException failed) {
        String message = failed.getMessage();
        if (message == null || message.isEmpty()) {
            return failed instanceof PublisherRefusedException ? "It was refused." : "The connection broke.";
        }
        String capital = Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }
}
