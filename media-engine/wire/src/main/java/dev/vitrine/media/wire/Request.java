package dev.vitrine.media.wire;

import java.util.List;

/**
 * What the engine asks of a worker. A worker serves requests side by side, each on a thread of its own, and answers
 * each with one final {@link Response}; only {@link StartDemo} is answered by a series. A worker ends when its standard
 * input ends.
 */
public sealed interface Request extends Message {

    /** First message to a worker; answered by {@link Response.Ready}, or by {@link Response.Failed} and exit. */
    record Hello(long id, int version) implements Request {}

    /** Are you there? Answered at once by {@link Response.Pong}, from the thread that reads, not from a working one. */
    record Ping(long id) implements Request {}

    /**
     * Makes the demonstration show in real time until {@link Cancel}: answered by one {@link Response.DemoConfig}, then
     * {@link Response.DemoPacket}s in decoding order with times from 0, at the pace of the clock, then
     * {@link Response.Done} once cancelled.
     *
     * @param title shown in the picture, such as the event's title
     * @param width picture width, even
     * @param height picture height, even
     * @param fps frames a second
     * @param gopFrames distance between key frames; no B-frames
     * @param videoKbps bit rate of the video
     * @param audioKbps bit rate of the audio
     * @param cacheDir directory where the encoded show may be kept, so that the next worker need not make it again;
     *     empty for none
     */
    record StartDemo(
            long id,
            String title,
            int width,
            int height,
            int fps,
            int gopFrames,
            int videoKbps,
            int audioKbps,
            String cacheDir)
            implements Request {}

    /**
     * Decodes one key frame to a JPEG; answered by {@link Response.Jpeg}.
     *
     * @param fourCc codec: {@code avc1}, {@code hvc1} or {@code av01}
     * @param config the configuration record of its box in ISO base media ({@code avcC}, {@code hvcC}, {@code av1C})
     * @param sample one sample that decoding can start at, as in ISO base media
     * @param maxWidth the picture is scaled down to this width, keeping its shape; never up
     */
    record Thumbnail(long id, String fourCc, byte[] config, byte[] sample, int maxWidth) implements Request {}

    /**
     * Writes a part of a recording as a progressive mp4 with its index in front, without encoding anew; answered by
     * {@link Response.Clipped}. The clip starts at the last key frame at or before {@code fromUs} that the pieces hold,
     * and ends with the last frame before {@code toUs}. Its own timeline starts at 0.
     *
     * @param init fragmented mp4's initialisation segment ({@code ftyp} and {@code moov})
     * @param pieces fragments ({@code moof} and {@code mdat}), in order; {@code init} followed by all pieces is one
     *     fragmented mp4
     * @param fromUs wanted start, on the clock of the fragments' {@code tfdt}, in microseconds
     * @param toUs wanted end, likewise
     * @param target path of the file to write; the engine picks a temporary name and moves it in place itself
     */
    record Clip(long id, byte[] init, List<Piece> pieces, long fromUs, long toUs, String target) implements Request {
        /** A clip of a copy of the list. */
        public Clip {
            pieces = List.copyOf(pieces);
        }
    }

    /** Ends the request with this number; without effect if there is none. Not answered itself. */
    record Cancel(long id) implements Request {}

    /** A range of bytes of a file. */
    record Piece(String path, long offset, long length) {}
}
