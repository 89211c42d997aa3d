package dev.vitrine.media.engine.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32C;

/** Writes the tree of boxes as text: one box a line, the fields that matter spelt out. */
public final class BoxDump {
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");

    private final StringBuilder text = new StringBuilder();

    private BoxDump() {}

    /** Dumps boxes one after another. */
    public static String of(byte[] bytes) {
        BoxDump dump = new BoxDump();
        dump.boxes(ByteBuffer.wrap(bytes), 0);
        return dump.text.toString();
    }

    private void boxes(ByteBuffer in, int depth) {
        while (in.hasRemaining()) {
            int size = in.getInt();
            String type = fourCc(in);
            ByteBuffer body = in.slice(in.position(), size - 8);
            in.position(in.position() + size - 8);
            text.append("  ".repeat(depth)).append(type).append(' ').append(size);
            switch (type) {
                case "stsd", "dref" -> {
                    line(" entries=" + body.getInt(4));
                    boxes(body.slice(8, body.limit() - 8), depth + 1);
                }
                case "avc1" -> {
                    line(" " + body.getShort(24) + "x" + body.getShort(26));
                    boxes(body.slice(78, body.limit() - 78), depth + 1);
                }
                case "mp4a" -> {
                    line(" channels=" + body.getShort(16) + " rate=" + (body.getInt(24) >>> 16));
                    boxes(body.slice(28, body.limit() - 28), depth + 1);
                }
                default -> {
                    if (CONTAINERS.contains(type)) {
                        line("");
                        boxes(body, depth + 1);
                    } else {
                        line(fields(type, body, depth));
                    }
                }
            }
        }
    }

    private String fields(String type, ByteBuffer body, int depth) {
        return switch (type) {
            case "mvhd" -> " timescale=" + body.getInt(12);
            case "mdhd" -> " timescale=" + body.getInt(12);
            case "tkhd" ->
                " track=" + body.getInt(12) + " " + (body.getInt(76) >>> 16) + "x" + (body.getInt(80) >>> 16);
            case "hdlr" -> " " + fourCc(body.slice(8, 4));
            case "avcC", "esds", "ftyp" -> " " + hex(body);
            case "trex" -> " track=" + body.getInt(4);
            case "mfhd" -> " sequence=" + body.getInt(4);
            case "tfhd" -> " flags=" + Integer.toHexString(body.getInt(0)) + " track=" + body.getInt(4);
            case "tfdt" -> " version=" + body.get(0) + " time=" + body.getLong(4);
            case "trun" -> samples(body, depth);
            case "mdat" -> " crc32c=" + crc(body);
            default -> "";
        };
    }

    private static String samples(ByteBuffer in, int depth) {
        StringBuilder samples = new StringBuilder(" flags=" + Integer.toHexString(in.getInt(0) & 0xFFFFFF) + " samples="
                + in.getInt(4) + " offset=" + in.getInt(8));
        in.position(12);
        while (in.hasRemaining()) {
            samples.append('\n').append("  ".repeat(depth + 1));
            samples.append("duration=").append(in.getInt());
            samples.append(" size=").append(in.getInt());
            samples.append(" flags=").append(Integer.toHexString(in.getInt()));
            samples.append(" composition=").append(in.getInt());
        }
        return samples.toString();
    }

    private void line(String rest) {
        text.append(rest).append('\n');
    }

    private static String fourCc(ByteBuffer in) {
        byte[] type = new byte[4];
        in.get(type);
        return new String(type, StandardCharsets.US_ASCII);
    }

    private static String hex(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String crc(ByteBuffer in) {
        CRC32C crc = new CRC32C();
        crc.update(in);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
