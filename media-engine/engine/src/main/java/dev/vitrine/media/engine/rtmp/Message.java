package dev.vitrine.media.engine.rtmp;

/**
 * An RTMP message, put together from its chunks.
 *
 * @param type message type id (Adobe's RTMP specification 1.0, 5.4, 6 and 7.1)
 * @param stream message stream id
 * @param timestamp 32 bits, in milliseconds; it wraps
 * @param payload its body
 */
record Message(int type, int stream, int timestamp, byte[] payload) {
    static final int SET_CHUNK_SIZE = 1;
    static final int ABORT = 2;
    static final int ACKNOWLEDGEMENT = 3;
    static final int USER_CONTROL = 4;
    static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
    static final int SET_PEER_BANDWIDTH = 6;
    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int DATA_AMF3 = 15;
    static final int COMMAND_AMF3 = 17;
    static final int DATA = 18;
    static final int COMMAND = 20;
    static final int AGGREGATE = 22;

    /** The body of a protocol control message: one 32-bit number. */
    int number() throws RtmpException {
        if (payload.length < 4) {
            throw new RtmpException("a protocol control message of type " + type + " is too short");
        }
        return (payload[0] & 0xFF) << 24 | (payload[1] & 0xFF) << 16 | (payload[2] & 0xFF) << 8 | payload[3] & 0xFF;
    }
}
