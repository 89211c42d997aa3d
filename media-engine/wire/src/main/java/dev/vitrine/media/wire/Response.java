package dev.vitrine.media.wire;

/** What a worker answers. */
public sealed interface Response extends Message {

    /**
     * The worker can work.
     *
     * @param version its {@link Message#VERSION}
     * @param pid its process id
     * @param about FFmpeg's version and licence in one line
     */
    record Ready(long id, int version, long pid, String about) implements Response {}

    /** I am here. */
    record Pong(long id) implements Response {}

    /**
     * Codecs of the demonstration.
     *
     * @param avcC AVCDecoderConfigurationRecord
     * @param asc AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)
     */
    record DemoConfig(long id, byte[] avcC, byte[] asc, int width, int height, int fps, int sampleRate, int channels)
            implements Response {}

    /**
     * A packet of the demonstration: H.264 with length-prefixed NAL units, or one raw AAC frame.
     *
     * @param video true for video, false for audio
     * @param key whether decoding can start here
     * @param ptsUs presentation time from the start of the demonstration
     * @param dtsUs decoding time likewise
     */
    record DemoPacket(long id, boolean video, boolean key, long ptsUs, long dtsUs, byte[] payload)
            implements Response {}

    /**
     * A file's turn has come, or there is more to say of it.
     *
     * @param index of the file in the request
     * @param problem why it is left out, or broke off; empty when it plays
     * @param remark what staff should know of one that plays; empty if nothing
     */
    record Playing(long id, int index, String problem, String remark) implements Response {}

    /**
     * A rung begins, or begins anew; the next packet of it is a key frame.
     *
     * @param encoder that FFmpeg calls by this name
     */
    record RungConfig(long id, String rung, long epoch, byte[] avcC, int width, int height, String encoder)
            implements Response {}

    /** A packet of a rung: H.264 with length-prefixed NAL units, decoded in the order it is shown. */
    record RungPacket(long id, String rung, long epoch, boolean key, long ptsUs, byte[] payload) implements Response {}

    /** The ladder has decoded the source up to here: a sign of life where no rung has anything to say. */
    record LadderMark(long id, long dtsUs) implements Response {}

    /**
     * What was seen and heard. Levels are in dB below full scale, loudness in LUFS (ITU-R BS.1770-4, EBU R128);
     * {@link Double#NaN} for what was not there to measure.
     *
     * @param luma mean brightness, 0 to 1
     * @param black share of the picture that is black (luma below 32 of 255)
     * @param change mean difference to the picture before, 0 to 1
     * @param peakDb largest sample
     * @param clipped share of samples at full scale
     * @param lufs loudness of this piece alone, not gated
     */
    record Probed(long id, double luma, double black, double change, double peakDb, double clipped, double lufs)
            implements Response {}

    /** A picture. */
    record Jpeg(long id, int width, int height, byte[] jpeg) implements Response {}

    /**
     * The clip is written.
     *
     * @param fromUs true start on the fragments' clock
     * @param toUs true end: where the last video frame ends
     * @param bytes size of the file
     */
    record Clipped(long id, long fromUs, long toUs, long bytes) implements Response {}

    /** The request has ended as asked, with nothing more to say. */
    record Done(long id) implements Response {}

    /**
     * The request has failed; the worker goes on.
     *
     * @param message one sentence for the operator
     */
    record Failed(long id, String message) implements Response {}
}
