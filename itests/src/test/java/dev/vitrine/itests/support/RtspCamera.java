package dev.vitrine.itests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A camera that is asked by RTSP: Debian's ffmpeg makes the picture, the sound, their packets and reports as for UDP;
 * here they are put on the connection of whoever plays. One viewer at a time, who needs no password.
 */
public final class RtspCamera implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 65_507;

    private final ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    /** RTP and RTCP of the picture, then of the sound: as the interleaved channels are numbered. */
    private final List<DatagramSocket> lenses = new ArrayList<>();

    private final Path description;
    private final Encoder encoder;
    private final Object sending = new Object();
    private volatile Socket viewer = new Socket();
    private volatile boolean plays;

    /** Begins to film. */
    public RtspCamera() throws IOException {
        for (int channel = 0; channel < 4; channel++) {
            lenses.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        }
        description = Files.createTempFile("vitrine-camera", ".sdp");
        encoder = Encoder.rtp(address(0), address(2), description);
        for (int channel = 0; channel < lenses.size(); channel++) {
            int number = channel;
            Thread.ofVirtual().name("rtsp-camera-lens").start(() -> pass(number));
        }
        Thread.ofVirtual().name("rtsp-camera").start(this::accept);
    }

    private String address(int channel) {
        return "rtp://127.0.0.1:" + lenses.get(channel).getLocalPort() + "?rtcpport="
                + lenses.get(channel + 1).getLocalPort();
    }

    /** Where it is asked, with a user and password in front of the host if any are given. */
    public String url(String userAndPassword) {
        String who = userAndPassword.isEmpty() ? "" : userAndPassword + "@";
        return "rtsp://" + who + "127.0.0.1:" + listener.getLocalPort() + "/film";
    }

    /** Whether it still films; else what it printed. */
    public String trouble() {
        return encoder.isAlive() ? "" : encoder.output();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("rtsp-camera-viewer").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            plays = false;
            viewer = socket;
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String number = "";
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    number = header.startsWith("CSeq: ") ? header.substring(6) : number;
                }
                String[] words = line.split(" ");
                String body = words[0].equals("DESCRIBE") ? described() : "";
                send("RTSP/1.0 200 OK\r\nCSeq: " + number + header(words[0], words[1]) + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
                plays |= words[0].equals("PLAY");
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static String header(String method, String url) {
        return switch (method) {
            case "OPTIONS" -> "\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN";
            case "DESCRIBE" -> "\r\nContent-Type: application/sdp\r\nContent-Base: " + url + "/";
            case "SETUP" ->
                "\r\nSession: 7;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved="
                        + (url.endsWith("1") ? "2-3" : "0-1");
            default -> "\r\nSession: 7";
        };
    }

    /** What ffmpeg says of its streams, each with a name of its own to ask for. */
    private String described() throws IOException {
        StringBuilder lines = new StringBuilder();
        int streams = 0;
        for (String line : Files.readAllLines(description)) {
            if (line.startsWith("m=") && streams > 0) {
                lines.append("a=control:stream").append(streams - 1).append("\r\n");
            }
            streams += line.startsWith("m=") ? 1 : 0;
            lines.append(line.isBlank() ? "" : line + "\r\n");
        }
        return lines.append("a=control:stream")
                .append(streams - 1)
                .append("\r\n")
                .toString();
    }

    private void send(String answer) throws IOException {
        synchronized (sending) {
            viewer.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void pass(int channel) {
        DatagramPacket datagram = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        while (true) {
            try {
                lenses.get(channel).receive(datagram);
            } catch (IOException closed) {
                return;
            }
            if (plays) {
                frame(channel, datagram);
            }
        }
    }

    private void frame(int channel, DatagramPacket datagram) {
        int length = datagram.getLength();
        byte[] framed = new byte[4 + length];
        framed[0] = '$';
        framed[1] = (byte) channel;
        framed[2] = (byte) (length >>> 8);
        framed[3] = (byte) length;
        System.arraycopy(datagram.getData(), datagram.getOffset(), framed, 4, length);
        synchronized (sending) {
            try {
                OutputStream out = viewer.getOutputStream();
                out.write(framed);
            } catch (IOException gone) {
                plays = false; // until somebody else plays
            }
        }
    }

    /** Whether the streams are described, so that somebody may ask. */
    public boolean isReady() throws IOException {
        return Files.readString(description).contains("m=audio");
    }

    /** Ends the connection of whoever plays, as a camera that is switched off and on. */
    public void cut() throws IOException {
        viewer.close();
    }

    @Override
    public void close() throws IOException {
        encoder.close();
        listener.close();
        viewer.close();
        lenses.forEach(DatagramSocket::close);
        Files.delete(description);
    }
}
