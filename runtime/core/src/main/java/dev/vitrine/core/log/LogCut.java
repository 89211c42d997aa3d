package dev.vitrine.core.log;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a log at its first damage. Every step leaves a log that is either damaged as before, so that the cut can be made
 * again, or done.
 */
final class LogCut {
    private static final int COPY_BYTES = 256 << 10;

    private final Storage storage;
    private final List<String> kept = new ArrayList<>();

    private LogCut(Storage storage) {
        this.storage = storage;
    }

    static CutReport cut(Storage storage) throws IOException, LogUnavailable {
        LogOpener.Found found = LogOpener.look(storage);
        LogReader reader = new LogReader(storage, new LogIndex(found.segments(), found.lastSeq()));
        VerifyReport report = reader.walk(0, (seq, payload) -> {}).or(found.damage());
        if (report.whole()) {
            return new CutReport(Optional.empty(), report.records(), List.of());
        }
        return new LogCut(storage).cut(found, report);
    }

    private CutReport cut(LogOpener.Found found, VerifyReport report) throws IOException {
        Damage damage = report.damage().orElseThrow();
        SegmentHeader next = next(found, report);
        boolean fileStays = damage.offset() > SegmentHeader.BYTES && damage.seq() > firstSeq(damage.file());
        if (fileStays) {
            copy(damage.file());
        }
        for (String file : storage.list().reversed()) {
            boolean behind = fileStays ? file.compareTo(damage.file()) > 0 : file.compareTo(damage.file()) >= 0;
            if (LogOpener.isSegment(file) && behind) {
                String name = keptName(file);
                storage.rename(file, name);
                kept.add(name);
            }
        }
        storage.forceNames();
        if (fileStays) {
            try (StoredFile file = storage.write(damage.file())) {
                file.truncate(damage.offset());
                file.force();
            }
        }
        DurableMark.begin(storage, next.id(), damage.seq() - 1).close();
        LogOpener.create(storage, next);
        return new CutReport(Optional.of(damage), damage.seq() - 1, List.copyOf(kept));
    }

    /** The head of the segment that goes on after the cut: the log's next life, or another log if nothing is left. */
    private static SegmentHeader next(LogOpener.Found found, VerifyReport report) {
        long seq = report.damage().orElseThrow().seq();
        if (seq == 1) {
            byte[] id = new byte[SegmentHeader.ID_BYTES];
            new SecureRandom().nextBytes(id);
            return new SegmentHeader(id, 1, 1, Chain.genesis(id));
        }
        SegmentHeader last = found.last().header();
        return new SegmentHeader(last.id(), last.life() + 1, seq, HexFormat.of().parseHex(report.chain()));
    }

    private void copy(String file) throws IOException {
        String name = keptName(file);
        try (StoredFile from = storage.read(file);
                StoredFile to = storage.write(name)) {
            byte[] part = new byte[COPY_BYTES];
            long at = 0;
            for (int count = from.read(part, 0, part.length, at);
                    count > 0;
                    count = from.read(part, 0, part.length, at)) {
                to.write(part, 0, count, at);
                at += count;
            }
            to.force();
        }
        kept.add(name);
    }

    private String keptName(String file) throws IOException {
        List<String> taken = storage.list();
        int number = 1;
        while (taken.contains(file + ".damaged-" + number)) {
            number++;
        }
        return file + ".damaged-" + number;
    }

    private static long firstSeq(String file) {
        return Long.parseLong(file.substring(0, file.length() - Segment.SUFFIX.length()));
    }
}
