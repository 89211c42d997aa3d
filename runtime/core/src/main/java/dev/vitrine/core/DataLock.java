package dev.vitrine.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second process out of a data directory. The lock goes with the process, so a crash leaves none behind. */
final class DataLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory if need be and locks it.
     *
     * @throws HouseException if it is in use, or cannot be written
     */
    static DataLock take(Path data) {
        try {
            Files.createDirectories(data);
        } catch (FileAlreadyExistsException e) {
            throw new HouseException("\"" + data + "\" is a file; choose a directory with --data.", e);
        } catch (IOException e) {
            throw new HouseException(cannotWrite(data), e);
        }
        Path file = data.resolve(FILE);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw new HouseException(cannotWrite(data), e);
        } catch (IOException e) {
            throw new HouseException(cannotWrite(data), e);
        }
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new HouseException(
                        "Data directory \"%s\" is in use by process %s; stop that server or choose another directory with --data."
                                .formatted(data, holder.isEmpty() ? "(unknown)" : holder),
                        null);
            }
            channel.truncate(0);
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new DataLock(channel);
        } catch (IOException e) {
            throw new HouseException(cannotWrite(data), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }

    private static String cannotWrite(Path data) {
        return "Data directory \"" + data
                + "\" cannot be written; give this user the right to, or choose another with --data.";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
            System.getLogger(DataLock.class.getName()).log(System.Logger.Level.DEBUG, "Lock not released.", e);
        }
    }
}
