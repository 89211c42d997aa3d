package dev.vitrine.media.engine.rtsp;

import java.util.Optional;

/**
 * What a compound packet of RTCP says that is of interest here (RFC 3550, 6.4.1 and 6.6).
 *
 * @param report the sender's clocks, if it is a sender report
 * @param bye whether the sender leaves
 */
record Rtcp(Optional<Report> report, boolean bye) {
    private static final int SENDER_REPORT = 200;
    private static final int GOODBYE = 203;
    private static final int REPORT_BYTES = 20;

    /**
     * One moment on both clocks of a sender.
     *
     * @param wallUs on the one that all its tracks share, microseconds since 1900
     * @param timestamp on the track's own
     */
    record Report(long wallUs, int timestamp) {}

    /** Reads what there is; what is malformed says nothing. */
    static Rtcp parse(byte[] bytes) {
        Optional<Report> report = Optional.empty();
        boolean bye = false;
        int at = 0;
        while (bytes.length - at >= 4 && (bytes[at] & 0xC0) == 0x80) {
            int end = at + 4 + 4 * ((bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF);
            if (end > bytes.length) {
                break;
            }
            int type = bytes[at + 1] & 0xFF;
            bye |= type == GOODBYE;
            if (type == SENDER_REPORT && end - at >= 4 + REPORT_BYTES) {
                long seconds = RtpPacket.int32(bytes, at + 8) & 0xFFFF_FFFFL;
                long fraction = RtpPacket.int32(bytes, at + 12) & 0xFFFF_FFFFL;
                report = Optional.of(new Report(
                        seconds * 1_000_000 + (fraction * 1_000_000 >>> 32), RtpPacket.int32(bytes, at + 16)));
            }
            at = end;
        }
        return new Rtcp(report, bye);
    }
}
