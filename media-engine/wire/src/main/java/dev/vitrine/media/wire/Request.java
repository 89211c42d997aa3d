package dev.vitrine.media.wire;

import java.util.List;

/**
 * What the engine asks of a worker. A worker serves requests side by side, each on a thread of its own, and answers
 * each with one final {@link Response}; those that are answered by a series before say so. A worker ends when its
 * standard input ends.
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

    /**
     * Encodes a stream anew, smaller, for as long as it runs: answered by {@link Response.RungConfig} and
     * {@link Response.RungPacket} for each rung, {@link Response.LadderMark} for each picture that was decoded, and
     * {@link Response.Done} once cancelled. The stream follows in {@link LadderSource} and {@link LadderPacket}. A
     * worker that cannot keep up drops packets up to a key frame.
     *
     * @param encoder name of FFmpeg's encoder of H.264, or {@code auto}
     */
    record StartLadder(long id, String encoder, List<RungPlan> rungs) implements Request {
        /** A ladder of a copy of the list. */
        public StartLadder {
            rungs = List.copyOf(rungs);
        }
    }

    /** Changes the rungs of a ladder; a new one begins with the next key frame. Not answered itself. */
    record LadderRungs(long id, List<RungPlan> rungs) implements Request {
        /** Rungs of a copy of the list. */
        public LadderRungs {
            rungs = List.copyOf(rungs);
        }
    }

    /**
     * A new stretch of a ladder's source; the next packet is a key frame. Not answered itself.
     *
     * @param epoch returned with every packet
     * @param fourCc codec, as in {@link Thumbnail}
     * @param config likewise
     * @param fps pictures a second, for the encoders' rate control
     */
    record LadderSource(long id, long epoch, String fourCc, byte[] config, double fps) implements Request {}

    /** The next access unit of a ladder's source, in decoding order, a sample of ISO base media. */
    record LadderPacket(long id, boolean key, long ptsUs, long dtsUs, byte[] payload) implements Request {}

    /**
     * A rung.
     *
     * @param name returned with every packet
     * @param height of the picture, even; the width follows from the source's shape
     * @param kbps bit rate
     * @param afterUs pictures up to this time are not wanted; the first one after it becomes a key frame, whatever it
     *     is in the source. {@link Long#MIN_VALUE} begins with the source's next key frame
     */
    record RungPlan(String name, int height, int kbps, long afterUs) {}

    /**
     * Makes a picture to stand in for a publisher that is away, to be repeated: answered by one
     * {@link Response.DemoConfig}, then its {@link Response.DemoPacket}s as fast as they are made, then
     * {@link Response.Done}. AAC-LC silence of the same length comes along if {@code sampleRate} is not 0.
     *
     * @param title large line
     * @param line small line below
     * @param frames length; the first is the only key frame
     * @param sampleRate of the silence; 0 for none
     * @param channels of the silence, 1 or 2
     */
    record MakeSlate(
            long id,
            String title,
            String line,
            int width,
            int height,
            int fps,
            int frames,
            int kbps,
            int sampleRate,
            int channels)
            implements Request {}

    /**
     * Looks at a key frame and listens to the sound since the last time; answered by {@link Response.Probed}.
     *
     * @param stream tells streams apart: what is compared with the time before is kept under this name
     * @param fourCc codec of the picture, as in {@link Thumbnail}; empty for no picture
     * @param config likewise
     * @param sample a key frame
     * @param audioConfig AudioSpecificConfig; empty for no sound
     * @param audio raw AAC frames, in order
     */
    record Probe(
            long id, String stream, String fourCc, byte[] config, byte[] sample, byte[] audioConfig, List<byte[]> audio)
            implements Request {
        /** A probe of a copy of the list. */
        public Probe {
            audio = List.copyOf(audio);
        }
    }

    /**
     * Plays files in real time, one after another on one timeline: answered by {@link Response.Playing} for each file,
     * {@link Response.DemoConfig} whenever codecs differ from those before, {@link Response.DemoPacket}s in decoding
     * order at the pace of the clock, and {@link Response.Done} once cancelled or at the end. A file that cannot be
     * played is left out; {@link Response.Failed} when none can.
     *
     * @param paths mp4, mov, Matroska or MPEG-TS files; what is not H.264 or AAC is encoded anew
     * @param loop whether to begin again after the last one
     * @param skipUs how far into the files to begin, as if they had played for so long already: at the key frame
     *     before. Files that would be over are left out; when all are, there is nothing but {@link Response.Done}
     */
    record PlayFiles(long id, List<String> paths, boolean loop, long skipUs) implements Request {
        /** A play of a copy of the list. */
        public PlayFiles {
            paths = List.copyOf(paths);
        }
    }

    /** Ends the request with this number; without effect if there is none. Not answered itself. */
    record Cancel(long id) implements Request {}

    /** A range of bytes of a file. */
    record Piece(String path, long offset, long length) {}
}
