package dev.vitrine.web.socket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client that does exactly what a test tells it, right or wrong. Reads wait at most 30 s. */
public final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String statusLine;
    private final List<String> headers = new ArrayList<>();

    /** A frame that came. */
    public record Frame(int opcode, byte[] payload) {
        /** Its payload as text. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        public int closeCode() {
            return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    /** Shakes hands on a path, with further header lines. */
    public RawSocket(int port, String path, String upgrade, String... moreHeaders) throws IOException {
        this(port, 0, path, upgrade, moreHeaders);
    }

    /** As above, with that receive buffer. */
    public RawSocket(int port, int receiveBuffer, String path, String upgrade, String... moreHeaders)
            throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        request.append("Upgrade: ").append(upgrade).append("\r\nConnection: keep-alive, Upgrade\r\n");
        request.append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : moreHeaders) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        statusLine = line();
        for (String header = line(); !header.isEmpty(); header = line()) {
            headers.add(header);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server hung up during the handshake.");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Status of the handshake. */
    public int status() {
        return Integer.parseInt(statusLine.split(" ")[1]);
    }

    /** What came after the headers of a refusal. */
    public String body() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Header lines of the handshake. */
    public List<String> headers() {
        return headers;
    }

    /** Sends a masked text frame. */
    public void text(String text) throws IOException {
        frame(0x81, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame with that first byte. */
    public void frame(int first, boolean masked, byte[] payload) throws IOException {
        java.io.ByteArrayOutputStream frame = new java.io.ByteArrayOutputStream();
        frame.write(first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.write(mask | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(mask | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] key = {1, 2, 3, 4};
        if (masked) {
            frame.writeBytes(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(masked ? payload[i] ^ key[i & 3] : payload[i]);
        }
        raw(frame.toByteArray());
    }

    /** Sends bytes as they are. */
    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads the next frame. */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7F;
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = new byte[(int) size];
        in.readFully(payload);
        return new Frame(first & 0x0F, payload);
    }

    /** Reads until a text frame contains the words, and returns it. */
    public String readUntil(String words) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode() == 8) {
                throw new EOFException("Closed with " + frame.closeCode() + " while waiting for " + words);
            }
            if (frame.text().contains(words)) {
                return frame.text();
            }
        }
    }

    /** Reads until the close frame and returns its code. */
    public int readClose() throws IOException {
        for (Frame frame = read(); ; frame = read()) {
            if (frame.opcode() == 8) {
                return frame.closeCode();
            }
        }
    }

    /** Whether the server has closed the connection, waiting for it. */
    public boolean readEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                // drop
            }
            return true;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
