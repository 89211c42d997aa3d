package dev.vitrine.core.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A disk with a page cache in front of it. What is not forced may be lost, kept or torn at 512-byte sectors, each on
 * its own, when the power fails; names that are not forced are lost from some point on. It can also run full, fail and
 * stall.
 */
final class MemoryStorage implements Storage {
    private static final int SECTOR_BYTES = 512;

    private final Map<String, Content> names = new TreeMap<>();
    private final List<NameChange> unforcedNames = new ArrayList<>();
    private long operationsLeft = Long.MAX_VALUE;
    private Random torn = new Random(0);
    private long capacityBytes = Long.MAX_VALUE;
    private @Nullable IOException forceFailure;
    private @Nullable CountDownLatch stall;
    private boolean closed;

    /** The power went: from here on nothing works. */
    static final class PowerLoss extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        private byte[] cache = new byte[0];
        private byte[] disk = new byte[0];
    }

    private record NameChange(String name, @Nullable Content before) {}

    /** Lets that many changing operations through, the last one in part, then cuts the power. */
    void powerFailsAfter(long operations, Random how) {
        operationsLeft = operations;
        torn = how;
    }

    synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    synchronized void failForces(@Nullable IOException failure) {
        forceFailure = failure;
    }

    /** Makes every force wait until the latch is down. */
    synchronized void stallForces(CountDownLatch latch) {
        stall = latch;
    }

    /** What is there when the machine has power again. */
    synchronized MemoryStorage afterPowerLoss(Random how) {
        Map<String, Content> left = new HashMap<>(names);
        int lost = how.nextInt(unforcedNames.size() + 1);
        for (int i = 0; i < lost; i++) {
            NameChange change = unforcedNames.get(unforcedNames.size() - 1 - i);
            if (change.before() == null) {
                left.remove(change.name());
            } else {
                left.put(change.name(), change.before());
            }
        }
        MemoryStorage next = new MemoryStorage();
        left.forEach((name, content) -> next.put(name, survivor(content, how)));
        return next;
    }

    /** What is there when the process has died and the machine has not. */
    synchronized MemoryStorage afterKill() {
        MemoryStorage next = new MemoryStorage();
        names.forEach((name, content) -> next.put(name, content.cache.clone()));
        return next;
    }

    private static byte[] survivor(Content content, Random how) {
        byte[] cache = content.cache;
        byte[] disk = content.disk;
        int shorter = Math.min(cache.length, disk.length);
        int longer = Math.max(cache.length, disk.length);
        int size = how.nextBoolean()
                ? (how.nextBoolean() ? cache.length : disk.length)
                : shorter + how.nextInt(longer - shorter + 1);
        byte[] left = Arrays.copyOf(disk, size);
        int mood = how.nextInt(3);
        for (int at = 0; at < size; at += SECTOR_BYTES) {
            boolean reached = mood == 0 || mood == 1 && how.nextBoolean();
            if (reached && at < cache.length) {
                System.arraycopy(cache, at, left, at, Math.min(SECTOR_BYTES, Math.min(size, cache.length) - at));
            }
        }
        return left;
    }

    synchronized byte[] get(String name) {
        return content(name).cache;
    }

    /** Puts a file on the disk. */
    synchronized void put(String name, byte[] bytes) {
        Content content = new Content();
        content.cache = bytes;
        content.disk = bytes.clone();
        names.put(name, content);
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalArgumentException(name + " of " + names.keySet());
        }
        return content;
    }

    private boolean lastOperation() throws PowerLoss {
        if (operationsLeft <= 0) {
            throw new PowerLoss();
        }
        return --operationsLeft == 0;
    }

    private void operation() throws PowerLoss {
        if (lastOperation()) {
            throw new PowerLoss();
        }
    }

    private void checkSpace(long more) throws IOException {
        long used = names.values().stream()
                .mapToLong(content -> content.cache.length)
                .sum();
        if (used + more > capacityBytes) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized StoredFile write(String file) throws IOException {
        operation();
        if (!names.containsKey(file)) {
            checkSpace(1);
            unforcedNames.add(new NameChange(file, null));
            names.put(file, new Content());
        }
        return new Open(content(file));
    }

    @Override
    public synchronized StoredFile read(String file) throws IOException {
        if (!names.containsKey(file)) {
            throw new FileNotFoundException(file);
        }
        return new Open(content(file));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operation();
        Content content = content(from);
        unforcedNames.add(new NameChange(to, names.get(to)));
        names.put(to, content);
        unforcedNames.add(new NameChange(from, content));
        names.remove(from);
    }

    @Override
    public synchronized void delete(String file) throws IOException {
        operation();
        unforcedNames.add(new NameChange(file, names.remove(file)));
    }

    @Override
    public synchronized void forceNames() throws IOException {
        operation();
        unforcedNames.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    synchronized boolean closed() {
        return closed;
    }

    private final class Open implements StoredFile {
        private final Content content;

        Open(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (MemoryStorage.this) {
                return content.cache.length;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length, long position) {
            synchronized (MemoryStorage.this) {
                int count = (int) Math.clamp(content.cache.length - position, 0, length);
                if (count > 0) {
                    System.arraycopy(content.cache, (int) position, into, offset, count);
                }
                return count;
            }
        }

        @Override
        public void write(byte[] from, int offset, int length, long position) throws IOException {
            synchronized (MemoryStorage.this) {
                boolean last = lastOperation();
                int count = last ? torn.nextInt(length + 1) : length;
                int end = (int) position + count;
                if (end > content.cache.length) {
                    checkSpace(end - content.cache.length);
                    content.cache = Arrays.copyOf(content.cache, end);
                }
                System.arraycopy(from, offset, content.cache, (int) position, count);
                if (last) {
                    throw new PowerLoss();
                }
            }
        }

        @Override
        public void force() throws IOException {
            CountDownLatch latch;
            synchronized (MemoryStorage.this) {
                latch = stall;
            }
            if (latch != null) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            synchronized (MemoryStorage.this) {
                operation();
                if (forceFailure != null) {
                    throw forceFailure;
                }
                content.disk = content.cache.clone();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryStorage.this) {
                operation();
                if (size < content.cache.length) {
                    content.cache = Arrays.copyOf(content.cache, (int) size);
                }
            }
        }

        @Override
        public void close() {}
    }
}
