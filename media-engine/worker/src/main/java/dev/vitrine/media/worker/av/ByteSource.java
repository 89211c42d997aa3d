package dev.vitrine.media.worker.av;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several pieces of bytes, in memory and in files, read as if they were one file. Files are opened by Java: FFmpeg
 * never sees a path. One thread at a time.
 */
public final class ByteSource implements Closeable {
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Path, FileChannel> files = new HashMap<>();
    private long length;

    private sealed interface Piece {
        long start();

        long length();
    }

    private record InMemory(long start, byte[] bytes) implements Piece {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    private record InFile(long start, long length, FileChannel file, long offset) implements Piece {}

    /** A source without bytes. */
    public ByteSource() {}

    /** Adds bytes at the end. */
    public ByteSource add(byte[] bytes) {
        pieces.add(new InMemory(length, bytes));
        length += bytes.length;
        return this;
    }

    /**
     * Adds a range of a file at the end. The file stays open until this source is closed.
     *
     * @throws IOException if the file cannot be opened or does not hold the range
     */
    public ByteSource add(Path path, long offset, long bytes) throws IOException {
        FileChannel file = files.get(path);
        if (file == null) {
            file = FileChannel.open(path, StandardOpenOption.READ);
            files.put(path, file);
        }
        if (offset < 0 || bytes < 0 || offset > file.size() - bytes) {
            throw new AvException("\"%s\" has %d bytes, not the range %d+%d that was asked for."
                    .formatted(path.getFileName(), file.size(), offset, bytes));
        }
        pieces.add(new InFile(length, bytes, file, offset));
        length += bytes;
        return this;
    }

    /** Returns how many bytes there are in all. */
    public long length() {
        return length;
    }

    /**
     * Reads some bytes.
     *
     * @return how many, at least one, or -1 at the end
     */
    public int read(long position, byte[] into, int max) throws IOException {
        if (position < 0 || position >= length) {
            return -1;
        }
        Piece piece = pieces.get(indexOf(position));
        long within = position - piece.start();
        int count = (int) Math.min(Math.min(max, into.length), piece.length() - within);
        switch (piece) {
            case InMemory memory -> System.arraycopy(memory.bytes, (int) within, into, 0, count);
            case InFile range -> {
                int got = range.file.read(ByteBuffer.wrap(into, 0, count), range.offset + within);
                if (got <= 0) {
                    throw new AvException("A file of the recording became shorter while it was read.");
                }
                return got;
            }
        }
        return count;
    }

    private int indexOf(long position) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            // An empty piece begins where the next one does; the last such piece is the one that holds bytes.
            if (pieces.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
