package dev.vitrine.plugin.moderation;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A linear score of how much a text looks like spam: above the threshold it does. Trained at build by
 * {@link SpamTrainer}. Immutable.
 */
final class SpamModel {
    private static final int MAGIC = 0x5650_0001;
    private static final String RESOURCE = "spam.model";

    /** A text of so many characters has at most two features and a half for each and none is left out. */
    private static final int UNCUT = SpamFeatures.FEATURES_MAX * 2 / 5 - 10;

    private final float[] weights;
    /** A bit for each weight that is not zero: an eighth of a byte is nearer than four. */
    private final long[] weighty = new long[SpamFeatures.SLOTS / Long.SIZE];

    private final float bias;
    private final float threshold;

    SpamModel(float[] weights, float bias, float threshold) {
        this.weights = weights;
        this.bias = bias;
        this.threshold = threshold;
        for (int slot = 0; slot < weights.length; slot++) {
            weighty[slot >>> 6] |= weights[slot] == 0 ? 0 : 1L << slot;
        }
    }

    /** The one that the build packed into the bundle. */
    static SpamModel packed() {
        InputStream resource = SpamModel.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException("The bundle was built without \"" + RESOURCE + "\"; build it with Maven.");
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(resource, 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalStateException("\"" + RESOURCE + "\" is of another build.");
            }
            float bias = in.readFloat();
            float threshold = in.readFloat();
            float[] weights = new float[SpamFeatures.SLOTS];
            for (int count = in.readInt(); count > 0; count--) {
                weights[in.readInt()] = in.readFloat();
            }
            return new SpamModel(weights, bias, threshold);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(MAGIC);
        out.writeFloat(bias);
        out.writeFloat(threshold);
        int count = 0;
        for (float weight : weights) {
            count += weight != 0 ? 1 : 0;
        }
        out.writeInt(count);
        for (int slot = 0; slot < weights.length; slot++) {
            if (weights[slot] != 0) {
                out.writeInt(slot);
                out.writeFloat(weights[slot]);
            }
        }
        out.flush();
    }

    double score(SpamFeatures.Kept features) {
        double score = bias;
        for (int i = 0; i < features.size(); i++) {
            score += weights[features.slot(i)] * features.value(i);
        }
        return score;
    }

    /** Whether a text is long enough to tell and looks like spam, by a margin above the threshold. */
    boolean isSpam(Readings text, double margin) {
        Reading plain = text.plain();
        if (plain.length() > UNCUT) {
            return isSpam(SpamFeatures.Kept.of(plain.text()), margin);
        }
        Scorer scorer = new Scorer(plain.length());
        plain.walk(scorer);
        return scorer.words() >= SpamFeatures.WORDS_MIN && scorer.score > threshold + margin;
    }

    boolean isSpam(SpamFeatures.Kept features, double margin) {
        return features.words() >= SpamFeatures.WORDS_MIN && score(features) > threshold + margin;
    }

    /** Adds up the weights of features as they come. Most of a text's features were in no message of the training. */
    private final class Scorer extends SpamFeatures {
        private final Met met;
        private double score = bias;

        Scorer(int characters) {
            met = new Met(most(characters));
        }

        @Override
        void take(int slot, int hash, float value) {
            if ((weighty[slot >>> 6] >>> slot & 1) != 0 && met.add(slot, hash)) {
                score += weights[slot] * value;
            }
        }
    }

    double threshold() {
        return threshold;
    }
}
