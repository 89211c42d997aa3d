package dev.vitrine.media.engine.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a stream is made of (SDP, RFC 8866, as far as RTSP uses it: RFC 2326, C).
 *
 * @param control address of the whole; empty when it does not say
 * @param media its parts in order
 */
record SessionDescription(String control, List<Media> media) {
    private static final int MAX_LINES = 2_000;
    private static final int MAX_MEDIA = 32;

    /**
     * A part.
     *
     * @param kind such as {@code video}
     * @param type the first payload type
     * @param encoding its name in lower case, such as {@code h264}
     * @param rate of its clock, 0 when it does not say
     * @param channels of sound
     * @param parameters of the format, names in lower case
     * @param control its address; empty when it does not say
     */
    record Media(
            String kind,
            int type,
            String encoding,
            int rate,
            int channels,
            Map<String, String> parameters,
            String control) {
        /** A parameter of the format; empty when there is none. */
        String of(String parameter) {
            return parameters.getOrDefault(parameter, "");
        }

        /** A parameter that is a small number; 0 when there is none. */
        int number(String parameter) {
            String text = of(parameter);
            return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        }
    }

    /** Reads one; lines that are not understood say nothing. */
    static SessionDescription parse(byte[] body) {
        Draft whole = new Draft("", -1);
        List<Draft> drafts = new ArrayList<>();
        Draft now = whole;
        List<String> lines = new String(body, StandardCharsets.UTF_8)
                .lines()
                .limit(MAX_LINES)
                .map(String::strip)
                .toList();
        for (String line : lines) {
            if (line.startsWith("m=") && drafts.size() < MAX_MEDIA) {
                String[] words = line.substring(2).split("\\s+", 5);
                now = new Draft(words[0].toLowerCase(Locale.ROOT), words.length < 4 ? -1 : number(words[3], 127));
                drafts.add(now);
            } else if (line.startsWith("a=")) {
                now.attribute(line.substring(2));
            }
        }
        return new SessionDescription(
                whole.control, drafts.stream().map(Draft::media).toList());
    }

    private static int number(String text, int most) {
        boolean small = text.matches("[0-9]{1,7}");
        int value = small ? Integer.parseInt(text) : -1;
        return value <= most ? value : -1;
    }

    private static final class Draft {
        private final String kind;
        private final int type;
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private String encoding;
        private int rate;
        private int channels = 1;
        private String control = "";

        Draft(String kind, int type) {
            this.kind = kind;
            this.type = type;
            this.encoding = type < 0 ? "" : implied(type);
        }

        /** Types that need no name (RFC 3551, 6). */
        private static String implied(int type) {
            return switch (type) {
                case 0 -> "pcmu";
                case 8 -> "pcma";
                case 9 -> "g722";
                case 14 -> "mpa";
                case 26 -> "jpeg";
                case 32 -> "mpv";
                case 33 -> "mp2t";
                default -> "";
            };
        }

        void attribute(String text) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1).strip();
            switch (name) {
                case "control" -> control = address(value) ? value : "";
                case "rtpmap" -> {
                    String[] words = value.split("\\s+", 2);
                    if (words.length == 2 && number(words[0], 127) == type) {
                        map(words[1].split("/"));
                    }
                }
                case "fmtp" -> {
                    String[] words = value.split("\\s+", 2);
                    if (words.length == 2 && number(words[0], 127) == type) {
                        format(words[1]);
                    }
                }
                default -> {
                    // of no interest
                }
            }
        }

        private static boolean address(String text) {
            return !text.isEmpty() && text.chars().allMatch(each -> each > 0x20 && each < 0x7F);
        }

        private void map(String[] words) {
            encoding = words.length < 1 ? "" : words[0].strip().toLowerCase(Locale.ROOT);
            rate = words.length < 2 ? 0 : Math.max(0, number(words[1].strip(), 200_000));
            channels = words.length < 3 ? 1 : Math.max(1, number(words[2].strip(), 8));
        }

        private void format(String text) {
            for (String pair : text.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            pair.substring(equals + 1).strip());
                }
            }
        }

        Media media() {
            return new Media(kind, type, encoding, rate, channels, Map.copyOf(parameters), control);
        }
    }
}
