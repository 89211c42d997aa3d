package dev.vitrine.media.engine.mp4;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Av1Config;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.HevcConfig;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.codec.VideoConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads how a track is encoded: the first entry of its {@code stsd} (ISO/IEC 14496-12, 8.5.2). */
final class SampleEntry {
    private static final int BEFORE_ENTRIES = 8;
    private static final int PICTURE_BYTES = 78;
    private static final int SOUND_BYTES = 28;

    private SampleEntry() {}

    static VideoConfig video(Box description) throws IOException {
        Box entry = first(description);
        return switch (entry.type()) {
            case "avc1", "avc3" -> AvcConfig.parse(record(entry, PICTURE_BYTES, "avcC"));
            case "hvc1", "hev1" -> HevcConfig.parse(record(entry, PICTURE_BYTES, "hvcC"));
            case "av01" -> Av1Config.parse(record(entry, PICTURE_BYTES, "av1C"));
            default -> throw foreign("picture", entry, "H.264, HEVC or AV1");
        };
    }

    static AudioConfig audio(Box description) throws IOException {
        Box entry = first(description);
        int fixed = SOUND_BYTES
                + switch (entry.u16(8)) { // QuickTime's versions
                    case 1 -> 16;
                    case 2 -> 36;
                    default -> 0;
                };
        return switch (entry.type()) {
            case "mp4a" -> AacConfig.parse(audioSpecificConfig(record(entry, fixed, "esds")));
            case "Opus" -> OpusConfig.parse(opusHead(record(entry, fixed, "dOps")));
            default -> throw foreign("sound", entry, "AAC or Opus");
        };
    }

    private static Box first(Box description) throws IOException {
        return Box.of(
                        description.file(),
                        description.body() + Math.min(BEFORE_ENTRIES, description.length()),
                        description.end())
                .stream()
                .findFirst()
                .orElseThrow(() -> new IOException("a track of MP4 that does not say how it is encoded"));
    }

    private static UnsupportedMediaException foreign(String what, Box entry, String wanted) {
        return new UnsupportedMediaException(
                entry.type().startsWith("enc")
                        ? "The source's " + what
                                + " is protected (Common Encryption), and such is not played; ask for one" + " without."
                        : "The source's " + what + " is in \"" + entry.type().replaceAll("[^ -~]", "?") + "\", and "
                                + wanted + " is needed; ask for such a variant.");
    }

    private static byte[] record(Box entry, int fixed, String type) throws IOException {
        if (entry.length() < fixed) {
            throw new IOException("a track of MP4 whose description ends too early");
        }
        for (Box box : Box.of(entry.file(), entry.body() + fixed, entry.end())) {
            if (box.type().equals(type)) {
                return Arrays.copyOfRange(box.file(), box.body(), box.end());
            }
        }
        throw new IOException("a track of MP4 without its \"" + type + "\"");
    }

    /** Finds the DecoderSpecificInfo within an ES_Descriptor (ISO/IEC 14496-1, 7.2.6.5). */
    private static byte[] audioSpecificConfig(byte[] esds) throws IOException {
        Descriptors in = new Descriptors(esds, 4);
        in.enter(3);
        in.skip(2);
        int flags = in.next();
        in.skip((flags & 0x80) == 0 ? 0 : 2);
        in.skip((flags & 0x40) == 0 ? 0 : in.next());
        in.skip((flags & 0x20) == 0 ? 0 : 2);
        in.enter(4);
        int object = in.next();
        if (object != 0x40 && object != 0x67) {
            throw new UnsupportedMediaException(
                    "The source's sound is MPEG audio of type 0x" + Integer.toHexString(object)
                            + ", such as MP3, and AAC or Opus is needed; ask for such a variant.");
        }
        in.skip(12);
        return in.take(in.enter(5));
    }

    /** OpusHead of an OpusSpecificBox: the same numbers the other way round (Opus in ISO base media, 4.3.2). */
    private static byte[] opusHead(byte[] box) throws IOException {
        if (box.length < 11) {
            throw new IOException("an Opus configuration that ends too early");
        }
        ByteBuffer in = ByteBuffer.wrap(box);
        ByteBuffer head = ByteBuffer.allocate(8 + box.length).order(ByteOrder.LITTLE_ENDIAN);
        in.get();
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put(in.get());
        head.putShort(in.getShort()).putInt(in.getInt()).putShort(in.getShort()).put(in);
        return head.array();
    }

    /** Walks through descriptors, each with its tag and a length in groups of seven bits. */
    private static final class Descriptors {
        private final byte[] bytes;
        private int at;

        Descriptors(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        int next() throws IOException {
            if (at >= bytes.length) {
                throw new IOException("an AAC configuration that ends too early");
            }
            return bytes[at++] & 0xFF;
        }

        void skip(int count) {
            at += count;
        }

        /** Goes into a descriptor; returns its length. */
        int enter(int tag) throws IOException {
            if (next() != tag) {
                throw new IOException("an AAC configuration of an unknown layout");
            }
            int length = 0;
            for (int i = 0; i < 4; i++) {
                int group = next();
                length = length << 7 | group & 0x7F;
                if (group < 0x80) {
                    break;
                }
            }
            return length;
        }

        byte[] take(int length) throws IOException {
            if (length > bytes.length - at) {
                throw new IOException("an AAC configuration that ends too early");
            }
            return Arrays.copyOfRange(bytes, at, at + length);
        }
    }
}
