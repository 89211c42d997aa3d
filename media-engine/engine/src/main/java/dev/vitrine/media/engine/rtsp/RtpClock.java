package dev.vitrine.media.engine.rtsp;

import java.util.Optional;

/** Makes steady microseconds of a track's 32-bit timestamps, and knows how they relate to the sender's wall clock. */
final class RtpClock {
    private final int rate;
    private boolean started;
    private long last;
    private Optional<Long> lead = Optional.empty();

    /** A clock of so many ticks a second. */
    RtpClock(int rate) {
        this.rate = rate;
    }

    /** Time of a packet: the one nearest to the packet before that has these 32 bits. */
    long us(int timestamp) {
        last = near(timestamp);
        started = true;
        return toUs(last);
    }

    /** Time of a moment that is not a packet's own. */
    long peekUs(int timestamp) {
        return toUs(near(timestamp));
    }

    /** Takes a sender report. */
    void report(Rtcp.Report report) {
        lead = Optional.of(peekUs(report.timestamp()) - report.wallUs());
    }

    /** How far this clock is ahead of the sender's wall clock, once a report has said so. */
    Optional<Long> leadUs() {
        return started ? lead : Optional.empty();
    }

    private long near(int timestamp) {
        return started ? last + (timestamp - (int) last) : timestamp & 0xFFFF_FFFFL;
    }

    private long toUs(long ticks) {
        return Math.floorDiv(ticks, rate) * 1_000_000 + Math.floorMod(ticks, rate) * 1_000_000L / rate;
    }
}
