package dev.vitrine.core.log;

import dev.vitrine.core.log.LogUnavailable.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads durable records and checks each before it hands it out. Safe from any thread: every call opens its own file.
 */
final class LogReader {
    private static final int READ_CHUNK_BYTES = 64 << 10;
    private static final int WALK_CHUNK_BYTES = 256 << 10;

    private final Storage storage;
    private final LogIndex index;

    LogReader(Storage storage, LogIndex index) {
        this.storage = storage;
        this.index = index;
    }

    List<LogEntry> read(long afterSeq, int maxRecords, int maxBytes) throws LogDamaged, LogUnavailable {
        List<LogEntry> entries = new ArrayList<>();
        long end = index.durableSeq();
        long bytes = 0;
        long wanted = afterSeq + 1;
        while (wanted <= end && entries.size() < maxRecords) {
            LogIndex.Stretch stretch = index.stretch(wanted);
            Segment segment = stretch.segment();
            try (StoredFile file = storage.read(segment.file())) {
                FrameWalk walk = new FrameWalk(file, segment.before(wanted), null, READ_CHUNK_BYTES);
                while (walk.seq() < stretch.lastSeq() && walk.next()) {
                    segment.learn(walk.seq(), walk.position());
                    if (walk.seq() < wanted) {
                        continue;
                    }
                    bytes += walk.payloadBytes();
                    if (entries.size() == maxRecords || !entries.isEmpty() && bytes > maxBytes) {
                        return entries;
                    }
                    entries.add(new LogEntry(walk.seq(), walk.payload()));
                }
                if (walk.seq() < stretch.lastSeq()) {
                    return goodOrDamaged(entries, damage(segment, walk));
                }
            } catch (IOException e) {
                return goodOrDamaged(entries, missing(segment, wanted, e));
            }
            wanted = stretch.lastSeq() + 1;
        }
        return entries;
    }

    /** Walks from the start of the segment that holds the first wanted record; visits the wanted ones. */
    VerifyReport walk(long afterSeq, EventLog.Visitor visitor) throws LogUnavailable {
        long end = index.durableSeq();
        long wanted = afterSeq + 1;
        long records = 0;
        long bytes = 0;
        int files = 0;
        byte[] value = index.stretch(Math.max(1, wanted)).segment().header().chain();
        while (wanted <= end) {
            LogIndex.Stretch stretch = index.stretch(wanted);
            Segment segment = stretch.segment();
            Chain chain = new Chain(value);
            try (StoredFile file = storage.read(segment.file())) {
                Optional<Damage> badHeader = checkHeader(file, segment, value);
                if (badHeader.isPresent()) {
                    return new VerifyReport(records, bytes, files, Chain.hex(value), badHeader);
                }
                FrameWalk walk = new FrameWalk(file, segment.before(segment.firstSeq()), chain, WALK_CHUNK_BYTES);
                while (walk.seq() < stretch.lastSeq() && walk.next()) {
                    segment.learn(walk.seq(), walk.position());
                    if (walk.seq() >= wanted) {
                        visitor.visit(walk.seq(), walk.payload());
                        records++;
                    }
                }
                value = chain.value();
                bytes += file.size();
                files++;
                if (walk.seq() < stretch.lastSeq()) {
                    return new VerifyReport(
                            records, bytes, files, Chain.hex(value), Optional.of(damage(segment, walk)));
                }
            } catch (IOException e) {
                return new VerifyReport(
                        records, bytes, files, Chain.hex(value), Optional.of(missing(segment, wanted, e)));
            }
            wanted = stretch.lastSeq() + 1;
        }
        return new VerifyReport(records, bytes, files, Chain.hex(value), Optional.empty());
    }

    private Optional<Damage> checkHeader(StoredFile file, Segment segment, byte[] chain) throws IOException {
        byte[] bytes = new byte[SegmentHeader.BYTES];
        int length = file.read(bytes, 0, bytes.length, 0);
        boolean same =
                length == bytes.length && Arrays.equals(bytes, segment.header().encode());
        if (!same) {
            return Optional.of(new Damage(
                    storage.name(),
                    segment.file(),
                    0,
                    segment.firstSeq(),
                    "the head of the file is not as it was written"));
        }
        if (!Arrays.equals(segment.header().chain(), chain)) {
            return Optional.of(new Damage(
                    storage.name(),
                    segment.file(),
                    0,
                    segment.firstSeq(),
                    "the file does not follow the one before it (hash chain)"));
        }
        return Optional.empty();
    }

    private Damage damage(Segment segment, FrameWalk walk) {
        String what = Objects.requireNonNullElse(walk.fault(), "the file ends before it");
        return new Damage(storage.name(), segment.file(), walk.position(), walk.seq() + 1, what);
    }

    private Damage missing(Segment segment, long wanted, IOException e) throws LogUnavailable {
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return new Damage(
                    storage.name(), segment.file(), 0, Math.max(wanted, segment.firstSeq()), "the file is missing");
        }
        throw new LogUnavailable(
                Reason.DISK_ERROR,
                "Log \"%s\": file \"%s\" cannot be read (%s); look at the disk and at the file's permissions."
                        .formatted(storage.name(), segment.file(), e.getMessage()),
                e);
    }

    private static List<LogEntry> goodOrDamaged(List<LogEntry> entries, Damage damage) throws LogDamaged {
        if (entries.isEmpty()) {
            throw new LogDamaged(damage);
        }
        return entries;
    }
}
