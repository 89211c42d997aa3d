package dev.vitrine.core.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real directory, locked against a second writer. */
final class DirectoryStorage implements Storage {
    private static final String LOCK = "lock";

    /**
     * Directories open in this process. Static because it guards a thing of the whole process: POSIX drops a file's
     * lock when any handle of the process on it is closed, so a second attempt must be turned away before it opens the
     * file.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path directory;

    /** Null when the directory is only looked at. */
    private final @Nullable FileChannel lockFile;

    private DirectoryStorage(Path directory, @Nullable FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    static DirectoryStorage open(Path wanted) throws IOException, LogInUse {
        boolean created = Files.notExists(wanted);
        Files.createDirectories(wanted);
        Path directory = wanted.toRealPath();
        if (created && directory.getParent() instanceof Path parent) {
            forceDirectory(parent);
        }
        if (!OPEN.add(directory)) {
            throw new LogInUse("Log \"%s\" is already open in this server; close that one first.".formatted(directory));
        }
        boolean done = false;
        FileChannel lockFile = null;
        try {
            lockFile = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new LogInUse(
                        "Log \"%s\" is open in another process; stop that server or use another data directory."
                                .formatted(directory));
            }
            done = true;
            return new DirectoryStorage(directory, lockFile);
        } finally {
            if (!done) {
                OPEN.remove(directory);
                if (lockFile != null) {
                    lockFile.close();
                }
            }
        }
    }

    /** A view of a directory that may be another's to write; {@link LogOpener#look} changes nothing in it. */
    static DirectoryStorage look(Path directory) throws IOException {
        return new DirectoryStorage(directory.toRealPath(), null);
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public StoredFile write(String file) throws IOException {
        return new Written(FileChannel.open(
                directory.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public StoredFile read(String file) throws IOException {
        return new Read(new RandomAccessFile(directory.resolve(file).toFile(), "r"));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String file) throws IOException {
        Files.deleteIfExists(directory.resolve(file));
    }

    @Override
    public void forceNames() throws IOException {
        forceDirectory(directory);
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            try (FileChannel lock = lockFile) {
                OPEN.remove(directory);
            }
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A channel is closed when a thread that uses it is interrupted, so only the log's own writer touches this one. */
    private static final class Written implements StoredFile {
        private final FileChannel channel;

        Written(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(byte[] into, int offset, int length, long position) throws IOException {
            ByteBuffer target = ByteBuffer.wrap(into, offset, length);
            while (target.hasRemaining()) {
                if (channel.read(target, position + length - target.remaining()) < 0) {
                    break;
                }
            }
            return length - target.remaining();
        }

        @Override
        public void write(byte[] from, int offset, int length, long position) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Reads outlive interrupts: a {@link RandomAccessFile} does not care for them. */
    private record Read(RandomAccessFile file) implements StoredFile {
        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public int read(byte[] into, int offset, int length, long position) throws IOException {
            file.seek(position);
            int done = 0;
            while (done < length) {
                int count = file.read(into, offset + done, length - done);
                if (count < 0) {
                    break;
                }
                done += count;
            }
            return done;
        }

        @Override
        public void write(byte[] from, int offset, int length, long position) throws IOException {
            throw new IOException("opened to read");
        }

        @Override
        public void force() throws IOException {
            throw new IOException("opened to read");
        }

        @Override
        public void truncate(long size) throws IOException {
            throw new IOException("opened to read");
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
