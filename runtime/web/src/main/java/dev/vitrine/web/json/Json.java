package dev.vitrine.web.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.vitrine.api.data.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as {@link Body}s. Input is bounded: {@value #MAX_DEPTH} levels, strings of {@value #MAX_STRING}
 * characters, numbers of 40 digits, no double keys. JSON {@code null} is an absent key.
 */
public final class Json {
    /** Deep enough for every shape we take; a parser that follows 500 levels is a gift to whoever sends them. */
    static final int MAX_DEPTH = 32;

    static final int MAX_STRING = 1 << 20;

    /**
     * With a pool for all: by default each thread keeps a parser's buffers, and here a socket is a thread, for which
     * that would be 16 KB each.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(40)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** Says where the text stops being JSON. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads one object.
     *
     * @throws Malformed if the bytes are not exactly one JSON object
     */
    public static Body object(byte[] utf8) throws Malformed {
        List<Body> all = objects(utf8);
        if (all.size() != 1) {
            throw new Malformed("One JSON object is expected, not " + all.size() + ".");
        }
        return all.getFirst();
    }

    /**
     * Reads objects that follow each other, one a line or not.
     *
     * @throws Malformed if something in between is not a JSON object
     */
    public static List<Body> objects(byte[] utf8) throws Malformed {
        List<Body> objects = new ArrayList<>(1);
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new Malformed(
                            "A JSON object is expected, not " + token.name().toLowerCase(java.util.Locale.ROOT) + ".");
                }
                objects.add(new Body(readObject(parser)));
            }
            return objects;
        } catch (IOException e) {
            throw new Malformed(firstLine(e));
        }
    }

    /** Writes an object as UTF-8. */
    public static byte[] bytes(Body body) {
        return bytes(body.values());
    }

    /** Writes plain values (maps, lists, strings, numbers, booleans, bodies, optionals) as UTF-8. */
    public static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static Map<String, Object> readObject(JsonParser parser) throws IOException, Malformed {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = readValue(parser, parser.nextToken());
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static @Nullable Object readValue(JsonParser parser, JsonToken token) throws IOException, Malformed {
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw new Malformed("Number " + parser.getText() + " is too large.");
                }
                yield parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new Malformed("Unexpected end of JSON.");
        };
    }

    private static List<Object> readArray(JsonParser parser) throws IOException, Malformed {
        List<Object> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = readValue(parser, token);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        switch (value) {
            case Body body -> write(generator, body.values());
            case Optional<?> optional -> {
                if (optional.isPresent()) {
                    write(generator, optional.get());
                } else {
                    generator.writeNull();
                }
            }
            case Map<?, ?> map -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getValue() instanceof Optional<?> absent && absent.isEmpty()) {
                        continue;
                    }
                    generator.writeFieldName(String.valueOf(entry.getKey()));
                    write(generator, entry.getValue());
                }
                generator.writeEndObject();
            }
            case Iterable<?> list -> {
                generator.writeStartArray();
                for (Object item : list) {
                    write(generator, item);
                }
                generator.writeEndArray();
            }
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Float number -> generator.writeNumber(number);
            default -> generator.writeString(value.toString());
        }
    }
}
