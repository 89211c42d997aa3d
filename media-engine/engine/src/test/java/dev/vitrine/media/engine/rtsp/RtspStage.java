package dev.vitrine.media.engine.rtsp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * An RTSP server that plays a file over its connection, a round for each permit. The path says what it is like:
 * {@code /avc} and {@code /hevc} play, {@code /guarded} wants the password, {@code /udp} knows no TCP, {@code /moved}
 * leads on to {@code /avc}, {@code /jpeg} has a picture that nobody plays and {@code /mute} a sound.
 */
public final class RtspStage implements AutoCloseable {
    /** Who may see {@code /guarded}. */
    public static final String USER = "opera tor";

    /** With what. */
    public static final String PASSWORD = "p@ss:w/rd";

    private static final String NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c093";

    private final ServerSocket listener = new ServerSocket();
    private final Semaphore rounds = new Semaphore(0);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Socket current = new Socket();

    /** Listens on a free port of the loopback address. */
    public RtspStage() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("rtsp-stage").start(this::accept);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Plays a round, at once. */
    public void play() {
        rounds.release();
    }

    /** First lines of what it was asked. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                current = socket;
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String number = "";
                String authorisation = "";
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    number = header.startsWith("CSeq: ") ? header.substring(6) : number;
                    authorisation = header.startsWith("Authorization: ") ? header.substring(15) : authorisation;
                }
                requests.add(line);
                String[] words = line.split(" ");
                String answer = answer(words[0], words[1], authorisation);
                String[] parts = answer.split("\n\n", 2);
                String head = "RTSP/1.0 " + parts[0].replace("\n", "\r\n") + "\r\nCSeq: " + number;
                String body = parts.length == 1 ? "" : parts[1];
                out.write((head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
                if (words[0].equals("PLAY") && answer.startsWith("200")) {
                    Thread.ofVirtual().start(() -> show(out, words[1].contains("/hevc")));
                }
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static String answer(String method, String url, String authorisation) throws IOException {
        String path = url.substring(url.indexOf('/', 7));
        if (path.startsWith("/guarded") && !method.equals("OPTIONS") && !isAllowed(method, url, authorisation)) {
            return "401 Unauthorized\nWWW-Authenticate: Basic realm=\"stage\"\n"
                    + "WWW-Authenticate: Digest realm=\"stage\", nonce=\"" + NONCE
                    + "\", algorithm=SHA-256, qop=\"auth\"";
        }
        return switch (method) {
            case "OPTIONS" -> "200 OK\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER";
            case "DESCRIBE" -> describe(url, path);
            case "SETUP" ->
                path.startsWith("/udp")
                        ? "461 Unsupported Transport"
                        : "200 OK\nSession: abc123;timeout=60\nTransport: RTP/AVP/TCP;unicast;interleaved="
                                + (path.endsWith("sound") ? "2-3" : "0-1");
            case "PLAY" -> "200 OK\nSession: abc123";
            default -> "200 OK";
        };
    }

    private static String describe(String url, String path) throws IOException {
        return switch (path.split("\\?", 2)[0]) {
            case "/avc", "/guarded", "/udp" -> "200 OK\nContent-Base: " + url + "/\n\n" + description(false);
            case "/hevc" -> "200 OK\nContent-Base: " + url + "/\n\n" + description(true);
            case "/moved" -> "302 Moved\nLocation: " + url.replace("/moved", "/avc");
            case "/jpeg" -> "200 OK\n\nv=0\nm=video 0 RTP/AVP 26\na=control:picture\n";
            case "/mute" ->
                "200 OK\nContent-Base: " + url + "/\n\n"
                        + description(false)
                                .replace("m=audio 0 RTP/AVP 97", "m=audio 0 RTP/AVP 0")
                                .replace("a=rtpmap:97", "a=rtpmap:5");
            default -> "404 Not Found";
        };
    }

    /** Without parameter sets for HEVC, whose packets have them. */
    private static String description(boolean hevc) throws IOException {
        Packets packets = hevc ? Packets.hevc(0, 0) : Packets.avc(0, 0);
        String sets = packets.sets().stream()
                .map(set -> Base64.getEncoder().encodeToString(set))
                .collect(Collectors.joining(","));
        return "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=stage\na=control:*\nm=video 0 RTP/AVP 96\n"
                + (hevc
                        ? "a=rtpmap:96 H265/90000\n"
                        : "a=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=1; sprop-parameter-sets=" + sets + "\n")
                + "a=control:picture\nm=audio 0 RTP/AVP 97\n"
                + (hevc
                        ? "a=rtpmap:97 opus/48000/2\n"
                        : "a=rtpmap:97 mpeg4-generic/48000/1\na=fmtp:97 mode=AAC-hbr;sizelength=13;indexlength=3;"
                                + "indexdeltalength=3;config="
                                + HexFormat.of().formatHex(packets.config(false)) + "\n")
                + "a=control:sound\n";
    }

    private static boolean isAllowed(String method, String url, String authorisation) {
        Authorisation expected = new Authorisation(USER, PASSWORD, () -> between(authorisation, "cnonce=\""));
        expected.challenged(
                List.of("Digest realm=\"stage\", nonce=\"" + NONCE + "\", algorithm=SHA-256, qop=\"auth\""));
        int count = authorisation.contains("nc=")
                ? Integer.parseInt(between(authorisation, "nc=").toLowerCase(Locale.ROOT), 16)
                : 1;
        String header = "";
        for (int i = 0; i < count; i++) {
            header = expected.header(method, url).orElseThrow();
        }
        return header.equals(authorisation);
    }

    private static String between(String text, String start) {
        int from = text.indexOf(start) + start.length();
        return from < start.length() ? "" : text.substring(from).split("[\",]", 2)[0];
    }

    /** Sends reports first. */
    private void show(OutputStream out, boolean hevc) {
        try {
            Packets packets = hevc ? Packets.hevc(1_000, -5_000) : Packets.avc(1_000, -5_000);
            send(out, 1, Packets.report(3_900_000_000_000L, 1_000));
            send(out, 3, Packets.report(3_900_000_000_000L, -5_000));
            for (int round = 0; ; round++) {
                rounds.acquire();
                for (Packets.Sent sent : packets.round(round * 2_000, hevc)) {
                    send(out, sent.video() ? 0 : 2, sent.bytes());
                }
            }
        } catch (IOException | InterruptedException gone) {
            return;
        }
    }

    private static void send(OutputStream out, int channel, byte[] bytes) throws IOException {
        byte[] framed = new byte[4 + bytes.length];
        framed[0] = '$';
        framed[1] = (byte) channel;
        framed[2] = (byte) (bytes.length >>> 8);
        framed[3] = (byte) bytes.length;
        System.arraycopy(bytes, 0, framed, 4, bytes.length);
        out.write(framed);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        current.close();
    }
}
