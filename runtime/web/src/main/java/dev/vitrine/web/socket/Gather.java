package dev.vitrine.web.socket;

/** Frames that go out in one write. Used by the writing thread of one link. */
public final class Gather {
    private byte[][] parts = new byte[16][];
    private int count;
    private int bytes;
    private final int limitBytes;

    Gather(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Adds a frame, which must never change. */
    public void add(byte[] frame) {
        if (count == parts.length) {
            parts = java.util.Arrays.copyOf(parts, count * 2);
        }
        parts[count++] = frame;
        bytes += frame.length;
    }

    /** Whether another frame should still go into this write. */
    public boolean hasRoom() {
        return bytes < limitBytes;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int bytes() {
        return bytes;
    }

    /** Returns the frames as one array: the only frame itself, or a copy of all. */
    byte[] joined() {
        if (count == 1) {
            return parts[0];
        }
        byte[] all = new byte[bytes];
        int at = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(parts[i], 0, all, at, parts[i].length);
            at += parts[i].length;
        }
        return all;
    }

    void clear() {
        java.util.Arrays.fill(parts, 0, count, null);
        count = 0;
        bytes = 0;
    }
}
