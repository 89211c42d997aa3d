package dev.vitrine.media.engine.hls;

import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.QueuedSubscriber;
import dev.vitrine.media.engine.stream.Segment;

/**
 * A rung while somebody asks for it. Its packets go through the queue of the source: what the source's segments are is
 * known by the time that a rung, which is encoded from it, gets there.
 */
final class RungFeed implements AutoCloseable {
    private final Rendition rendition;
    private final Runnable stop;
    private volatile long askedNanos;

    RungFeed(String name, Rungs rungs, Rendition rendition, Packager packager, QueuedSubscriber queue, long nowNanos) {
        this.rendition = rendition;
        this.askedNanos = nowNanos;
        this.stop = rungs.watch(name, new PacketSubscriber() {
            @Override
            public void begin(Segment segment) {
                queue.run(() -> packager.begin(segment));
            }

            @Override
            public void packet(Packet packet) {
                queue.run(() -> packager.packet(packet));
            }

            @Override
            public void pause() {
                queue.run(packager::pause);
            }
        });
    }

    Rendition rendition() {
        return rendition;
    }

    void asked(long nowNanos) {
        askedNanos = nowNanos;
    }

    long idleNanos(long nowNanos) {
        return nowNanos - askedNanos;
    }

    @Override
    public void close() {
        stop.run();
        rendition.close();
    }
}
