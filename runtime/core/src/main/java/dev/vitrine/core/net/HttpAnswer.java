package dev.vitrine.core.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a foreign web server answers to one request that asked it to close the connection afterwards (HTTP/1.1, RFC
 * 9112): the head at once, the body if somebody wants it. Everything has a limit but time, which is the connection's.
 * For one thread.
 */
public final class HttpAnswer {
    /** Longest line, and most lines, of an answer's head. */
    private static final int LINE_BYTES = 8 * 1024;

    private static final int HEAD_LINES = 100;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [0-9]{3}( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");
    private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,8}");

    private final InputStream in;
    private final int status;
    private final Map<String, String> headers;

    private HttpAnswer(InputStream in, int status, Map<String, String> headers) {
        this.in = in;
        this.status = status;
        this.headers = headers;
    }

    /**
     * Reads an answer's head.
     *
     * @param in buffered, since it is read byte by byte
     * @throws IOException if there is none; the message is a clause
     */
    public static HttpAnswer read(InputStream in) throws IOException {
        String first = line(in);
        if (!STATUS.matcher(first).matches()) {
            throw new IOException("what answers is no web server");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == HEAD_LINES) {
                throw new IOException("what answers is no web server");
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new HttpAnswer(in, Integer.parseInt(first.substring(9, 12)), headers);
    }

    /** Its status. */
    public int status() {
        return status;
    }

    /** A header by its name in lower case; of several the last one. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Reads the body: in chunks, of the length that was told, or up to the end of the connection.
     *
     * @throws IOException if it has more bytes, or breaks off; the message is a clause
     */
    public byte[] body(int maxBytes) throws IOException {
        if (header("transfer-encoding").isPresent()) {
            if (!header("transfer-encoding").orElse("").equalsIgnoreCase("chunked")) {
                throw new IOException("it answers in an encoding that was not asked for");
            }
            return chunks(maxBytes);
        }
        if (header("content-length").isPresent()) {
            return told(header("content-length").orElse(""), maxBytes);
        }
        byte[] body = in.readNBytes(maxBytes + 1);
        limit(body.length, maxBytes);
        return body;
    }

    private byte[] told(String text, int maxBytes) throws IOException {
        if (!LENGTH.matcher(text).matches()) {
            throw new IOException("what answers is no web server");
        }
        long length = Long.parseLong(text);
        limit(length, maxBytes);
        byte[] body = in.readNBytes((int) length);
        if (body.length < length) {
            throw new IOException("the connection ended in the middle of it");
        }
        return body;
    }

    private byte[] chunks(int maxBytes) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line(in);
            int extension = line.indexOf(';');
            String size = (extension < 0 ? line : line.substring(0, extension)).strip();
            if (!CHUNK.matcher(size).matches()) {
                throw new IOException("what answers is no web server");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            limit(body.size() + length, maxBytes);
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length < length) {
                throw new IOException("the connection ended in the middle of it");
            }
            body.writeBytes(bytes);
            if (!line(in).isEmpty()) {
                throw new IOException("what answers is no web server");
            }
        }
    }

    private static void limit(long bytes, int maxBytes) throws IOException {
        if (bytes > maxBytes) {
            throw new IOException("it has more than "
                    + (maxBytes < 1 << 10
                            ? maxBytes + " bytes"
                            : maxBytes < 1 << 20 ? (maxBytes >> 10) + " KB" : (maxBytes >> 20) + " MiB"));
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it closed without an answer");
            }
            if (line.size() == LINE_BYTES) {
                throw new IOException("what answers is no web server");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
