package dev.vitrine.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Remembers how appends ended, in the order in which it was told. */
final class Acks implements Completion {
    private static final long LIMIT_NS = 30_000_000_000L;

    private final List<Long> durable = new ArrayList<>();
    private final List<Long> failed = new ArrayList<>();
    private final List<LogUnavailable> whys = new ArrayList<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(LogEntry entry) {
        return new String(entry.payload(), StandardCharsets.UTF_8);
    }

    /** Appends that many records named {@code r1, r2 …} by their sequence number and waits until they are on disk. */
    static void fill(EventLog log, int records) throws LogException {
        Acks acks = new Acks();
        for (int i = 0; i < records; i++) {
            log.append(bytes("r" + (log.lastSeq() + 1)), acks);
        }
        acks.awaitDurable(records);
    }

    /** Every record from disk, and that it is the one that was appended under its number. */
    static List<LogEntry> readFilled(EventLog log) throws LogException {
        List<LogEntry> entries = log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).seq())
                    .as("sequence number of entry %d", i)
                    .isEqualTo(i + 1L);
            assertThat(text(entries.get(i))).as("payload of record %d", i + 1).isEqualTo("r" + (i + 1));
        }
        return entries;
    }

    @Override
    public synchronized void durable(long seq) {
        durable.add(seq);
        notifyAll();
    }

    @Override
    public synchronized void failed(long seq, LogUnavailable why) {
        failed.add(seq);
        whys.add(why);
        notifyAll();
    }

    void awaitDurable(int count) {
        awaitEnds(count);
        assertThat(durable()).as("acknowledged records").hasSizeGreaterThanOrEqualTo(count);
    }

    /** Waits on a monitor: tests do this thousands of times, and polling would take all their time. */
    synchronized void awaitEnds(int count) {
        long end = System.nanoTime() + LIMIT_NS;
        while (durable.size() + failed.size() < count) {
            long leftMs = (end - System.nanoTime()) / 1_000_000;
            assertThat(leftMs)
                    .as("%d appends ended, %d expected", durable.size() + failed.size(), count)
                    .isPositive();
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    synchronized List<Long> durable() {
        return List.copyOf(durable);
    }

    synchronized List<Long> failed() {
        return List.copyOf(failed);
    }

    synchronized List<LogUnavailable> whys() {
        return List.copyOf(whys);
    }
}
