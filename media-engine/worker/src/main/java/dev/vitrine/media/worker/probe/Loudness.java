package dev.vitrine.media.worker.probe;

/**
 * Loudness after ITU-R BS.1770-4 annex 1, as EBU R128 uses it: K-weighting by two biquads for each channel, then mean
 * square. The filters' analogue prototypes and their bilinear transform for any sample rate are those of libebur128
 * (ebur128.c, ebur128_init_filter), which give the standard's coefficients at 48 kHz. One thread; keeps the filters'
 * memory from piece to piece.
 */
final class Loudness {
    /** BS.1770-4, equation 2. */
    private static final double OFFSET_DB = -0.691;

    private final double[] shelf;
    private final double[] highPass;
    private final double[][] memory;
    private double sum;
    private long count;

    Loudness(int sampleRate, int channels) {
        shelf = shelf(sampleRate);
        highPass = highPass(sampleRate);
        memory = new double[channels][4];
    }

    /** Takes the next sample of a channel, full scale at 1. */
    void add(int channel, double sample) {
        double[] z = memory[channel];
        double first = sample - shelf[3] * z[0] - shelf[4] * z[1];
        double shelved = shelf[0] * first + shelf[1] * z[0] + shelf[2] * z[1];
        z[1] = z[0];
        z[0] = first;
        double second = shelved - highPass[3] * z[2] - highPass[4] * z[3];
        double weighted = highPass[0] * second + highPass[1] * z[2] + highPass[2] * z[3];
        z[3] = z[2];
        z[2] = second;
        sum += weighted * weighted;
        if (channel == 0) {
            count++;
        }
    }

    /** Loudness since the last call, in LUFS; NaN when nothing came, negative infinity for digital silence. */
    double take() {
        double lufs = count == 0 ? Double.NaN : OFFSET_DB + 10 * Math.log10(sum / count);
        sum = 0;
        count = 0;
        return lufs;
    }

    private static double[] shelf(int rate) {
        double k = Math.tan(Math.PI * 1681.974450955533 / rate);
        double q = 0.7071752369554196;
        double vh = Math.pow(10, 3.999843853973347 / 20);
        double vb = Math.pow(vh, 0.4996667741545416);
        double a0 = 1 + k / q + k * k;
        return new double[] {
            (vh + vb * k / q + k * k) / a0,
            2 * (k * k - vh) / a0,
            (vh - vb * k / q + k * k) / a0,
            2 * (k * k - 1) / a0,
            (1 - k / q + k * k) / a0
        };
    }

    private static double[] highPass(int rate) {
        double k = Math.tan(Math.PI * 38.13547087602444 / rate);
        double q = 0.5003270373238773;
        double a0 = 1 + k / q + k * k;
        return new double[] {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
    }
}
