package dev.vitrine.core.log;

import java.io.Closeable;
import java.io.IOException;

/** An open file. */
interface StoredFile extends Closeable {
    long size() throws IOException;

    /** Reads up to {@code length} bytes from a position; fewer only at the end of the file, 0 beyond it. */
    int read(byte[] into, int offset, int length, long position) throws IOException;

    /**
     * Writes all the bytes at a position. They may reach the disk at any time, in any order, or never, until forced.
     */
    void write(byte[] from, int offset, int length, long position) throws IOException;

    /** Returns once everything written is on disk. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
