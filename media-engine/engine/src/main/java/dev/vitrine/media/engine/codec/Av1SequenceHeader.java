package dev.vitrine.media.engine.codec;

import java.io.IOException;

/**
 * The parts of an AV1 sequence header (AV1 Bitstream and Decoding Process, 5.5.1) that a server needs.
 *
 * @param width greatest width of a frame in pixels
 * @param height likewise
 * @param fps from the timing information, 0 when there is none
 */
record Av1SequenceHeader(int width, int height, double fps) {

    /** Parses the payload of the unit. */
    static Av1SequenceHeader parse(byte[] payload) throws IOException {
        BitReader in = new BitReader(payload);
        in.bits(3); // seq_profile
        in.flag(); // still_picture
        double fps = 0;
        if (in.flag()) { // reduced_still_picture_header
            in.bits(5);
        } else {
            int delayBits = 0;
            if (in.flag()) { // timing_info_present_flag
                fps = timing(in);
                if (in.flag()) { // decoder_model_info_present_flag
                    delayBits = in.bits(5) + 1;
                    in.skip(32 + 5 + 5);
                }
            }
            operatingPoints(in, delayBits);
        }
        int widthBits = in.bits(4) + 1;
        int heightBits = in.bits(4) + 1;
        int width = in.bits(widthBits) + 1;
        int height = in.bits(heightBits) + 1;
        SequenceParameterSet.requireSize("AV1", width, height);
        return new Av1SequenceHeader(width, height, fps);
    }

    private static double timing(BitReader in) throws IOException {
        long unitsInTick = Integer.toUnsignedLong(in.bits(32));
        long timeScale = Integer.toUnsignedLong(in.bits(32));
        long ticksPerPicture = in.flag() ? in.unsignedGolomb() + 1L : 1;
        double fps = unitsInTick == 0 ? 0 : (double) timeScale / unitsInTick / ticksPerPicture;
        return fps > 0 && fps <= 300 ? fps : 0;
    }

    private static void operatingPoints(BitReader in, int delayBits) throws IOException {
        boolean displayDelay = in.flag();
        int count = in.bits(5) + 1;
        for (int i = 0; i < count; i++) {
            in.skip(12);
            if (in.bits(5) > 7) {
                in.flag(); // seq_tier
            }
            if (delayBits > 0 && in.flag()) {
                in.skip(2 * delayBits + 1);
            }
            if (displayDelay && in.flag()) {
                in.skip(4);
            }
        }
    }
}
