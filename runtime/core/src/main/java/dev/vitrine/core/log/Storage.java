package dev.vitrine.core.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A directory of files with exactly the operations whose durability the log relies on: the seam at which tests lose
 * power, fill the disk and flip bits.
 */
interface Storage extends Closeable {
    /** What messages call the place. */
    String name();

    /** Names of all files. */
    List<String> list() throws IOException;

    /** Opens a file to write, and creates it when there is none. */
    StoredFile write(String file) throws IOException;

    /** Opens an existing file to read. */
    StoredFile read(String file) throws IOException;

    /** Renames a file; replaces the target. Durable after {@link #forceNames}. */
    void rename(String from, String to) throws IOException;

    void delete(String file) throws IOException;

    /** Returns once creations, renames and deletions are on disk. */
    void forceNames() throws IOException;

    /** Lets go of the directory. */
    @Override
    void close() throws IOException;
}
