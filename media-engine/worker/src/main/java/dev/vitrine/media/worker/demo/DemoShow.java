package dev.vitrine.media.worker.demo;

import dev.vitrine.media.worker.av.Deadline;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the show at the pace of the clock for as long as it is wanted: made and encoded in the first round, or taken
 * from the cache, and replayed from memory in every further one.
 */
public final class DemoShow {
    private static final long LOOP_US = Show.LOOP_SECONDS * 1_000_000L;
    /** A sender that is held up for longer does not send the backlog at once but goes on from there. */
    private static final long MAX_BEHIND_US = 500_000;

    private static final long MAX_NAP_US = 200_000;

    private final Show.Format format;
    private final Optional<ShowCache> cache;
    private final Deadline deadline;
    /** A tape made at leisure, where the first had poor pictures because the machine was busy. */
    private volatile @Nullable ShowTape replacement;

    /** Gets the show. Called by the thread that runs it; an exception ends the show. */
    public interface Output {
        /** Codecs, once, before the first packet. */
        void config(byte[] avcC, byte[] asc) throws Exception;

        /** A packet when it is due; decoding and presentation time are the same. */
        void packet(boolean video, boolean key, long timeUs, byte[] payload) throws Exception;
    }

    /**
     * A show that is not yet running.
     *
     * @param cacheDir where encoded shows are kept; empty for nowhere
     * @param deadline its cancellation ends the show
     */
    public DemoShow(Show.Format format, Optional<Path> cacheDir, Deadline deadline) {
        this.format = format;
        this.cache = cacheDir.map(ShowCache::new);
        this.deadline = deadline;
    }

    /** Sends until cancelled. */
    public void run(Output output) throws Exception {
        Optional<ShowTape> kept = cache.flatMap(store -> store.load(format));
        ShowTape tape = kept.orElseGet(this::make);
        ShowTape.Header header = tape.header();
        output.config(header.avcC(), header.asc());
        long originNanos = System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(LOOP_US);
        for (long round = 0; !deadline.over(); round++) {
            ShowTape better = replacement;
            if (better != null) {
                // Both begin with a key frame and have the same headers: the seam is like any other.
                tape = better;
                replacement = null;
            }
            int index = 0;
            Optional<ShowPacket> packet = tape.packet(index);
            if (round == 0) {
                originNanos = System.nanoTime();
            }
            while (packet.isPresent() && !deadline.over()) {
                ShowPacket due = packet.get();
                long timeUs = round * LOOP_US + due.timeUs();
                originNanos += awaitTime(originNanos, timeUs);
                if (deadline.over()) {
                    return;
                }
                output.packet(due.video(), due.key(), timeUs, due.payload());
                packet = tape.packet(++index);
            }
        }
    }

    private ShowTape make() {
        ShowTape tape = new ShowTape();
        Thread.ofPlatform().daemon().name("demo-maker").start(() -> {
            if (make(tape, false)) {
                return;
            }
            ShowTape better = new ShowTape();
            if (make(better, true)) {
                replacement = better;
            }
        });
        return tape;
    }

    /** Makes a tape, and keeps it if it is good, which it says. */
    private boolean make(ShowTape tape, boolean unhurried) {
        ShowMaker maker = new ShowMaker(format, tape, unhurried, deadline);
        maker.run();
        if (!tape.isComplete()) {
            // Cancelled or failed: the player hears of it from the tape, and a second try would end the same way.
            return true;
        }
        if (maker.isGood()) {
            cache.ifPresent(store -> store.save(format, tape));
        }
        return maker.isGood();
    }

    /** Sleeps until a time of the show; returns by how much the show's origin has to move because it is late. */
    private long awaitTime(long originNanos, long timeUs) throws InterruptedException {
        while (!deadline.over()) {
            long aheadUs = timeUs - TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - originNanos);
            if (aheadUs <= 0) {
                return aheadUs < -MAX_BEHIND_US ? TimeUnit.MICROSECONDS.toNanos(-aheadUs) : 0;
            }
            TimeUnit.MICROSECONDS.sleep(Math.min(aheadUs, MAX_NAP_US));
        }
        return 0;
    }
}
