package dev.vitrine.media.engine.stream;

/** Measures what comes in, over windows of about two seconds. Guarded by its stream's lock. */
final class Meter {
    private static final long MIN_WINDOW_NANOS = 1_000_000_000L;

    private long windowNanos;
    private long bytes;
    private int frames;
    private long lastKeyUs = Long.MIN_VALUE;
    private int kbps;
    private double fps;
    private int gopMs;

    /** Forgets the publisher before; {@code declaredFps} stands until there is a measurement. */
    void begin(long nowNanos, double declaredFps) {
        windowNanos = nowNanos;
        bytes = 0;
        frames = 0;
        lastKeyUs = Long.MIN_VALUE;
        kbps = 0;
        fps = declaredFps;
        gopMs = 0;
    }

    void count(Packet packet) {
        bytes += packet.length();
        if (packet.track() == Track.VIDEO) {
            frames++;
            if (packet.key()) {
                if (lastKeyUs != Long.MIN_VALUE) {
                    gopMs = (int) ((packet.dtsUs() - lastKeyUs) / 1_000);
                }
                lastKeyUs = packet.dtsUs();
            }
        }
    }

    /** Ends the window and takes its figures. */
    void roll(long nowNanos) {
        long nanos = nowNanos - windowNanos;
        if (nanos < MIN_WINDOW_NANOS) {
            return;
        }
        kbps = (int) Math.round(bytes * 8e6 / nanos);
        fps = Math.round(frames * 1e10 / nanos) / 10.0;
        windowNanos = nowNanos;
        bytes = 0;
        frames = 0;
    }

    int kbps() {
        return kbps;
    }

    double fps() {
        return fps;
    }

    int gopMs() {
        return gopMs;
    }
}
