package dev.vitrine.media.engine.stream;

import java.util.Locale;

/**
 * The wait for a publisher's first picture. What it lacks is written by the publisher's thread alone and may be read
 * from any; whether it has come is guarded by the stream's lock.
 */
final class FirstPicture {
    private final long sinceNanos;
    private final long limitMs;
    private volatile Lack lack = Lack.MEDIA;
    private volatile long gaps;
    private boolean come;

    /** A wait that begins at a moment of the engine's clock and should be over after that many milliseconds. */
    FirstPicture(long sinceNanos, long limitMs) {
        this.sinceNanos = sinceNanos;
        this.limitMs = limitMs;
    }

    /** The publisher has come this far; it never goes back. */
    void lacks(Lack now) {
        if (now.compareTo(lack) > 0) {
            lack = now;
        }
    }

    /** How often packets were missing on the way so far. */
    void gaps(long counted) {
        gaps = counted;
    }

    Lack lack() {
        return lack;
    }

    long limitMs() {
        return limitMs;
    }

    /** The picture is there. */
    void comes() {
        come = true;
    }

    boolean hasCome() {
        return come;
    }

    boolean isOverdue(long nowNanos) {
        return !come && waitedMs(nowNanos) >= limitMs;
    }

    long waitedMs(long nowNanos) {
        return (nowNanos - sinceNanos) / 1_000_000;
    }

    /** Who has sent what for how long, and what to change. */
    String sentence(String who, long nowNanos) {
        Lack lacking = lack;
        long missing = gaps;
        return String.format(
                Locale.ROOT,
                "%s has been publishing for %.1f s without a picture that can be shown: %s. %s%s",
                who,
                waitedMs(nowNanos) / 1e3,
                lacking.seen(),
                lacking.remedy(),
                missing == 0
                        ? ""
                        : " Its packets have " + missing + (missing == 1 ? " gap" : " gaps")
                                + ": the line loses them, or GStreamer's mpegtsmux lacks alignment=7.");
    }
}
