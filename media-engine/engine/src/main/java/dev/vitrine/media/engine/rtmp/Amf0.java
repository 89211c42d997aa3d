package dev.vitrine.media.engine.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes AMF0. References and the types of Flash's own classes are not taken. */
final class Amf0 {
    private static final int NUMBER = 0;
    private static final int BOOLEAN = 1;
    private static final int STRING = 2;
    private static final int OBJECT = 3;
    private static final int NULL = 5;
    private static final int UNDEFINED = 6;
    private static final int ECMA_ARRAY = 8;
    private static final int OBJECT_END = 9;
    private static final int STRICT_ARRAY = 10;
    private static final int DATE = 11;
    private static final int LONG_STRING = 12;
    private static final int UNSUPPORTED = 13;
    private static final int XML = 15;
    private static final int TYPED_OBJECT = 16;

    /** Nobody nests deeper; a stack has an end. */
    private static final int MAX_DEPTH = 16;

    private Amf0() {}

    /** Reads all values from an offset to the end. */
    static List<AmfValue> read(byte[] bytes, int offset) throws RtmpException {
        if (offset > bytes.length) {
            throw new RtmpException("an AMF0 value ends too early");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        List<AmfValue> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(value(in, 0));
        }
        return values;
    }

    /** Writes values one after another. */
    static byte[] write(AmfValue... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        for (AmfValue value : values) {
            write(out, value);
        }
        return out.toByteArray();
    }

    private static AmfValue value(ByteBuffer in, int depth) throws RtmpException {
        if (depth > MAX_DEPTH) {
            throw new RtmpException("AMF0 values are nested too deep");
        }
        need(in, 1);
        int type = in.get();
        return switch (type) {
            case NUMBER -> {
                need(in, 8);
                yield new AmfValue.Num(in.getDouble());
            }
            case BOOLEAN -> {
                need(in, 1);
                yield new AmfValue.Bool(in.get() != 0);
            }
            case STRING -> new AmfValue.Text(shortText(in));
            case LONG_STRING, XML -> new AmfValue.Text(longText(in));
            case OBJECT -> new AmfValue.Obj(members(in, depth));
            case TYPED_OBJECT -> {
                shortText(in);
                yield new AmfValue.Obj(members(in, depth));
            }
            case ECMA_ARRAY -> {
                need(in, 4);
                in.getInt(); // the count is a hint; the end marker ends it
                yield new AmfValue.Obj(members(in, depth));
            }
            case STRICT_ARRAY -> new AmfValue.Arr(items(in, depth));
            case DATE -> {
                need(in, 10);
                double time = in.getDouble();
                in.getShort();
                yield new AmfValue.Num(time);
            }
            case NULL, UNDEFINED, UNSUPPORTED -> new AmfValue.Nothing();
            default -> throw new RtmpException("an AMF0 value of the unknown type " + type);
        };
    }

    private static Map<String, AmfValue> members(ByteBuffer in, int depth) throws RtmpException {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            String name = shortText(in);
            need(in, 1);
            if (in.get(in.position()) == OBJECT_END) {
                in.get();
                return members;
            }
            members.put(name, value(in, depth + 1));
        }
        return members; // some encoders leave out the end of the last array
    }

    private static List<AmfValue> items(ByteBuffer in, int depth) throws RtmpException {
        need(in, 4);
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new RtmpException("an AMF0 array of " + Integer.toUnsignedString(count) + " values is cut short");
        }
        List<AmfValue> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(value(in, depth + 1));
        }
        return items;
    }

    private static String shortText(ByteBuffer in) throws RtmpException {
        need(in, 2);
        return text(in, Short.toUnsignedInt(in.getShort()));
    }

    private static String longText(ByteBuffer in) throws RtmpException {
        need(in, 4);
        return text(in, in.getInt());
    }

    private static String text(ByteBuffer in, int length) throws RtmpException {
        if (length < 0) {
            throw new RtmpException("an AMF0 text of " + Integer.toUnsignedString(length) + " bytes");
        }
        need(in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void need(ByteBuffer in, int bytes) throws RtmpException {
        if (in.remaining() < bytes) {
            throw new RtmpException("an AMF0 value ends too early");
        }
    }

    private static void write(ByteArrayOutputStream out, AmfValue value) {
        switch (value) {
            case AmfValue.Num(double number) -> {
                out.write(NUMBER);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case AmfValue.Bool(boolean bool) -> {
                out.write(BOOLEAN);
                out.write(bool ? 1 : 0);
            }
            case AmfValue.Text(String text) -> writeText(out, text);
            case AmfValue.Obj(Map<String, AmfValue> members) -> {
                out.write(OBJECT);
                members.forEach((name, member) -> {
                    shortText(out, name.getBytes(StandardCharsets.UTF_8));
                    write(out, member);
                });
                out.writeBytes(new byte[] {0, 0, OBJECT_END});
            }
            case AmfValue.Arr(List<AmfValue> items) -> {
                out.write(STRICT_ARRAY);
                out.writeBytes(ChunkWriter.number(items.size()));
                items.forEach(item -> write(out, item));
            }
            case AmfValue.Nothing() -> out.write(NULL);
        }
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= 0xFFFF) {
            out.write(STRING);
            shortText(out, bytes);
        } else {
            out.write(LONG_STRING);
            out.writeBytes(ChunkWriter.number(bytes.length));
            out.writeBytes(bytes);
        }
    }

    private static void shortText(ByteArrayOutputStream out, byte[] bytes) {
        out.write(bytes.length >>> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
