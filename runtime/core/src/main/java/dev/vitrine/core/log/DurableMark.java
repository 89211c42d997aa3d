package dev.vitrine.core.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small file that remembers up to which record force has returned. Written after each force and before anybody is
 * told, but not forced itself: it survives the death of the process exactly, and a power loss with a value that may be
 * some seconds old. So it is a lower bound of what was acknowledged, and what it names must be there: it tells a torn
 * tail, which may be cut, from an acknowledged tail that was lost, which may not.
 *
 * <p>Two slots of 28 bytes, at 0 and 512, written in turn: u32 CRC32C of the rest, 16 bytes log id, u64 sequence
 * number.
 */
final class DurableMark implements Closeable {
    static final String FILE = "mark";

    private static final int SLOT_BYTES = 28;
    private static final int SLOT_DISTANCE = 512;

    private final StoredFile file;
    private final byte[] id;
    private final byte[] slot = new byte[SLOT_BYTES];
    private int turn;

    private DurableMark(StoredFile file, byte[] id) {
        this.file = file;
        this.id = id;
    }

    /** What the file says; no slots when there is none. */
    static List<Slot> read(Storage storage) throws IOException {
        List<Slot> slots = new ArrayList<>();
        if (!storage.list().contains(FILE)) {
            return slots;
        }
        try (StoredFile file = storage.read(FILE)) {
            byte[] slot = new byte[SLOT_BYTES];
            for (int turn = 0; turn < 2; turn++) {
                if (file.read(slot, 0, SLOT_BYTES, (long) turn * SLOT_DISTANCE) == SLOT_BYTES
                        && Bytes.getInt(slot, 0) == Bytes.crc32c(slot, 4, SLOT_BYTES - 4)) {
                    slots.add(new Slot(Arrays.copyOfRange(slot, 4, 20), Bytes.getLong(slot, 20)));
                }
            }
        }
        return slots;
    }

    /**
     * A whole slot.
     *
     * @param id of the log it is about
     * @param seq last record known to have been acknowledged
     */
    record Slot(byte[] id, long seq) {
        /** The greatest mark of a log, 0 when there is none. */
        static long of(List<Slot> slots, byte[] id) {
            return slots.stream()
                    .filter(slot -> Arrays.equals(slot.id, id))
                    .mapToLong(Slot::seq)
                    .max()
                    .orElse(0);
        }

        /** The greatest mark, whichever log it is about. */
        static long ofAny(List<Slot> slots) {
            return slots.stream().mapToLong(Slot::seq).max().orElse(0);
        }
    }

    /** Begins a mark at a value, on disk when this returns. */
    static DurableMark begin(Storage storage, byte[] id, long seq) throws IOException {
        DurableMark mark = new DurableMark(storage.write(FILE), id);
        mark.set(seq);
        mark.set(seq);
        mark.file.force();
        return mark;
    }

    void set(long seq) throws IOException {
        System.arraycopy(id, 0, slot, 4, id.length);
        Bytes.putLong(slot, 20, seq);
        Bytes.putInt(slot, 0, Bytes.crc32c(slot, 4, SLOT_BYTES - 4));
        file.write(slot, 0, SLOT_BYTES, (long) turn * SLOT_DISTANCE);
        turn ^= 1;
    }

    /** Forces and closes: an orderly close leaves an exact mark. */
    @Override
    public void close() throws IOException {
        try (file) {
            file.force();
        }
    }
}
