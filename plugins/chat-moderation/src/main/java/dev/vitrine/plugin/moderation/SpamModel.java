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

    private final float[] weights;
    private final float bias;
    private final float threshold;

    SpamModel(float[] weights, float bias, float threshold) {
        this.weights = weights;
        this.bias = bias;
        this.threshold = threshold;
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

    double score(SpamFeatures features) {
        double score = bias;
        for (int i = 0; i < features.size(); i++) {
            score += weights[features.slot(i)] * features.value(i);
        }
        return score;
    }

    /** Whether a text is long enough to tell and looks like spam, by a margin above the threshold. */
    boolean isSpam(Readings text, double margin) {
        return isSpam(SpamFeatures.of(text), margin);
    }

    boolean isSpam(SpamFeatures features, double margin) {
        return features.words() >= SpamFeatures.WORDS_MIN && score(features) > threshold + margin;
    }

    double threshold() {
        return threshold;
    }
}
