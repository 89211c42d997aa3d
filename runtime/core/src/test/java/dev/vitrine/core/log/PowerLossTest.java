package dev.vitrine.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The power fails at any operation, un-forced sectors are lost or kept at will, and the log is opened again; and again.
 */
class PowerLossTest {
    private static final int LIVES = 4;
    private static final long SEGMENT_BYTES = 4_000;

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void whateverIsLost_noAcknowledgedRecordIs(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        MemoryStorage storage = new MemoryStorage();
        List<String> kept = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            List<String> attempted = new ArrayList<>(kept);
            storage.powerFailsAfter(1 + random.nextInt(60), random);
            try {
                appendUntilPowerFails(storage, random, kept, attempted);
            } catch (MemoryStorage.PowerLoss e) {
                storage = random.nextInt(4) == 0 ? storage.afterKill() : storage.afterPowerLoss(random);
            }
            kept = check(storage, kept, attempted, "seed " + seed + ", life " + life);
        }
    }

    /** Appends batches; {@code acknowledged} grows after each force, {@code attempted} before. */
    private static void appendUntilPowerFails(
            MemoryStorage storage, Random random, List<String> acknowledged, List<String> attempted)
            throws IOException {
        LogOpener.Found found = LogOpener.open(storage);
        LogIndex index = new LogIndex(found.segments(), found.lastSeq());
        Appender appender = new Appender(storage, index, found, SEGMENT_BYTES);
        while (true) {
            int batch = 1 + random.nextInt(6);
            for (int i = 0; i < batch; i++) {
                String text = (attempted.size() + 1) + "-" + random.nextLong() + "x".repeat(random.nextInt(900));
                byte[] payload = text.getBytes(StandardCharsets.UTF_8);
                if (appender.isFull(payload.length)) {
                    appender.commit();
                    addMissing(acknowledged, attempted);
                    appender.roll();
                }
                attempted.add(text);
                appender.add(payload);
            }
            appender.commit();
            addMissing(acknowledged, attempted);
        }
    }

    private static void addMissing(List<String> acknowledged, List<String> attempted) {
        acknowledged.addAll(attempted.subList(acknowledged.size(), attempted.size()));
    }

    /** Opens what is left: every acknowledged record, then perhaps some of the last batch, and no damage. */
    private static List<String> check(
            MemoryStorage storage, List<String> acknowledged, List<String> attempted, String when) throws IOException {
        LogOpener.Found found = LogOpener.open(storage.afterKill());
        assertThat(found.damage()).as(when).isEqualTo(Optional.empty());
        List<String> records = new ArrayList<>();
        try {
            VerifyReport report = new LogReader(storage, new LogIndex(found.segments(), found.lastSeq()))
                    .walk(0, (seq, payload) -> records.add(new String(payload, StandardCharsets.UTF_8)));
            assertThat(report.damage()).as(when).isEqualTo(Optional.empty());
        } catch (LogUnavailable e) {
            throw new IOException(e);
        }
        assertThat(records.size()).as(when + ": records").isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(records).as(when).isEqualTo(attempted.subList(0, records.size()));
        return records;
    }
}
