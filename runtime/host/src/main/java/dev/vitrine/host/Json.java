package dev.vitrine.host;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as a {@link Body}: whole numbers are longs there, whatever their size. */
public final class Json {
    private Json() {}

    /** Reads an object. */
    public static Body body(String text) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        JSON.std.mapFrom(text).forEach((name, value) -> {
            if (value != null) {
                values.put(name, widen(value));
            }
        });
        return new Body(values);
    }

    /** Writes an object. */
    public static String text(Body body) {
        try {
            return JSON.std.asString(body.values());
        } catch (IOException e) {
            throw new UncheckedIOException("This cannot be written as JSON.", e);
        }
    }

    private static Object widen(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(Json::widen).toList();
            case Map<?, ?> map -> {
                Map<String, Object> wide = new LinkedHashMap<>();
                map.forEach((name, each) -> {
                    if (each != null) {
                        wide.put(String.valueOf(name), widen(each));
                    }
                });
                yield wide;
            }
            default -> value;
        };
    }
}
