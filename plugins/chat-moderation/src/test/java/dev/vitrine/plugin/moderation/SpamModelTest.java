package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the spam model makes of messages that it was not trained on. The build fetches the labelled messages. */
class SpamModelTest {
    private static final Path LABELLED = Path.of("target/npm/spam.txt");

    /** Model and threshold are made from four fifths of the messages, each once, and measured on the last fifth. */
    @Test
    void messagesNotTrainedOn_areTold_withFewFalseAlarms() throws Exception {
        List<SpamTrainer.Example> examples = SpamTrainer.read(LABELLED);
        int spam = 0;
        int found = 0;
        int innocent = 0;
        int alarms = 0;
        int surelyFound = 0;
        int sureAlarms = 0;
        double margin = Settings.of(Body.empty()).spamMargin();
        for (int fold = 0; fold < SpamTrainer.FOLDS; fold++) {
            List<SpamTrainer.Example> known = new ArrayList<>();
            List<SpamTrainer.Example> unknown = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                (i % SpamTrainer.FOLDS == fold ? unknown : known).add(examples.get(i));
            }
            SpamModel model = SpamTrainer.make(known);
            for (SpamTrainer.Example example : unknown) {
                boolean says = model.isSpam(example.features(), 0);
                boolean sure = model.isSpam(example.features(), margin);
                if (example.spam()) {
                    spam++;
                    found += says ? 1 : 0;
                    surelyFound += sure ? 1 : 0;
                } else {
                    innocent++;
                    alarms += says ? 1 : 0;
                    sureAlarms += sure ? 1 : 0;
                }
            }
        }
        double recall = (double) found / spam;
        double falseAlarms = (double) alarms / innocent;
        System.out.printf(
                "spam model on messages not trained on: recall %.3f (%d of %d), false alarms %.2f %% (%d of %d)%n",
                recall, found, spam, 100 * falseAlarms, alarms, innocent);
        System.out.printf(
                "with the margin of the policy's default: recall %.3f, false alarms %.2f %%%n",
                (double) surelyFound / spam, 100.0 * sureAlarms / innocent);
        assertThat(recall).isGreaterThanOrEqualTo(0.95);
        assertThat(falseAlarms).isLessThanOrEqualTo(0.005);
    }

    @Test
    void packedModel_tellsAnAdvertisementFromChat() {
        SpamModel model = SpamModel.packed();
        assertThat(model.isSpam(
                        Readings.of("URGENT! You have won a 1000 cash prize, claim now: call 09061701461 or text WIN to"
                                + " 87121"),
                        2))
                .isTrue();
        for (String chat : List.of(
                "I love the blue one, do you have it in size 40?",
                "hello from Lisbon everybody",
                "when does the sale start? my friend wants two",
                "how much is shipping to Norway",
                "free shipping would be great",
                "do you ship to the UK? what is the price for 2",
                "1,000 + 2,000 = 3,000")) {
            assertThat(model.isSpam(Readings.of(chat), 2)).as(chat).isFalse();
        }
    }
}
