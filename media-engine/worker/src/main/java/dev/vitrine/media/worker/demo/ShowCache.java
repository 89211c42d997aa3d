package dev.vitrine.media.worker.demo;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Keeps encoded shows in a directory, one file for each format. A file's name holds a hash of the format and of the
 * code that made the show, so another version's show is never played; a file that is broken or foreign is as good as
 * none.
 */
final class ShowCache {
    private static final System.Logger LOG = System.getLogger(ShowCache.class.getName());
    private static final long MAGIC = 0x5654_5253_484F_5731L; // "VTRSHOW1"
    private static final String PREFIX = "show-";
    private static final String SUFFIX = ".bin";
    private static final long MAX_FILE_BYTES = 128L << 20;
    private static final int MAX_PACKET_BYTES = 8 << 20;
    private static final int MAX_PACKETS = 20_000;
    private static final int MAX_FILES = 4;
    /** What the picture and sound depend on; their class files are part of the name's hash. */
    private static final List<Class<?>> MAKERS = List.of(
            Show.class,
            ShowMaker.class,
            Music.class,
            ShopWindow.class,
            Canvas.class,
            Captions.class,
            Choreography.class,
            Facade.class,
            Garland.class,
            Interior.class,
            Lettering.class,
            Lights.class,
            Mesh.class,
            Pedestals.class,
            Rasteriser.class,
            Street.class,
            Surface.class,
            Textures.class,
            Things.class,
            dev.vitrine.media.worker.av.Yuv.class,
            dev.vitrine.media.worker.av.VideoEncoder.class,
            dev.vitrine.media.worker.av.AudioEncoder.class);

    private final Path directory;

    ShowCache(Path directory) {
        this.directory = directory;
    }

    /** Returns a complete tape if a whole and fitting file is there. */
    Optional<ShowTape> load(Show.Format format) {
        Path file = file(format);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return Optional.of(read(bytes));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.INFO, "The kept show \"{0}\" is not used: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps a complete tape; the file appears whole or not at all. Failing to do so is no failure of the show. */
    void save(Show.Format format, ShowTape tape) {
        Path file = file(format);
        try {
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, PREFIX, ".part");
            try {
                write(temporary, tape);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            removeOldest();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.INFO, "The show could not be kept in \"{0}\": {1}", directory, e.getMessage());
        }
    }

    /** Returns where a format's show is kept. */
    Path file(Show.Format format) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(format.toString().getBytes(StandardCharsets.UTF_8));
            for (Class<?> maker : MAKERS) {
                try (InputStream in = maker.getResourceAsStream(maker.getSimpleName() + ".class")) {
                    if (in != null) {
                        digest.update(in.readAllBytes());
                    }
                }
            }
            return directory.resolve(PREFIX + HexFormat.of().formatHex(digest.digest(), 0, 10) + SUFFIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path path, ShowTape tape) throws Exception {
        CRC32 crc = new CRC32();
        try (OutputStream file = Files.newOutputStream(path)) {
            DataOutputStream out =
                    new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(file, 1 << 16), crc));
            out.writeLong(MAGIC);
            ShowTape.Header header = tape.header();
            writeBytes(out, header.avcC());
            writeBytes(out, header.asc());
            List<ShowPacket> packets = tape.packets();
            out.writeInt(packets.size());
            for (ShowPacket packet : packets) {
                out.writeByte((packet.video() ? 1 : 0) | (packet.key() ? 2 : 0));
                out.writeLong(packet.timeUs());
                writeBytes(out, packet.payload());
            }
            long value = crc.getValue();
            out.writeLong(value);
            out.flush();
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static ShowTape read(byte[] bytes) throws IOException {
        if (bytes.length < 32) {
            throw new IOException("it is too short");
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 8);
        if (crc.getValue() != ByteBuffer.wrap(bytes).getLong(bytes.length - 8)) {
            throw new IOException("its checksum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - 8));
        if (in.readLong() != MAGIC) {
            throw new IOException("it is of another kind");
        }
        ShowTape tape = new ShowTape();
        tape.header(new ShowTape.Header(readBytes(in), readBytes(in)));
        int count = in.readInt();
        if (count < 1 || count > MAX_PACKETS) {
            throw new IOException("it claims " + count + " packets");
        }
        for (int i = 0; i < count; i++) {
            int flags = in.readByte();
            tape.add(new ShowPacket((flags & 1) != 0, (flags & 2) != 0, in.readLong(), readBytes(in)));
        }
        tape.complete();
        return tape;
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_PACKET_BYTES || length > in.available()) {
            throw new IOException("it claims a packet of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private void removeOldest() throws IOException {
        List<Path> files = new java.util.ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            all.forEach(files::add);
        }
        files.sort(java.util.Comparator.comparing(file -> file.toFile().lastModified()));
        for (int i = 0; i < files.size() - MAX_FILES; i++) {
            Files.deleteIfExists(files.get(i));
        }
    }
}
