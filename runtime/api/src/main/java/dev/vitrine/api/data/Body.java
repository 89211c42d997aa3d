package dev.vitrine.api.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object as plain Java values: {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} and
 * {@code Map} with string keys, nested at will. JSON {@code null} is an absent key. Immutable and safe to share between
 * threads and between versions of a plugin, since it holds JDK types alone.
 *
 * <p>The readers ({@link #text}, {@link #integer} …) throw {@link BadBody}, whose message names the field and what was
 * expected; the host answers it as a 400 problem, so a handler need not check by hand.
 */
public record Body(Map<String, Object> values) {
    private static final Body EMPTY = new Body(Map.of());

    /** Copies the map, keeping its order; nested maps and lists are the caller's to leave alone. */
    public Body {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the object without fields. */
    public static Body empty() {
        return EMPTY;
    }

    /**
     * Returns an object of the given names and values in order: {@code Body.of("id", "lamp", "stock", 12)}. A value may
     * be a {@code Body}, an {@code Integer} (kept as {@code Long}) or an {@code Optional} (an empty one is left out).
     *
     * @throws IllegalArgumentException if the arguments are not pairs that start with a string
     */
    public static Body of(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("A body is made of names and values in pairs.");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!(namesAndValues[i] instanceof String name)) {
                throw new IllegalArgumentException("\"" + namesAndValues[i] + "\" is no field name.");
            }
            put(values, name, namesAndValues[i + 1]);
        }
        return new Body(values);
    }

    /** Returns this object with one field set. */
    public Body with(String name, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(values);
        put(copy, name, value);
        return new Body(copy);
    }

    /** Whether the field is present. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns a string field. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> new BadBody(name, "is missing; it takes a string"));
    }

    /** Returns a string field, or empty when it is absent. */
    public Optional<String> optionalText(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new BadBody(name, "takes a string, not " + value);
    }

    /** Returns an integer field. */
    public long integer(String name) {
        return optionalInteger(name).orElseThrow(() -> new BadBody(name, "is missing; it takes a whole number"));
    }

    /** Returns an integer field, or empty when it is absent. */
    public Optional<Long> optionalInteger(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long || value instanceof Integer) {
            return Optional.of(((Number) value).longValue());
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return Optional.of(number.longValue());
        }
        throw new BadBody(name, "takes a whole number, not " + value);
    }

    /** Returns a boolean field, or the default when it is absent. */
    public boolean flag(String name, boolean absent) {
        Object value = values.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new BadBody(name, "takes true or false, not " + value);
    }

    /** Returns a nested object. */
    public Body body(String name) {
        return optionalBody(name).orElseThrow(() -> new BadBody(name, "is missing; it takes an object"));
    }

    /** Returns a nested object, or empty when it is absent. */
    public Optional<Body> optionalBody(String name) {
        Object value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(asBody(name, value));
    }

    /** Returns a list of objects; an absent field is an empty list. */
    public List<Body> bodies(String name) {
        return list(name).stream().map(item -> asBody(name, item)).toList();
    }

    /** Returns a list of strings; an absent field is an empty list. */
    public List<String> texts(String name) {
        return list(name).stream()
                .map(item -> item instanceof String text ? text : bad(name, "takes a list of strings, not " + item))
                .toList();
    }

    private static String bad(String name, String reason) {
        throw new BadBody(name, reason);
    }

    private List<?> list(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new BadBody(name, "takes a list, not " + value);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Body asBody(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Body((Map<String, Object>) map);
        }
        throw new BadBody(name, "takes an object, not " + value);
    }

    private static void put(Map<String, Object> values, String name, Object value) {
        Object plain = plain(value);
        if (plain instanceof Optional<?> optional) {
            optional.ifPresent(present -> values.put(name, plain(present)));
        } else {
            values.put(name, plain);
        }
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Body body -> body.values();
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(Body::plain).toList();
            default -> value;
        };
    }
}
