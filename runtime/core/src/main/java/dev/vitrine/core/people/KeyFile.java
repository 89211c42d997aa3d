package dev.vitrine.core.people;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Keys of 256 bits, one after the other: key N lies at byte 32 N, readable by its owner alone. Keys are made and put on
 * disk a batch ahead of their use, so that a new person costs no wait for the disk; the log says whose key is which. A
 * destroyed key is zeros. Safe from any thread.
 */
final class KeyFile implements AutoCloseable {
    static final int KEY_BYTES = 32;
    /** What a restart leaves unused at most: 4 KiB. */
    static final int BATCH = 128;

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private final FileChannel channel;
    private final SecureRandom random;
    private byte[] keys;
    private int next;

    private KeyFile(FileChannel channel, SecureRandom random, byte[] keys) {
        this.channel = channel;
        this.random = random;
        this.keys = keys;
        this.next = keys.length / KEY_BYTES;
    }

    static KeyFile open(Path file, SecureRandom random) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        // A restored backup or a careless copy may have left it open to others.
        Files.setPosixFilePermissions(file, OWNER_ALONE);
        // A batch that was cut short has no used key in it.
        int whole = (int) (channel.size() / KEY_BYTES) * KEY_BYTES;
        ByteBuffer keys = ByteBuffer.allocate(whole);
        while (keys.hasRemaining() && channel.read(keys, keys.position()) >= 0) {
            // The rest.
        }
        return new KeyFile(channel, random, keys.array());
    }

    /**
     * Returns the number of a key that nobody has.
     *
     * @throws IOException if the disk does not take another batch
     */
    synchronized int take() throws IOException {
        if ((next + 1) * KEY_BYTES > keys.length) {
            byte[] batch = new byte[BATCH * KEY_BYTES];
            random.nextBytes(batch);
            write(ByteBuffer.wrap(batch), keys.length);
            byte[] more = Arrays.copyOf(keys, keys.length + batch.length);
            System.arraycopy(batch, 0, more, keys.length, batch.length);
            keys = more;
        }
        return next++;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
        channel.force(true);
    }

    /** Returns a key, unless it was destroyed or never was. */
    synchronized Optional<byte[]> key(int number) {
        if (number < 0 || (number + 1L) * KEY_BYTES > keys.length) {
            return Optional.empty();
        }
        byte[] key = Arrays.copyOfRange(keys, number * KEY_BYTES, (number + 1) * KEY_BYTES);
        for (byte each : key) {
            if (each != 0) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /**
     * Destroys a key, in memory and, before this returns, on disk.
     *
     * @throws IOException if the disk does not take it; the key is gone from memory all the same
     */
    synchronized void destroy(int number) throws IOException {
        if (key(number).isPresent()) {
            Arrays.fill(keys, number * KEY_BYTES, (number + 1) * KEY_BYTES, (byte) 0);
            write(ByteBuffer.allocate(KEY_BYTES), (long) number * KEY_BYTES);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        Arrays.fill(keys, (byte) 0);
        channel.close();
    }
}
