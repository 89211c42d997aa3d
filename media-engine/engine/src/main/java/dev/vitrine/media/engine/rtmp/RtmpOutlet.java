package dev.vitrine.media.engine.rtmp;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Outlet;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to another RTMP server: the other side of {@link RtmpSession}. {@link #begin} and {@link #send} are called
 * by one thread and wait for as long as the server does not read; a thread of its own hears what the server says
 * meanwhile.
 *
 * <p>H.264 and AAC go as FLV's own tags, everything else as Enhanced RTMP's (version 2).
 */
public final class RtmpOutlet implements Outlet {
    private static final int VIDEO_CHUNKS = 6;
    private static final int AUDIO_CHUNKS = 4;
    private static final int DATA_CHUNKS = 5;
    private static final int AVC_KEY = 0x17;
    private static final int AVC_INTER = 0x27;
    private static final int AAC = 0xAF;
    private static final int ENHANCED_VIDEO_KEY = 0x90;
    private static final int ENHANCED_VIDEO_INTER = 0xA0;
    private static final int ENHANCED_AUDIO = 0x90;
    private static final AmfValue NOTHING = new AmfValue.Nothing();

    private final OutboundConnection connection;
    private final RtmpCall call;
    private int stream = 1;
    private long baseUs = Long.MIN_VALUE;
    private int lastMs;
    private @Nullable Codecs codecs;
    private volatile @Nullable String over;

    private RtmpOutlet(OutboundConnection connection, String key) {
        this.connection = connection;
        this.call = new RtmpCall(connection, key);
    }

    /**
     * Shakes hands and publishes. Blocks until the server has said yes; the connection's read limit bounds each answer.
     *
     * @param url server and application
     * @param key the stream key; it appears in no message
     * @throws IOException if the server does not let us publish; the message is one clause for staff
     */
    public static RtmpOutlet open(OutboundConnection connection, String url, String key) throws IOException {
        RtmpOutlet outlet = new RtmpOutlet(connection, key);
        outlet.publish(url, key);
        connection.readLimit(Duration.ZERO);
        Thread.ofVirtual().name("rtmp-outlet").start(outlet::hear);
        return outlet;
    }

    private void publish(String url, String key) throws IOException {
        call.connect(url);
        try {
            call.command(0, "releaseStream", new AmfValue.Num(2), NOTHING, new AmfValue.Text(key));
            call.command(0, "FCPublish", new AmfValue.Num(3), NOTHING, new AmfValue.Text(key));
            stream = call.createStream();
            call.command(
                    stream, "publish", new AmfValue.Num(5), NOTHING, new AmfValue.Text(key), new AmfValue.Text("live"));
            RtmpCall.Status status = call.status();
            while (!status.code().equals("NetStream.Publish.Start")) {
                if (status.level().equals("error")) {
                    throw new RtmpException("the destination does not take the stream (" + status.sentence()
                            + "); check the stream key");
                }
                status = call.status();
            }
        } catch (SocketTimeoutException | EOFException gone) {
            throw new RtmpException("the destination does not take the stream; check the stream key");
        }
    }

    /** Hears what the server says while media goes out, until the connection ends. */
    private void hear() {
        try {
            while (over == null) {
                call.status(call.next())
                        .filter(status -> status.level().equals("error"))
                        .ifPresent(status -> over = "the destination ended the stream (" + status.sentence() + ")");
            }
        } catch (IOException ended) {
            if (over == null) {
                over = "the destination has closed the connection";
            }
        }
        connection.close();
    }

    @Override
    public void begin(Codecs next) throws IOException {
        codecs = next;
        if (baseUs != Long.MIN_VALUE) {
            announce(next, lastMs);
        }
    }

    @Override
    public void send(Packet packet) throws IOException {
        Codecs current = codecs;
        if (current == null) {
            throw new IllegalStateException("no packet goes without a configuration");
        }
        if (baseUs == Long.MIN_VALUE) {
            baseUs = packet.dtsUs();
            announce(current, 0);
        }
        long ms = (packet.dtsUs() - baseUs) / 1_000;
        if (ms < 0) {
            return; // sound of before the first picture
        }
        lastMs = (int) ms;
        if (packet.track() == Track.VIDEO) {
            video(packet, current.video(), (int) ms);
        } else if (current.audio().isPresent()) {
            audio(packet, current.audio().get(), (int) ms);
        }
    }

    private void video(Packet packet, VideoConfig config, int ms) throws IOException {
        int composition = (int) ((packet.ptsUs() - packet.dtsUs()) / 1_000);
        byte[] header;
        if (config.fourCc().equals("avc1")) {
            header = new byte[] {
                (byte) (packet.key() ? AVC_KEY : AVC_INTER),
                1,
                (byte) (composition >> 16),
                (byte) (composition >> 8),
                (byte) composition
            };
        } else {
            boolean offset = config.fourCc().equals("hvc1") && composition != 0;
            int type = offset || config.fourCc().equals("av01") ? ExHeader.CODED_FRAMES : ExHeader.CODED_FRAMES_X;
            header = enhanced(packet.key() ? ENHANCED_VIDEO_KEY : ENHANCED_VIDEO_INTER, type, config.fourCc());
            if (offset) {
                header = Arrays.copyOf(header, header.length + 3);
                header[header.length - 3] = (byte) (composition >> 16);
                header[header.length - 2] = (byte) (composition >> 8);
                header[header.length - 1] = (byte) composition;
            }
        }
        write(VIDEO_CHUNKS, Message.VIDEO, ms, header, packet.data(), packet.offset());
    }

    private void audio(Packet packet, AudioConfig config, int ms) throws IOException {
        byte[] header =
                isAac(config) ? new byte[] {(byte) AAC, 1} : enhanced(ENHANCED_AUDIO, ExHeader.CODED_FRAMES, "Opus");
        write(AUDIO_CHUNKS, Message.AUDIO, ms, header, packet.data(), packet.offset());
    }

    /** Metadata and the decoders' configurations. */
    private void announce(Codecs next, int ms) throws IOException {
        VideoConfig video = next.video();
        Map<String, AmfValue> about = new LinkedHashMap<>();
        about.put("width", new AmfValue.Num(video.width()));
        about.put("height", new AmfValue.Num(video.height()));
        if (video.fps() > 0) {
            about.put("framerate", new AmfValue.Num(video.fps()));
        }
        boolean avc = video.fourCc().equals("avc1");
        about.put("videocodecid", new AmfValue.Num(avc ? 7 : fourCc(video.fourCc())));
        next.audio().ifPresent(audio -> {
            about.put("audiocodecid", new AmfValue.Num(isAac(audio) ? 10 : fourCc("Opus")));
            about.put("audiosamplerate", new AmfValue.Num(audio.sampleRate()));
            about.put("audiochannels", new AmfValue.Num(audio.channels()));
            about.put("stereo", new AmfValue.Bool(audio.channels() == 2));
        });
        about.put("encoder", new AmfValue.Text("Vitrine"));
        byte[] data = Amf0.write(
                new AmfValue.Text("@setDataFrame"), new AmfValue.Text("onMetaData"), new AmfValue.Obj(about));
        write(DATA_CHUNKS, Message.DATA, ms, new byte[0], data, 0);
        byte[] header = avc
                ? new byte[] {(byte) AVC_KEY, 0, 0, 0, 0}
                : enhanced(ENHANCED_VIDEO_KEY, ExHeader.SEQUENCE_START, video.fourCc());
        write(VIDEO_CHUNKS, Message.VIDEO, ms, header, video.configRecord(), 0);
        if (next.audio().isPresent()) {
            AudioConfig audio = next.audio().get();
            byte[] first = isAac(audio)
                    ? new byte[] {(byte) AAC, 0}
                    : enhanced(ENHANCED_AUDIO, ExHeader.SEQUENCE_START, "Opus");
            write(AUDIO_CHUNKS, Message.AUDIO, ms, first, audio.configRecord(), 0);
        }
    }

    private static boolean isAac(AudioConfig audio) {
        return audio.codec().startsWith("mp4a");
    }

    private static byte[] enhanced(int kind, int packetType, String fourCc) {
        byte[] header = new byte[5];
        header[0] = (byte) (kind | packetType);
        System.arraycopy(fourCc.getBytes(StandardCharsets.ISO_8859_1), 0, header, 1, 4);
        return header;
    }

    private static double fourCc(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    private void write(int chunkStream, int type, int ms, byte[] header, byte[] data, int offset) throws IOException {
        byte[] payload = Arrays.copyOf(header, header.length + data.length - offset);
        System.arraycopy(data, offset, payload, header.length, data.length - offset);
        try {
            call.write(chunkStream, new Message(type, stream, ms, payload));
        } catch (IOException broken) {
            String why = over;
            throw why == null ? broken : new RtmpException(why);
        }
    }
}
