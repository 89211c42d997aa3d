package dev.vitrine.media.worker.demo;

import java.util.Random;

/**
 * The show's music: sixteen bars at eighty beats a minute, four for each chapter, that fill the loop exactly. A pad, a
 * soft bass, a kalimba's arpeggios, a few notes of a vibraphone and a brush, in one room. Every sound that outlasts the
 * end rings on at the start.
 */
final class Music {
    private static final int RATE = Show.SAMPLE_RATE;
    private static final int LENGTH = Show.LOOP_SECONDS * RATE;
    private static final int BEAT = RATE * 3 / 4;
    private static final int BAR = 4 * BEAT;
    /** Loudest sample, −8 dBFS: what AAC adds stays below −6. */
    private static final float PEAK = 0.40f;

    private static final float ROOM_TONE = 0.0006f;

    /** Each bar's bass note and the notes above it, as MIDI numbers. */
    private static final int[][] CHORDS = {
        {38, 57, 61, 64, 66}, {35, 57, 61, 62, 66}, {43, 55, 59, 62, 66}, {45, 55, 59, 62, 66},
        {42, 57, 61, 64, 69}, {35, 57, 61, 62, 66}, {40, 55, 59, 62, 66}, {45, 55, 59, 61, 64},
        {43, 55, 59, 62, 66}, {42, 57, 61, 64, 66}, {40, 55, 59, 62, 64}, {38, 54, 57, 61, 64},
        {35, 54, 57, 62, 66}, {43, 55, 59, 62, 69}, {40, 55, 59, 62, 66}, {45, 55, 59, 62, 64},
    };

    /** The vibraphone: bar, beat, note. */
    private static final double[][] MELODY = {
        {0, 1, 78}, {0, 2.5, 76}, {0, 3, 73}, {1, 1, 74}, {2, 1.5, 71}, {2, 2, 74}, {2, 3, 78}, {3, 1, 76},
        {4, 2, 81}, {4, 3, 80}, {5, 0.5, 78}, {5, 2, 74}, {6, 1, 79}, {6, 2.5, 78}, {7, 0, 76}, {7, 2, 73},
        {8, 1, 74}, {8, 2, 78}, {8, 3, 83}, {9, 1, 81}, {10, 1.5, 79}, {10, 2.5, 78}, {11, 0, 76}, {11, 2, 73},
        {12, 1, 78}, {12, 2.5, 81}, {13, 0.5, 83}, {13, 2, 81}, {14, 1, 79}, {14, 2, 76}, {15, 0.5, 74}, {15, 2, 76},
    };

    private final float[] left = new float[LENGTH];
    private final float[] right = new float[LENGTH];

    private Music() {}

    /** Plays it all; takes some tenths of a second. */
    static Music compose() {
        Music music = new Music();
        float[] room = new float[LENGTH];
        for (int bar = 0; bar < CHORDS.length; bar++) {
            music.pad(bar, room);
            music.bass(bar);
        }
        music.kalimba(room);
        for (double[] note : MELODY) {
            music.vibraphone((int) (note[0] * BAR + note[1] * BEAT), (int) note[2], room);
        }
        music.brush();
        new Reverb(0).run(room, music.left);
        new Reverb(23).run(room, music.right);
        music.level();
        return music;
    }

    /** Copies samples; the music goes on for ever in both directions. */
    void read(long from, float[] intoLeft, float[] intoRight) {
        int at = (int) Math.floorMod(from, (long) LENGTH);
        for (int i = 0; i < intoLeft.length; i++) {
            intoLeft[i] = left[at];
            intoRight[i] = right[at];
            at = at + 1 == LENGTH ? 0 : at + 1;
        }
    }

    private static double hertz(double midi) {
        return 440 * Math.pow(2, (midi - 69) / 12);
    }

    private void pad(int bar, float[] room) {
        int[] chord = CHORDS[bar];
        int length = BAR + RATE * 3 / 2;
        int attack = RATE;
        int release = RATE * 3 / 2;
        for (int voice = 1; voice < chord.length; voice++) {
            for (int side = -1; side <= 1; side += 2) {
                Wave wave = new Wave(Wave.SOFT, hertz(chord[voice] + side * 0.045));
                float pan = 0.5f + side * (0.12f + 0.08f * voice);
                int at = bar * BAR;
                for (int i = 0; i < length; i++) {
                    float envelope = Math.min(1f, Math.min((float) i / attack, (float) (length - i) / release));
                    float sample = wave.next() * envelope * envelope * (3 - 2 * envelope) * 0.032f;
                    add(at, sample * (1 - pan), sample * pan);
                    room[at] += sample * 0.30f;
                    at = at + 1 == LENGTH ? 0 : at + 1;
                }
            }
        }
    }

    private void bass(int bar) {
        int root = CHORDS[bar][0];
        bassNote(bar * BAR, root, 1f);
        bassNote(bar * BAR + BEAT * 5 / 2, root + (bar % 2 == 0 ? 7 : 12), 0.55f);
    }

    private void bassNote(int start, int midi, float strength) {
        Wave wave = new Wave(Wave.BASS, hertz(midi));
        int length = RATE * 19 / 10;
        float decay = decay(0.75);
        float level = strength * 0.17f;
        int at = start % LENGTH;
        for (int i = 0; i < length; i++) {
            float ends = Math.min(1f, Math.min(i / 700f, (length - i) / 4000f));
            float sample = wave.next() * level * ends;
            add(at, sample * 0.5f, sample * 0.5f);
            level *= decay;
            at = at + 1 == LENGTH ? 0 : at + 1;
        }
    }

    private void kalimba(float[] room) {
        Random random = new Random(11);
        int[] shape = {1, 3, 2, 4, 3, 2, 4, 3};
        for (int bar = 0; bar < CHORDS.length; bar++) {
            for (int eighth = 0; eighth < 8; eighth++) {
                if (random.nextInt(100) < (eighth == 0 ? 5 : 26)) {
                    continue;
                }
                int voice = random.nextInt(100) < 78 ? shape[eighth] : 1 + random.nextInt(4);
                int midi = CHORDS[bar][voice] + (random.nextInt(100) < 30 ? 24 : 12);
                float strength = (eighth % 4 == 0 ? 1f : 0.66f) * (0.85f + 0.3f * random.nextFloat());
                int swing = eighth % 2 == 1 ? BEAT / 14 : 0;
                pluck(bar * BAR + eighth * BEAT / 2 + swing, midi, strength, 0.25f + 0.5f * random.nextFloat(), room);
            }
        }
    }

    /** Two sines, the second bending the first: a tine that is plucked. */
    private void pluck(int start, int midi, float strength, float pan, float[] room) {
        double hertz = hertz(midi);
        Wave phase = new Wave(Wave.SINE, hertz);
        Wave bend = new Wave(Wave.SINE, hertz * 3.01);
        float level = strength * 0.085f;
        float bending = 0.16f;
        float decay = decay(0.42);
        float bendDecay = decay(0.07);
        int length = RATE * 17 / 10;
        int at = start % LENGTH;
        for (int i = 0; i < length; i++) {
            float sample = phase.next(bend.next() * bending) * level * Math.min(1f, i / 90f);
            add(at, sample * (1 - pan), sample * pan);
            room[at] += sample * 0.42f;
            level *= decay;
            bending *= bendDecay;
            at = at + 1 == LENGTH ? 0 : at + 1;
        }
    }

    private void vibraphone(int start, int midi, float[] room) {
        double hertz = hertz(midi);
        Wave tone = new Wave(Wave.SINE, hertz);
        Wave strike = new Wave(Wave.SINE, hertz * 3.99);
        Wave tremolo = new Wave(Wave.SINE, 4.6);
        float level = 0.095f;
        float striking = 0.028f;
        float decay = decay(0.95);
        float strikeDecay = decay(0.09);
        int length = RATE * 3;
        int at = start % LENGTH;
        for (int i = 0; i < length; i++) {
            float ends = Math.min(1f, Math.min(i / 240f, (length - i) / 6000f));
            float sample = (tone.next() * level + strike.next() * striking) * ends * (1 + 0.18f * tremolo.next());
            add(at, sample * 0.55f, sample * 0.45f);
            room[at] += sample * 0.5f;
            level *= decay;
            striking *= strikeDecay;
            at = at + 1 == LENGTH ? 0 : at + 1;
        }
    }

    /** A brush on the off-beats, and the quiet of the room. */
    private void brush() {
        Random random = new Random(5);
        for (int eighth = 0; eighth < CHORDS.length * 8; eighth++) {
            if (eighth % 4 != 2 && random.nextInt(100) < 60) {
                continue;
            }
            int start = eighth * BEAT / 2 + (eighth % 2 == 1 ? BEAT / 14 : 0);
            float level = eighth % 4 == 2 ? 0.020f : 0.009f;
            float decay = decay(0.045);
            float smooth = 0;
            float last = 0;
            for (int i = 0; i < RATE / 4; i++) {
                float noise = random.nextFloat() - 0.5f;
                smooth += (noise - smooth) * 0.55f;
                float sample = (smooth - last) * level * Math.min(1f, i / 300f);
                last = smooth;
                add((start + i) % LENGTH, sample * 0.9f, sample * 1.1f);
                level *= decay;
            }
        }
        float low = 0;
        int seed = 1;
        for (int i = 0; i < LENGTH; i++) {
            seed = seed * 1664525 + 1013904223;
            low += ((seed >> 16) / 32768f - low) * 0.06f;
            add(i, low * ROOM_TONE, low * ROOM_TONE);
        }
    }

    private void add(int at, float toLeft, float toRight) {
        left[at] += toLeft;
        right[at] += toRight;
    }

    /** The factor from sample to sample that leaves 1/e after so many seconds. */
    private static float decay(double seconds) {
        return (float) Math.exp(-1 / (seconds * RATE));
    }

    private void level() {
        float loudest = 0;
        for (int i = 0; i < LENGTH; i++) {
            loudest = Math.max(loudest, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
        float factor = PEAK / loudest;
        for (int i = 0; i < LENGTH; i++) {
            left[i] *= factor;
            right[i] *= factor;
        }
    }

    /** A tone out of a table. */
    private static final class Wave {
        private static final int SIZE = 4096;
        static final float[] SINE = table(1);
        static final float[] SOFT = table(1, 0.34, 0.14, 0.05, 0.03);
        static final float[] BASS = table(1, 0.28, 0.10);

        private final float[] table;
        private final double step;
        private double phase;

        Wave(float[] table, double hertz) {
            this.table = table;
            this.step = hertz * SIZE / RATE;
        }

        private static float[] table(double... harmonics) {
            float[] table = new float[SIZE];
            for (int i = 0; i < SIZE; i++) {
                double sum = 0;
                for (int h = 0; h < harmonics.length; h++) {
                    sum += harmonics[h] * Math.sin(2 * Math.PI * (h + 1) * i / SIZE);
                }
                table[i] = (float) sum;
            }
            return table;
        }

        float next() {
            float sample = table[(int) phase & SIZE - 1];
            phase += step;
            if (phase >= SIZE) {
                phase -= SIZE;
            }
            return sample;
        }

        /** Shifts the tone by a part of its period. */
        float next(float shift) {
            float sample = table[(int) (phase + shift * SIZE) & SIZE - 1];
            phase += step;
            if (phase >= SIZE) {
                phase -= SIZE;
            }
            return sample;
        }
    }

    /**
     * A room: four combs and two all-passes (M. R. Schroeder, Natural Sounding Artificial Reverberation, 1962), the
     * combs' echoes losing their treble. Runs in from the loop's end, so that its start rings with it.
     */
    private static final class Reverb {
        private static final int[] COMBS = {1687, 1867, 2053, 2251};
        private static final int[] ALL_PASSES = {347, 113};
        private static final int RUN_IN = 5 * RATE;
        private static final float FEEDBACK = 0.86f;
        private static final float DAMPING = 0.38f;
        private static final float WET = 0.20f;

        private final float[][] combs = new float[COMBS.length][];
        private final float[][] allPasses = new float[ALL_PASSES.length][];
        private final int[] combAt = new int[COMBS.length];
        private final int[] allPassAt = new int[ALL_PASSES.length];
        private final float[] damped = new float[COMBS.length];

        Reverb(int spread) {
            for (int i = 0; i < COMBS.length; i++) {
                combs[i] = new float[COMBS[i] + spread];
            }
            for (int i = 0; i < ALL_PASSES.length; i++) {
                allPasses[i] = new float[ALL_PASSES[i] + spread];
            }
        }

        void run(float[] in, float[] out) {
            for (int i = LENGTH - RUN_IN; i < LENGTH; i++) {
                next(in[i]);
            }
            for (int i = 0; i < LENGTH; i++) {
                out[i] += next(in[i]) * WET;
            }
        }

        private float next(float in) {
            float sum = 0;
            for (int i = 0; i < COMBS.length; i++) {
                float[] line = combs[i];
                int at = combAt[i];
                float echo = line[at];
                damped[i] = echo + (damped[i] - echo) * DAMPING;
                line[at] = in + damped[i] * FEEDBACK;
                combAt[i] = at + 1 == line.length ? 0 : at + 1;
                sum += echo;
            }
            for (int i = 0; i < ALL_PASSES.length; i++) {
                float[] line = allPasses[i];
                int at = allPassAt[i];
                float echo = line[at];
                float through = echo - 0.5f * sum;
                line[at] = sum + 0.5f * through;
                allPassAt[i] = at + 1 == line.length ? 0 : at + 1;
                sum = through;
            }
            return sum;
        }
    }
}
