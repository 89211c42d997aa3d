package dev.vitrine.plugin.moderation;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/**
 * Trains the spam model: logistic regression over features weighed by their log-count ratio (Wang and Manning,
 * "Baselines and bigrams", 2012), by AdaGrad. The build runs {@link #main} on the labelled messages of an npm package.
 */
final class SpamTrainer {
    static final int FOLDS = 5;

    /**
     * Innocent messages taken for spam that the threshold may cost, of which a message too short to tell takes a part
     * back.
     */
    private static final double FALSE_ALARMS = 0.0058;

    private static final int EPOCHS = 16;
    private static final double RATE = 0.02;
    private static final double DECAY = 1e-5;
    private static final long SEED = 7;

    /**
     * A labelled message.
     *
     * @param spam whether people called it spam
     * @param features what the model looks at
     */
    record Example(boolean spam, SpamFeatures.Kept features) {}

    /** What a model that had not seen a message scored it. */
    record Scored(double score, boolean spam) {}

    private SpamTrainer() {}

    /** Takes the file of labelled messages and the file to write the model to. */
    public static void main(String[] arguments) throws IOException {
        SpamModel trained = make(read(Path.of(arguments[0])));
        Path model = Path.of(arguments[1]);
        Files.createDirectories(model.toAbsolutePath().getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(model))) {
            trained.write(out);
        }
    }

    /** Trains a model, and sets its threshold by what models say of messages they had not seen. */
    static SpamModel make(List<Example> examples) {
        return train(examples, threshold(heldOut(examples, FOLDS), FALSE_ALARMS));
    }

    /** Reads lines of {@code spam} or {@code ham}, a tab and words; the same message counts once. */
    static List<Example> read(Path file) throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String line : new LinkedHashSet<>(Files.readAllLines(file))) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                examples.add(new Example(line.startsWith("spam"), SpamFeatures.Kept.of(line.substring(tab + 1))));
            }
        }
        Collections.shuffle(examples, new Random(SEED));
        return examples;
    }

    /** Scores each message by a model trained on the other folds. */
    static List<Scored> heldOut(List<Example> examples, int folds) {
        List<Scored> scored = new ArrayList<>(examples.size());
        for (int fold = 0; fold < folds; fold++) {
            List<Example> others = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                if (i % folds != fold) {
                    others.add(examples.get(i));
                }
            }
            SpamModel model = train(others, 0);
            for (int i = fold; i < examples.size(); i += folds) {
                Example example = examples.get(i);
                scored.add(new Scored(model.score(example.features()), example.spam()));
            }
        }
        return scored;
    }

    /** The least score above which no more than that share of the innocent are. */
    static float threshold(List<Scored> scored, double falseAlarms) {
        double[] innocent = scored.stream()
                .filter(each -> !each.spam())
                .mapToDouble(Scored::score)
                .sorted()
                .toArray();
        int most = (int) (innocent.length * falseAlarms);
        return (float) innocent[innocent.length - 1 - most];
    }

    static SpamModel train(List<Example> examples, float threshold) {
        double[] ratio = ratios(examples);
        double[] weights = new double[SpamFeatures.SLOTS];
        double[] squares = new double[SpamFeatures.SLOTS];
        Arrays.fill(squares, 1e-8);
        double bias = 0;
        List<Example> order = new ArrayList<>(examples);
        Random random = new Random(SEED);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (Example example : order) {
                SpamFeatures.Kept features = example.features();
                double score = bias;
                for (int i = 0; i < features.size(); i++) {
                    int slot = features.slot(i);
                    score += weights[slot] * ratio[slot] * features.value(i);
                }
                double error = 1 / (1 + Math.exp(-score)) - (example.spam() ? 1 : 0);
                bias -= RATE * error;
                for (int i = 0; i < features.size(); i++) {
                    int slot = features.slot(i);
                    double gradient = error * ratio[slot] * features.value(i) + DECAY * weights[slot];
                    squares[slot] += gradient * gradient;
                    weights[slot] -= RATE * gradient / Math.sqrt(squares[slot]);
                }
            }
        }
        float[] table = new float[SpamFeatures.SLOTS];
        for (int slot = 0; slot < table.length; slot++) {
            table[slot] = (float) (weights[slot] * ratio[slot]);
        }
        return new SpamModel(table, (float) bias, threshold);
    }

    /**
     * Logarithm of how much more often each feature is in spam than in the rest, each feature counted once too often.
     */
    private static double[] ratios(List<Example> examples) {
        int[] spam = new int[SpamFeatures.SLOTS];
        int[] rest = new int[SpamFeatures.SLOTS];
        double spamAll = 0;
        double restAll = 0;
        for (Example example : examples) {
            for (int i = 0; i < example.features().size(); i++) {
                if (example.spam()) {
                    spam[example.features().slot(i)]++;
                    spamAll++;
                } else {
                    rest[example.features().slot(i)]++;
                    restAll++;
                }
            }
        }
        int met = 0;
        for (int slot = 0; slot < spam.length; slot++) {
            met += spam[slot] + rest[slot] > 0 ? 1 : 0;
        }
        double[] ratio = new double[SpamFeatures.SLOTS];
        for (int slot = 0; slot < ratio.length; slot++) {
            if (spam[slot] + rest[slot] > 0) {
                ratio[slot] = Math.log((spam[slot] + 1) / (spamAll + met) * (restAll + met) / (rest[slot] + 1));
            }
        }
        return ratio;
    }
}
