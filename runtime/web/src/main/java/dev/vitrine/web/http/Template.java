package dev.vitrine.web.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with names, such as <code>/api/v1/events/{event}/cues</code> or <code>/clips/{clip}.mp4</code>: at most one
 * name to a segment, with literal text around it.
 *
 * @param text the template as written
 * @param segments its parts
 */
record Template(String text, List<Segment> segments) {
    private static final Pattern NAMED = Pattern.compile("([^{}]*)\\{([A-Za-z][A-Za-z0-9]*)}([^{}]*)");

    /** A literal segment has an empty name and its text as prefix. */
    record Segment(String prefix, String name, String suffix) {
        boolean literal() {
            return name.isEmpty();
        }

        boolean matches(String value) {
            return literal()
                    ? value.equals(prefix)
                    : value.length() > prefix.length() + suffix.length()
                            && value.startsWith(prefix)
                            && value.endsWith(suffix);
        }

        String valueOf(String value) {
            return value.substring(prefix.length(), value.length() - suffix.length());
        }
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Template of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("Path \"" + text + "\" must begin with a slash.");
        }
        List<Segment> segments = new ArrayList<>();
        for (String part : text.substring(1).split("/", -1)) {
            Matcher named = NAMED.matcher(part);
            if (named.matches()) {
                segments.add(new Segment(named.group(1), named.group(2), named.group(3)));
            } else if (part.isEmpty() || part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
                throw new IllegalArgumentException("Path \"" + text + "\" has a bad segment \"" + part + "\".");
            } else {
                segments.add(new Segment(part, "", ""));
            }
        }
        return new Template(text, List.copyOf(segments));
    }

    /** Returns the values of the names if the decoded path is one of this template's. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            Segment segment = segments.get(i);
            if (!segment.matches(path.get(i))) {
                return Optional.empty();
            }
            if (!segment.literal()) {
                values.put(segment.name(), segment.valueOf(path.get(i)));
            }
        }
        return Optional.of(values);
    }

    /** Names in order. */
    List<String> names() {
        return segments.stream()
                .filter(segment -> !segment.literal())
                .map(Segment::name)
                .toList();
    }

    /** Number of literal segments: the more, the more exact. */
    int exactness() {
        return (int) segments.stream().filter(Segment::literal).count();
    }
}
