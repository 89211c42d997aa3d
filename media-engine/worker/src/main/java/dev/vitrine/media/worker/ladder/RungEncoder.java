package dev.vitrine.media.worker.ladder;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.wire.Request;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.H264Encoders;
import dev.vitrine.media.worker.av.ScalingEncoder;
import dev.vitrine.media.worker.av.Turn;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * One rung: scales and encodes on a thread of its own. Pictures come through a short queue; when it is full the decoder
 * waits, since the source's queue is where a ladder that is too slow loses packets.
 */
final class RungEncoder implements AutoCloseable {
    /** Enough to even out a key frame, and not so many pictures that they cost memory. */
    private static final int QUEUED_PICTURES = 8;

    private static final long IDLE_MS = 200;

    private final Request.RungPlan plan;
    private final String encoderName;
    private final LadderOutput output;
    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUED_PICTURES);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failed;
    private long lastUs;

    /** A picture to encode; the encoder frees it. */
    private record Job(AVFrame picture, boolean key, long epoch, double fps) {}

    /** The source's pictures as they are now; another one needs another encoder. */
    private record Input(int width, int height, int format, long epoch) {}

    RungEncoder(Request.RungPlan plan, String encoderName, LadderOutput output) {
        this.plan = plan;
        this.encoderName = encoderName;
        this.output = output;
        this.lastUs = plan.afterUs();
        this.thread = Thread.ofPlatform().daemon().name("rung-" + plan.name()).start(this::run);
    }

    Request.RungPlan plan() {
        return plan;
    }

    /** Whether it has given up; the reason is on standard error. */
    boolean isFailed() {
        return failed;
    }

    /** Takes a reference to a picture. Waits while the queue is full. */
    void offer(AVFrame picture, boolean key, long epoch, double fps) throws AvException, InterruptedException {
        AVFrame reference = av_frame_clone(picture);
        if (reference == null || reference.isNull()) {
            throw new AvException("FFmpeg could not allocate a picture.");
        }
        Job job = new Job(reference, key, epoch, fps);
        while (!closed && !failed) {
            if (queue.offer(job, IDLE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        av_frame_free(reference);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        drop();
    }

    private void run() {
        Open open = null;
        try {
            while (!closed) {
                Job job = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
                if (job == null) {
                    continue;
                }
                try {
                    open = encode(open, job);
                } finally {
                    av_frame_free(job.picture());
                }
            }
        } catch (IOException e) {
            failed = true;
            System.err.println("media worker: rung " + plan.name() + " ends: " + e.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            if (open != null) {
                open.close();
            }
            drop();
        }
    }

    private void drop() {
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            av_frame_free(job.picture());
        }
    }

    private @Nullable Open encode(@Nullable Open open, Job job) throws IOException {
        AVFrame picture = job.picture();
        long ptsUs = picture.pts();
        if (ptsUs <= lastUs) {
            return open; // shown already, by the worker before this one
        }
        Input input = new Input(picture.width(), picture.height(), picture.format(), job.epoch());
        Open now = open;
        if (now == null || !now.input.equals(input)) {
            boolean goesOn = plan.afterUs() != Long.MIN_VALUE && now == null;
            if (!job.key() && !goesOn) {
                return open; // begins where the source can be begun with
            }
            if (now != null) {
                now.close();
            }
            now = new Open(input, job.fps());
        }
        lastUs = ptsUs;
        now.encode(picture, job.key(), ptsUs);
        return now;
    }

    /** Width in the source's shape, rounded to an even number. */
    private static int width(Input input, int height) {
        return Math.max(2, (int) Math.round((double) input.width * height / input.height / 2) * 2);
    }

    /** Scaler and encoder of one stretch. */
    private final class Open implements AutoCloseable, ScalingEncoder.Output {
        private final Input input;
        private final ScalingEncoder encoder;
        private final int width;

        Open(Input input, double fps) throws AvException {
            this.input = input;
            this.width = width(input, plan.height());
            this.encoder = new ScalingEncoder(
                    encoderName,
                    new ScalingEncoder.Input(input.width, input.height, input.format, Turn.NONE),
                    new H264Encoders.Shape(width, plan.height(), fps, plan.kbps(), false));
        }

        void encode(AVFrame picture, boolean key, long ptsUs) throws IOException {
            encoder.encode(picture, key || !encoder.begun(), ptsUs, this);
        }

        @Override
        public void begun(byte[] avcC) throws IOException {
            output.config(plan.name(), input.epoch, avcC, width, plan.height(), encoder.name());
        }

        @Override
        public void packet(boolean key, long ptsUs, byte[] payload) throws IOException {
            output.packet(plan.name(), input.epoch, key, ptsUs, payload);
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}
