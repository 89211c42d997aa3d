package dev.vitrine.media.engine.rtsp;

import java.io.IOException;

/** Makes frames of the packets of one payload format. For one thread. */
interface Depacketiser {
    /** A frame is no larger than this, as for RTMP. */
    int MAX_FRAME_BYTES = 8 << 20;

    /** Takes what comes out. */
    @FunctionalInterface
    interface Output {
        /**
         * A whole frame.
         *
         * @param timestamp of RTP
         * @param index which one of those with this timestamp it is
         */
        void frame(int timestamp, int index, byte[] frame) throws IOException;
    }

    /**
     * Takes the next packet; what is malformed is left out, with all that cannot be decoded without it.
     *
     * @param lost whether packets are missing before it
     * @throws dev.vitrine.media.engine.codec.UnsupportedMediaException if browsers would not play it
     * @throws IOException if the output refuses
     */
    void take(RtpPacket packet, boolean lost) throws IOException;
}
