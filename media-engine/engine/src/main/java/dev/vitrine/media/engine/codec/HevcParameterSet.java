package dev.vitrine.media.engine.codec;

import java.io.IOException;

/**
 * The parts of an HEVC sequence parameter set (ITU-T H.265, 7.3.2.2.1) that a server needs.
 *
 * @param chromaFormat chroma_format_idc: 1 is 4:2:0
 * @param bitDepth of the luma
 * @param width in pixels after cropping
 * @param height likewise
 */
record HevcParameterSet(int chromaFormat, int bitDepth, int width, int height) {
    private static final int HEADER_BYTES = 2;
    private static final int PROFILE_BITS = 88;
    private static final int LEVEL_BITS = 8;

    /** Parses a NAL unit with its header. */
    static HevcParameterSet parse(byte[] nal) throws IOException {
        BitReader in = new BitReader(NalUnits.rawPayload(nal, HEADER_BYTES));
        in.bits(4); // sps_video_parameter_set_id
        int subLayers = in.bits(3);
        in.flag();
        skipProfileTierLevel(in, subLayers);
        in.unsignedGolomb(); // sps_seq_parameter_set_id
        int chroma = in.unsignedGolomb();
        if (chroma > 3) {
            throw new IOException("the HEVC configuration has the unknown chroma format " + chroma);
        }
        if (chroma == 3) {
            in.flag();
        }
        long width = in.unsignedGolomb();
        long height = in.unsignedGolomb();
        if (in.flag()) {
            long unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            long unitY = chroma == 1 ? 2 : 1;
            width -= unitX * ((long) in.unsignedGolomb() + in.unsignedGolomb());
            height -= unitY * ((long) in.unsignedGolomb() + in.unsignedGolomb());
        }
        SequenceParameterSet.requireSize("HEVC", width, height);
        int depth = 8 + in.unsignedGolomb();
        if (depth < 8 || depth > 16) {
            throw new IOException("the HEVC configuration has " + depth + " bits a sample");
        }
        return new HevcParameterSet(chroma, depth, (int) width, (int) height);
    }

    /** profile_tier_level (7.3.3) with a general profile. */
    private static void skipProfileTierLevel(BitReader in, int subLayers) throws IOException {
        in.skip(PROFILE_BITS + LEVEL_BITS);
        int present = 0;
        for (int i = 0; i < subLayers; i++) {
            present += (in.flag() ? PROFILE_BITS : 0) + (in.flag() ? LEVEL_BITS : 0);
        }
        if (subLayers > 0) {
            in.skip(2 * (8 - subLayers));
        }
        in.skip(present);
    }
}
