package dev.vitrine.media.engine.codec;

import java.io.IOException;

/**
 * An AAC configuration that viewers' browsers can play.
 *
 * @param asc AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1); never changed
 * @param codec RFC 6381 name such as {@code mp4a.40.2}
 * @param sampleRate samples a second of the core coder; the timescale of the track
 * @param channels number of channels
 * @param samplesPerFrame 1024, rarely 960
 */
public record AacConfig(byte[] asc, String codec, int sampleRate, int channels, int samplesPerFrame)
        implements AudioConfig {
    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };
    private static final int LOW_COMPLEXITY = 2;
    private static final int ADTS_HEADER_BYTES = 7;

    /** Longest frame that an ADTS header can tell of. */
    public static final int MAX_ADTS_BYTES = (1 << 13) - 1 - ADTS_HEADER_BYTES;

    private static final int SPECTRAL_BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;

    /**
     * Reads the configuration of a sequence header.
     *
     * @throws UnsupportedMediaException if browsers would not play it
     * @throws IOException if it is malformed
     */
    public static AacConfig parse(byte[] asc) throws IOException {
        BitReader in = new BitReader(asc);
        int signalled = objectType(in);
        int sampleRate = sampleRate(in);
        int channelConfig = in.bits(4);
        int core = signalled;
        if (signalled == SPECTRAL_BAND_REPLICATION || signalled == PARAMETRIC_STEREO) {
            sampleRate(in);
            core = objectType(in);
        }
        if (core != LOW_COMPLEXITY) {
            throw new UnsupportedMediaException("The sound is AAC of object type " + core
                    + "; browsers play AAC-LC and HE-AAC. In OBS, Settings → Output → Audio Encoder → FFmpeg AAC.");
        }
        if (channelConfig < 1 || channelConfig > 7) {
            throw new UnsupportedMediaException("The sound has a channel layout of its own (configuration "
                    + channelConfig + "). In OBS, Settings → Audio → Channels → Stereo.");
        }
        boolean shortFrames = in.flag();
        return new AacConfig(
                asc,
                "mp4a.40." + signalled,
                sampleRate,
                channelConfig == 7 ? 8 : channelConfig,
                shortFrames ? 960 : 1024);
    }

    @Override
    public byte[] configRecord() {
        return asc;
    }

    @Override
    public int samples(byte[] data, int offset) {
        return samplesPerFrame;
    }

    /** Whether an ADTS header can say what this is: one of the usual sample rates, and 1024 samples in a frame. */
    public boolean fitsAdts() {
        return rateIndex() >= 0 && samplesPerFrame == 1024;
    }

    /** The ADTS header (ISO/IEC 14496-3, 1.A.2.2) of a frame of so many bytes, without a checksum. */
    public byte[] adts(int frameBytes) {
        int length = frameBytes + ADTS_HEADER_BYTES;
        int layout = channels == 8 ? 7 : channels;
        return new byte[] {
            (byte) 0xFF,
            (byte) 0xF1,
            (byte) (LOW_COMPLEXITY - 1 << 6 | rateIndex() << 2 | layout >> 2),
            (byte) ((layout & 3) << 6 | length >> 11),
            (byte) (length >> 3),
            (byte) ((length & 7) << 5 | 0x1F),
            (byte) 0xFC
        };
    }

    private int rateIndex() {
        for (int index = 0; index < SAMPLE_RATES.length; index++) {
            if (SAMPLE_RATES[index] == sampleRate) {
                return index;
            }
        }
        return -1;
    }

    private static int objectType(BitReader in) throws IOException {
        int type = in.bits(5);
        return type == 31 ? 32 + in.bits(6) : type;
    }

    private static int sampleRate(BitReader in) throws IOException {
        int index = in.bits(4);
        int rate = index == 15 ? in.bits(24) : index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
        if (rate < 1_000 || rate > 192_000) {
            throw new IOException("the AAC configuration has an impossible sample rate");
        }
        return rate;
    }
}
