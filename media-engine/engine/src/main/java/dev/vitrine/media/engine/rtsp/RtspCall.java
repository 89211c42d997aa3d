package dev.vitrine.media.engine.rtsp;

import dev.vitrine.api.media.OutboundConnection;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The client's side of an RTSP conversation (RFC 2326), media and answers on one connection (10.12). For one thread.
 */
final class RtspCall {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY_BYTES = 256 << 10;
    private static final int DOLLAR = '$';

    /** A server that is asked has so long in all, however slowly it drips. */
    private static final long ANSWER_NANOS = 20_000_000_000L;

    /** A password is asked for anew when a nonce has become stale; more often is no good faith. */
    private static final int MAX_TRIES = 3;

    private final InputStream in;
    private final OutputStream out;
    private final Authorisation authorisation;
    private final LongSupplier nanoTime;
    private int number;

    /** What comes. */
    sealed interface Incoming {
        /** Media, or a report about it, on a channel of its own. */
        record Media(int channel, byte[] bytes) implements Incoming {}

        /** An answer. */
        record Answer(RtspMessage message) implements Incoming {}
    }

    RtspCall(OutboundConnection connection, RtspAddress address, LongSupplier nanoTime) {
        this.in = new BufferedInputStream(connection.in(), BUFFER_BYTES);
        this.out = connection.out();
        this.authorisation = new Authorisation(address.user(), address.password());
        this.nanoTime = nanoTime;
    }

    /**
     * Asks and waits for the answer, whatever that says; media that comes meanwhile is left out. Is asked for a
     * password, it gives it.
     *
     * @param headers names and values in turn
     */
    RtspMessage ask(String method, String url, String... headers) throws IOException {
        try {
            for (int tries = 1; ; tries++) {
                RtspMessage answer = answer(send(method, url, headers));
                if (answer.status() == 401) {
                    if (!authorisation.challenged(answer.all("www-authenticate"))) {
                        throw new RtspException(
                                authorisation.hasPassword()
                                        ? "the source's server does not accept the user name and password (401); check"
                                                + " both"
                                        : "the source's server asks for a user name and password (401); write them"
                                                + " into the address: rtsp://USER:PASSWORD@HOST/PATH");
                    }
                    if (tries < MAX_TRIES) {
                        continue;
                    }
                }
                return answer;
            }
        } catch (SocketTimeoutException silent) {
            throw new RtspException("the source's server does not answer as an RTSP server does; check the address");
        }
    }

    /** Asks without waiting; returns the request's number. */
    int send(String method, String url, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(url)
                .append(" RTSP/1.0\r\nCSeq: ")
                .append(++number)
                .append("\r\nUser-Agent: Vitrine\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        authorisation
                .header(method, url)
                .ifPresent(value -> head.append("Authorization: ").append(value).append("\r\n"));
        write(head.append("\r\n").toString());
        return number;
    }

    /** Takes what a late answer says about the password. */
    void heard(RtspMessage answer) {
        if (answer.status() == 401) {
            authorisation.challenged(answer.all("www-authenticate"));
        }
    }

    private RtspMessage answer(int to) throws IOException {
        long began = nanoTime.getAsLong();
        while (true) {
            if (next() instanceof Incoming.Answer(RtspMessage message)
                    && message.header("cseq").orElse(Integer.toString(to)).equals(Integer.toString(to))) {
                return message;
            }
            if (nanoTime.getAsLong() - began > ANSWER_NANOS) {
                throw new RtspException("the source's server talks, but does not come to the point");
            }
        }
    }

    /**
     * What comes next; requests of the server are answered here.
     *
     * @throws EOFException at the end of the connection
     */
    Incoming next() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                throw new EOFException("the source's server has closed the connection");
            }
            if (first == DOLLAR) {
                return media();
            }
            if (first == '\r' || first == '\n') {
                continue;
            }
            RtspMessage message = message(first);
            if (message.isAnswer()) {
                return new Incoming.Answer(message);
            }
            String status =
                    message.method().equals("OPTIONS") || message.method().equals("GET_PARAMETER")
                            ? "200 OK"
                            : "501 Not Implemented";
            String asked = message.header("cseq")
                    .filter(value -> value.matches("[0-9]{1,9}"))
                    .orElse("0");
            write("RTSP/1.0 " + status + "\r\nCSeq: " + asked + "\r\n\r\n");
        }
    }

    private Incoming media() throws IOException {
        int channel = in.read();
        int high = in.read();
        int low = in.read();
        byte[] bytes = low < 0 ? new byte[0] : in.readNBytes(high << 8 | low);
        if (low < 0 || bytes.length < (high << 8 | low)) {
            throw new EOFException("the source's server has closed the connection");
        }
        return new Incoming.Media(channel, bytes);
    }

    private RtspMessage message(int first) throws IOException {
        long began = nanoTime.getAsLong();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        RtspMessage message = RtspMessage.started(line(first), headers);
        int count = 0;
        for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
            if (++count > MAX_HEADERS || nanoTime.getAsLong() - began > ANSWER_NANOS) {
                throw new RtspException("the source's server talks, but does not come to the point");
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(
                                line.substring(0, colon).strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        int length = length(message.header("content-length").orElse("0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the source's server has closed the connection");
        }
        return message.with(body);
    }

    private static int length(String text) throws IOException {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > MAX_BODY_BYTES) {
            throw new RtspException("the source's server sends an answer that is too long");
        }
        return Integer.parseInt(text);
    }

    private String line(int first) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = first; next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the source's server has closed the connection");
            }
            if (line.length() == MAX_LINE_BYTES) {
                throw new RtspException("what answers there does not speak RTSP; check host and port");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
