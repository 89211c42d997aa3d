package dev.vitrine.itests.support.hls;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An attribute list (rfc8216bis 4.2), read strictly. */
public record Attributes(Map<String, String> values) {
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^\",\\s]+)(,|$)");

    /** Reads a list; text that is none is an error. */
    public static Attributes parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException("no attribute list from character " + at + ": " + text);
            }
            if (values.put(matcher.group(1), matcher.group(2)) != null) {
                throw new IllegalArgumentException(matcher.group(1) + " twice: " + text);
            }
            at = matcher.end();
            if (at == text.length() && matcher.group(3).equals(",")) {
                throw new IllegalArgumentException("a comma at the end: " + text);
            }
        }
        return new Attributes(values);
    }

    /** A quoted string without its quotes. */
    public String quoted(String name) {
        String value = required(name);
        if (!value.startsWith("\"")) {
            throw new IllegalArgumentException(name + " is not quoted: " + value);
        }
        return value.substring(1, value.length() - 1);
    }

    /** A number. */
    public double number(String name) {
        return Double.parseDouble(required(name));
    }

    /** A number that need not be there. */
    public Optional<Double> optionalNumber(String name) {
        return Optional.ofNullable(values.get(name)).map(Double::valueOf);
    }

    /** Whether it is there and {@code YES}. */
    public boolean yes(String name) {
        return "YES".equals(values.get(name));
    }

    /** Whether it is there. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    private String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name + " in " + values);
        }
        return value;
    }
}
