package dev.vitrine.media.worker.ladder;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.VideoDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * A stream encoded anew: one thread decodes, one for each rung scales and encodes. What comes in is queued and bounded;
 * when the queue is full, packets are dropped up to a key frame, and whoever feeds it never waits.
 */
public final class Ladder {
    /** Some seconds of the fastest stream we take. */
    private static final long MAX_QUEUED_BYTES = 32 << 20;

    private static final int MAX_QUEUED = 1_024;
    private static final long IDLE_MS = 200;
    private static final double DEFAULT_FPS = 30;

    /** libavutil/frame.h, AV_FRAME_FLAG_KEY: missing from the bindings, since it is a shift. */
    private static final int AV_FRAME_FLAG_KEY = 1 << 1;

    private final String encoder;
    private final LadderOutput output;
    private final Deadline deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Request> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean dropping;
    private List<Request.RungPlan> wanted;
    private final Map<String, RungEncoder> rungs = new LinkedHashMap<>();
    private @Nullable VideoDecoder decoder;
    private long epoch;
    private double fps = DEFAULT_FPS;

    /**
     * A ladder that does not run yet.
     *
     * @param encoder name of FFmpeg's encoder, or {@code auto}
     * @param deadline its cancellation ends the ladder
     */
    public Ladder(String encoder, List<Request.RungPlan> rungs, LadderOutput output, Deadline deadline) {
        this.encoder = encoder;
        this.wanted = List.copyOf(rungs);
        this.output = output;
        this.deadline = deadline;
    }

    /** Takes what belongs to it: its source, its packets, other rungs. Never waits. */
    public void accept(Request request) {
        lock.lock();
        try {
            if (request instanceof Request.LadderRungs change) {
                wanted = change.rungs();
                return;
            }
            if (request instanceof Request.LadderPacket packet) {
                boolean full = queue.size() >= MAX_QUEUED || queuedBytes >= MAX_QUEUED_BYTES;
                boolean room = queue.size() <= MAX_QUEUED / 2 && queuedBytes <= MAX_QUEUED_BYTES / 2;
                dropping = full || dropping && !(packet.key() && room);
                if (dropping) {
                    return;
                }
                queuedBytes += packet.payload().length;
            }
            queue.add(request);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decodes and encodes until cancelled.
     *
     * @throws IOException if a decoder cannot be opened or the output is gone
     */
    public void run() throws IOException, InterruptedException {
        try {
            while (!deadline.over()) {
                Request next = next();
                reconcile();
                switch (next) {
                    case Request.LadderSource source -> begin(source);
                    case Request.LadderPacket packet -> decode(packet);
                    case null, default -> {}
                }
            }
        } finally {
            if (decoder != null) {
                decoder.close();
            }
            rungs.values().forEach(RungEncoder::close);
        }
    }

    private @Nullable Request next() throws InterruptedException {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                filled.await(IDLE_MS, TimeUnit.MILLISECONDS);
            }
            Request next = queue.poll();
            if (next instanceof Request.LadderPacket packet) {
                queuedBytes -= packet.payload().length;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void reconcile() {
        List<Request.RungPlan> now;
        lock.lock();
        try {
            now = wanted;
        } finally {
            lock.unlock();
        }
        rungs.values().removeIf(rung -> {
            boolean stays = now.stream().anyMatch(plan -> same(plan, rung.plan())) && !rung.isFailed();
            if (!stays) {
                rung.close();
            }
            return !stays;
        });
        for (Request.RungPlan plan : now) {
            rungs.computeIfAbsent(plan.name(), name -> new RungEncoder(plan, encoder, output));
        }
    }

    /** Where a rung begins says nothing about one that runs. */
    private static boolean same(Request.RungPlan plan, Request.RungPlan running) {
        return plan.name().equals(running.name()) && plan.height() == running.height() && plan.kbps() == running.kbps();
    }

    private void begin(Request.LadderSource source) throws IOException, InterruptedException {
        if (decoder != null) {
            decoder.flush(this::picture);
            decoder.close();
        }
        decoder = new VideoDecoder(source.fourCc(), source.config());
        epoch = source.epoch();
        fps = source.fps() >= 1 ? source.fps() : DEFAULT_FPS;
    }

    private void decode(Request.LadderPacket packet) throws IOException {
        VideoDecoder open = decoder;
        if (open != null) {
            open.decode(packet.payload(), packet.key(), packet.ptsUs(), packet.dtsUs(), this::picture);
            output.mark(packet.dtsUs());
        }
    }

    private void picture(AVFrame picture) throws AvException {
        boolean key = (picture.flags() & AV_FRAME_FLAG_KEY) != 0;
        try {
            for (RungEncoder rung : rungs.values()) {
                rung.offer(picture, key, epoch, fps);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            deadline.cancel();
        }
    }
}
