package dev.vitrine.media.engine.rtsp;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, or a request, of an RTSP server (RFC 2326, 6 and 7).
 *
 * @param method of a request; empty for an answer
 * @param status of an answer; 0 for a request
 * @param headers values by name in lower case, in order
 * @param body what follows the head
 */
record RtspMessage(String method, int status, Map<String, List<String>> headers, byte[] body) {
    /** Reads the first line: {@code RTSP/1.0 200 OK} or {@code OPTIONS * RTSP/1.0}. */
    static RtspMessage started(String line, Map<String, List<String>> headers) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length >= 2 && words[0].toUpperCase(Locale.ROOT).startsWith("RTSP/")) {
            String code = words[1];
            if (code.length() == 3 && code.chars().allMatch(each -> each >= '0' && each <= '9')) {
                return new RtspMessage("", Integer.parseInt(code), headers, new byte[0]);
            }
        } else if (words.length == 3 && words[2].toUpperCase(Locale.ROOT).startsWith("RTSP/")) {
            return new RtspMessage(words[0].toUpperCase(Locale.ROOT), 0, headers, new byte[0]);
        }
        throw new RtspException("what answers there does not speak RTSP; check host and port");
    }

    RtspMessage with(byte[] content) {
        return new RtspMessage(method, status, headers, content);
    }

    boolean isAnswer() {
        return method.isEmpty();
    }

    /** All values of a header. */
    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The first value of a header. */
    Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }
}
