package dev.vitrine.core.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as UTF-8 JSON: whole on disk, and without what viewers must not see on sockets. Pure; safe from any thread.
 *
 * <p>On disk: {@code {"event","seq","at","media":{"epoch","ptsMs"}?,"type","channel","offset",
 * "actor":{"kind","id","name","roles"},"deliver","until"?,"body"}}. Members that a later version adds are skipped. Text
 * that is not well-formed Unicode (half a surrogate pair) is kept with U+FFFD in place of the half.
 */
public final class LogRecordCodec {
    /** Buffers are shared by all threads: most callers are virtual threads that encode once. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private static final int USUAL_BYTES = 512;

    private LogRecordCodec() {}

    /**
     * Encodes a record for the log.
     *
     * @throws IllegalArgumentException if the body holds something that is not a JSON value
     */
    public static byte[] encode(LogRecord record) {
        return write(json -> {
            json.writeStringField("event", clean(record.event()));
            json.writeNumberField("seq", record.seq());
            json.writeStringField("at", record.at().toString());
            writeMedia(json, record);
            json.writeStringField("type", clean(record.type()));
            json.writeStringField("channel", record.channel().prefix());
            json.writeNumberField("offset", record.offset());
            writeActor(json, record.actor());
            writeDelivery(json, record);
            json.writeFieldName("body");
            writeObject(json, record.body().values());
        });
    }

    /**
     * Encodes the {@code data} of a socket publication: type, seq, at, media, deliver, until, body; never the actor.
     */
    public static byte[] publicationData(LogRecord record) {
        return write(json -> {
            json.writeStringField("type", clean(record.type()));
            json.writeNumberField("seq", record.seq());
            json.writeStringField("at", record.at().toString());
            writeMedia(json, record);
            writeDelivery(json, record);
            json.writeFieldName("body");
            writeObject(json, record.body().values());
        });
    }

    /**
     * Decodes what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is not such a record
     */
    public static LogRecord decode(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A log record is a JSON object.");
            }
            LogRecord record = new Fields().read(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("Something follows the log record.");
            }
            return record;
        } catch (IOException | DateTimeParseException e) {
            throw new IllegalArgumentException("Not a log record: " + e.getMessage(), e);
        }
    }

    /**
     * The type of what {@link #encode} made, without reading the rest.
     *
     * @throws IllegalArgumentException if it is not such a record
     */
    public static String typeOf(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("type")) {
                    return json.getText();
                }
                json.skipChildren();
            }
            throw new IllegalArgumentException("The log record has no type.");
        } catch (IOException e) {
            throw new IllegalArgumentException("Not a log record: " + e.getMessage(), e);
        }
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail.", e);
        }
        return bytes.toByteArray();
    }

    private static void writeMedia(JsonGenerator json, LogRecord record) throws IOException {
        if (record.media().isPresent()) {
            json.writeObjectFieldStart("media");
            json.writeNumberField("epoch", record.media().get().epoch());
            json.writeNumberField("ptsMs", record.media().get().ptsMs());
            json.writeEndObject();
        }
    }

    private static void writeActor(JsonGenerator json, Actor actor) throws IOException {
        json.writeObjectFieldStart("actor");
        json.writeStringField("kind", lower(actor.kind()));
        json.writeStringField("id", clean(actor.id()));
        json.writeStringField("name", clean(actor.name()));
        json.writeArrayFieldStart("roles");
        // In order, so that a record has one encoding only: a set's own order changes from one start to the next.
        for (String role : actor.roles().stream().sorted().toList()) {
            json.writeString(clean(role));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeDelivery(JsonGenerator json, LogRecord record) throws IOException {
        json.writeStringField("deliver", lower(record.delivery()));
        if (record.until().isPresent()) {
            json.writeStringField("until", record.until().get().toString());
        }
    }

    private static void writeObject(JsonGenerator json, Map<?, ?> values) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (entry.getValue() != null) {
                json.writeFieldName(clean(String.valueOf(entry.getKey())));
                writeValue(json, entry.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case String text -> json.writeString(clean(text));
            case Long number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case Map<?, ?> map -> writeObject(json, map);
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    writeValue(json, item);
                }
                json.writeEndArray();
            }
            case Integer number -> json.writeNumber(number);
            case Body body -> writeObject(json, body.values());
            case null -> json.writeNull();
            default ->
                throw new IllegalArgumentException(
                        "%s \"%s\" is no JSON value.".formatted(value.getClass().getSimpleName(), value));
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Text that UTF-8 can carry. */
    private static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** What has been read so far; every member but media and until must have been when the object ends. */
    private static final class Fields {
        private @Nullable String event;
        private long seq;
        private @Nullable Instant at;
        private Optional<MediaTime> media = Optional.empty();
        private @Nullable String type;
        private @Nullable Channel channel;
        private long offset;
        private @Nullable Actor actor;
        private @Nullable Delivery delivery;
        private Optional<Instant> until = Optional.empty();
        private @Nullable Body body;

        LogRecord read(JsonParser json) throws IOException {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "event" -> event = json.getText();
                    case "seq" -> seq = json.getLongValue();
                    case "at" -> at = Instant.parse(json.getText());
                    case "media" -> media = Optional.of(readMedia(json));
                    case "type" -> type = json.getText();
                    case "channel" -> channel = constant(Channel.class, json.getText());
                    case "offset" -> offset = json.getLongValue();
                    case "actor" -> actor = readActor(json);
                    case "deliver" -> delivery = constant(Delivery.class, json.getText());
                    case "until" -> until = Optional.of(Instant.parse(json.getText()));
                    case "body" -> body = new Body(readObject(json));
                    default -> json.skipChildren();
                }
            }
            return new LogRecord(
                    required(event, "event"),
                    seq,
                    required(at, "at"),
                    media,
                    required(type, "type"),
                    required(channel, "channel"),
                    offset,
                    required(actor, "actor"),
                    required(delivery, "deliver"),
                    until,
                    required(body, "body"));
        }

        private static MediaTime readMedia(JsonParser json) throws IOException {
            long epoch = 0;
            long ptsMs = 0;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "epoch" -> epoch = json.getLongValue();
                    case "ptsMs" -> ptsMs = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
            return new MediaTime(epoch, ptsMs);
        }

        private static Actor readActor(JsonParser json) throws IOException {
            Actor.Kind kind = null;
            String id = null;
            String displayName = null;
            Set<String> roles = new LinkedHashSet<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "kind" -> kind = constant(Actor.Kind.class, json.getText());
                    case "id" -> id = json.getText();
                    case "name" -> displayName = json.getText();
                    case "roles" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            roles.add(json.getText());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
            return new Actor(
                    required(kind, "actor.kind"), required(id, "actor.id"), required(displayName, "actor.name"), roles);
        }

        private static Map<String, Object> readObject(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("An object is expected, not " + json.getText() + ".");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                Object value = readValue(json);
                if (value != null) {
                    values.put(name, value);
                }
            }
            return values;
        }

        private static @Nullable Object readValue(JsonParser json) throws IOException {
            return switch (json.currentToken()) {
                case VALUE_STRING -> json.getText();
                case VALUE_NUMBER_INT -> json.getLongValue();
                case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                case START_OBJECT -> readObject(json);
                case START_ARRAY -> readList(json);
                default -> throw new IllegalArgumentException("Unexpected " + json.currentToken() + ".");
            };
        }

        private static List<@Nullable Object> readList(JsonParser json) throws IOException {
            List<@Nullable Object> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(readValue(json));
            }
            return items;
        }

        private static <E extends Enum<E>> E constant(Class<E> type, String name) {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        }

        private static <T> T required(@Nullable T value, String name) {
            if (value == null) {
                throw new IllegalArgumentException("The log record has no \"" + name + "\".");
            }
            return value;
        }
    }
}
