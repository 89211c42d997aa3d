package dev.vitrine.media.engine.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The index of a recording: lines that are only ever appended, each with a checksum. A segment gets a line with each
 * part that is added to it; the last line of a number counts. A torn last line, as a crash leaves it, is cut off when
 * the file is opened.
 *
 * <p>A line: {@code part EPOCH NUMBER FROM_US TO_US KEY BYTES WALL_MS CRC32C}; the checksum is of everything before it.
 */
final class IndexFile implements AutoCloseable {
    private static final String KIND = "part";
    private static final int FIELDS = 9;

    private final Path path;
    private FileChannel channel;

    private IndexFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Reads the lines that are whole, up to the first that is not. */
    static List<Part> read(Path path) throws IOException {
        return Files.exists(path) ? parse(Files.readAllBytes(path)).parts() : List.of();
    }

    /** Opens the file for appending and cuts a torn end off. */
    static IndexFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        long whole = parse(Files.readAllBytes(path)).bytes();
        channel.truncate(whole);
        channel.position(whole);
        return new IndexFile(path, channel);
    }

    void append(Part part) throws IOException {
        write(channel, line(part));
    }

    /** Puts a shorter file in its place, whole or not at all. */
    void rewrite(List<Part> parts) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        StringBuilder lines = new StringBuilder();
        parts.forEach(part -> lines.append(line(part)));
        Files.writeString(fresh, lines, StandardCharsets.US_ASCII);
        FileChannel next = FileChannel.open(fresh, StandardOpenOption.READ, StandardOpenOption.WRITE);
        next.position(next.size());
        next.force(true);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel.close();
        channel = next;
    }

    /** Forces what was appended to the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void write(FileChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private record Parsed(List<Part> parts, long bytes) {}

    private static Parsed parse(byte[] bytes) {
        List<Part> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                Optional<Part> part = part(new String(bytes, start, i - start, StandardCharsets.US_ASCII));
                if (part.isEmpty()) {
                    break;
                }
                if (!parts.isEmpty() && parts.getLast().number() == part.get().number()) {
                    parts.removeLast();
                }
                parts.add(part.get());
                start = i + 1;
            }
        }
        return new Parsed(parts, start);
    }

    private static String line(Part part) {
        String fields = KIND + " " + part.epoch() + " " + part.number() + " " + part.fromUs() + " " + part.toUs() + " "
                + (part.key() ? 1 : 0) + " " + part.bytes() + " " + part.wallMs();
        return fields + " " + checksum(fields) + "\n";
    }

    private static Optional<Part> part(String line) {
        String[] fields = line.split(" ", -1);
        int end = line.lastIndexOf(' ');
        if (fields.length != FIELDS
                || !fields[0].equals(KIND)
                || !fields[FIELDS - 1].equals(checksum(line.substring(0, end)))) {
            return Optional.empty();
        }
        return Optional.of(new Part(
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                fields[5].equals("1"),
                Long.parseLong(fields[6]),
                Long.parseLong(fields[7])));
    }

    private static String checksum(String fields) {
        CRC32C crc = new CRC32C();
        crc.update(fields.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
