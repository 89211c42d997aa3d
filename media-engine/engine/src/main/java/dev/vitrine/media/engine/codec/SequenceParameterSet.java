package dev.vitrine.media.engine.codec;

import java.io.IOException;

/**
 * The parts of an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1 and E.1.1) that a server needs.
 *
 * @param profile profile_idc
 * @param chromaFormat chroma_format_idc: 1 is 4:2:0
 * @param bitDepth of the luma
 * @param width in pixels after cropping
 * @param height likewise
 * @param fps from the timing information, 0 when there is none
 */
record SequenceParameterSet(int profile, int chromaFormat, int bitDepth, int width, int height, double fps) {
    /** Greatest picture side we believe; larger ones are garbage. */
    private static final int MAX_SIDE = 16_384;

    private static final int EXTENDED_SAR = 255;

    /** Parses a NAL unit with its header byte. */
    static SequenceParameterSet parse(byte[] nal) throws IOException {
        BitReader in = new BitReader(NalUnits.rawPayload(nal, 1));
        int profile = in.bits(8);
        in.bits(16); // constraint flags, level
        in.unsignedGolomb(); // seq_parameter_set_id
        int chroma = 1;
        int depth = 8;
        if (hasChromaFormat(profile)) {
            chroma = in.unsignedGolomb();
            if (chroma == 3) {
                in.flag();
            }
            depth = 8 + in.unsignedGolomb();
            in.unsignedGolomb();
            in.flag();
            if (in.flag()) {
                skipScalingMatrix(in, chroma == 3 ? 12 : 8);
            }
        }
        in.unsignedGolomb(); // log2_max_frame_num_minus4
        skipPictureOrderCount(in);
        in.unsignedGolomb(); // max_num_ref_frames
        in.flag();
        int widthMbs = in.unsignedGolomb() + 1;
        int heightUnits = in.unsignedGolomb() + 1;
        boolean progressive = in.flag();
        if (!progressive) {
            in.flag();
        }
        in.flag();
        int cropX = 0;
        int cropY = 0;
        if (in.flag()) {
            cropX = in.unsignedGolomb() + in.unsignedGolomb();
            cropY = in.unsignedGolomb() + in.unsignedGolomb();
        }
        int fieldFactor = progressive ? 1 : 2;
        int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
        int unitY = (chroma == 1 ? 2 : 1) * fieldFactor;
        long width = 16L * widthMbs - (long) cropX * unitX;
        long height = 16L * heightUnits * fieldFactor - (long) cropY * unitY;
        requireSize("H.264", width, height);
        double fps = in.flag() ? framesPerSecond(in) : 0;
        return new SequenceParameterSet(profile, chroma, depth, (int) width, (int) height, fps);
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
            default -> false;
        };
    }

    private static void skipScalingMatrix(BitReader in, int lists) throws IOException {
        for (int list = 0; list < lists; list++) {
            if (!in.flag()) {
                continue;
            }
            int last = 8;
            int next = 8;
            for (int i = 0; i < (list < 6 ? 16 : 64); i++) {
                if (next != 0) {
                    next = (last + in.signedGolomb()) & 0xFF;
                }
                last = next == 0 ? last : next;
            }
        }
    }

    private static void skipPictureOrderCount(BitReader in) throws IOException {
        int type = in.unsignedGolomb();
        if (type == 0) {
            in.unsignedGolomb();
        } else if (type == 1) {
            in.flag();
            in.signedGolomb();
            in.signedGolomb();
            int cycle = in.unsignedGolomb();
            for (int i = 0; i < cycle; i++) {
                in.signedGolomb();
            }
        }
    }

    private static double framesPerSecond(BitReader in) throws IOException {
        if (in.flag() && in.bits(8) == EXTENDED_SAR) {
            in.bits(32);
        }
        if (in.flag()) {
            in.flag();
        }
        if (in.flag()) {
            in.bits(4);
            if (in.flag()) {
                in.bits(24);
            }
        }
        if (in.flag()) {
            in.unsignedGolomb();
            in.unsignedGolomb();
        }
        if (!in.flag()) {
            return 0;
        }
        long unitsInTick = Integer.toUnsignedLong(in.bits(32));
        long timeScale = Integer.toUnsignedLong(in.bits(32));
        double fps = unitsInTick == 0 ? 0 : timeScale / (2.0 * unitsInTick);
        return fps > 0 && fps <= 300 ? fps : 0;
    }

    /** What a chroma format is called. */
    static String colours(int chromaFormat) {
        return switch (chromaFormat) {
            case 0 -> "grey";
            case 1 -> "4:2:0";
            case 2 -> "4:2:2";
            default -> "4:4:4";
        };
    }

    /** Refuses a picture that cannot be. */
    static void requireSize(String codec, long width, long height) throws IOException {
        if (width < 16 || height < 16 || width > MAX_SIDE || height > MAX_SIDE) {
            throw new IOException("the " + codec + " configuration describes a picture of " + width + "×" + height);
        }
    }
}
