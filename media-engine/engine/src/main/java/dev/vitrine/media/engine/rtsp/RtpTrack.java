package dev.vitrine.media.engine.rtsp;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** One track of a play: looks whether packets are missing, and keeps its clock. For one thread. */
final class RtpTrack {
    private static final int SENT_TWICE = 0xFFFF;

    private final int type;
    private final RtpClock clock;
    private final Depacketiser depacketiser;
    private long arrivedNanos;
    private int next = -1;

    /**
     * A track.
     *
     * @param making makes its depacketiser, which can ask when the packet at hand has come
     */
    RtpTrack(int type, RtpClock clock, Function<LongSupplier, Depacketiser> making) {
        this.type = type;
        this.clock = clock;
        this.depacketiser = making.apply(() -> arrivedNanos);
    }

    /** Takes a packet; what is none, or of another format, is left out. */
    void take(byte[] bytes, long now) throws IOException {
        Optional<RtpPacket> parsed = RtpPacket.parse(bytes);
        if (parsed.isEmpty() || parsed.get().type() != type) {
            return;
        }
        RtpPacket packet = parsed.get();
        int ahead = next < 0 ? 0 : packet.sequence() - next & 0xFFFF;
        if (ahead == SENT_TWICE) {
            return;
        }
        next = packet.sequence() + 1 & 0xFFFF;
        arrivedNanos = now;
        depacketiser.take(packet, ahead > 0);
    }

    /** Takes a report; whether it says that the sender leaves. */
    boolean report(byte[] bytes) {
        Rtcp said = Rtcp.parse(bytes);
        said.report().ifPresent(clock::report);
        return said.bye();
    }
}
