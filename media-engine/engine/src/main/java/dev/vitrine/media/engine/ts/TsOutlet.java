package dev.vitrine.media.engine.ts;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.ParameterSets;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Outlet;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a stream as a transport stream, such as over SRT: H.264 or HEVC with its parameter sets in front of each key
 * frame, and AAC in ADTS. Every frame is written as soon as it is there.
 */
public final class TsOutlet implements Outlet {
    private static final byte[] AVC_DELIMITER = {0, 0, 0, 1, 9, (byte) 0xF0};
    private static final byte[] HEVC_DELIMITER = {0, 0, 0, 1, 35 << 1, 1, 0x50};
    private static final byte[] START = {0, 0, 0, 1};
    private static final int NAL_AVC_DELIMITER = 9;
    private static final int NAL_HEVC_DELIMITER = 35;

    private final OutputStream out;
    private final TsMuxer muxer = new TsMuxer();
    private boolean hevc;
    private int nalLengthBytes;
    private byte[] parameters = {};
    private @Nullable AacConfig sound;
    private String leftOut = "";

    /** Writes to what the caller owns and closes. */
    public TsOutlet(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(Codecs next) throws IOException {
        VideoConfig video = next.video();
        hevc = video.fourCc().equals("hvc1");
        if (!hevc && !video.fourCc().equals("avc1")) {
            throw new IOException("a transport stream carries H.264 and HEVC, and the event's picture is "
                    + video.codec() + "; restream it over RTMP, or have the encoder send H.264");
        }
        nalLengthBytes = ParameterSets.lengthBytes(video);
        ByteArrayOutputStream sets = new ByteArrayOutputStream();
        for (byte[] set : ParameterSets.of(video)) {
            sets.writeBytes(START);
            sets.writeBytes(set);
        }
        parameters = sets.toByteArray();
        sound = null;
        leftOut = "";
        next.audio().ifPresent(audio -> {
            if (audio instanceof AacConfig aac && aac.fitsAdts()) {
                sound = aac;
            } else {
                leftOut = "Its sound is left out: a transport stream carries AAC, and it is " + audio.codec() + ".";
            }
        });
        muxer.programme(hevc, sound != null);
    }

    @Override
    public String leftOut() {
        return leftOut;
    }

    @Override
    public void send(Packet packet) throws IOException {
        byte[] bytes = packet.track() == Track.VIDEO
                ? muxer.video(packet.key(), packet.ptsUs(), packet.dtsUs(), unit(packet))
                : sound(packet);
        if (bytes.length > 0) {
            out.write(bytes);
            out.flush();
        }
    }

    private byte[] sound(Packet packet) {
        AacConfig config = sound;
        if (config == null || packet.length() > AacConfig.MAX_ADTS_BYTES) {
            return new byte[0];
        }
        byte[] header = config.adts(packet.length());
        byte[] frame = new byte[header.length + packet.length()];
        System.arraycopy(header, 0, frame, 0, header.length);
        System.arraycopy(packet.data(), packet.offset(), frame, header.length, packet.length());
        return muxer.audio(packet.ptsUs(), frame);
    }

    private byte[] unit(Packet packet) throws IOException {
        ByteArrayOutputStream unit = new ByteArrayOutputStream(packet.length() + parameters.length + 64);
        unit.writeBytes(hevc ? HEVC_DELIMITER : AVC_DELIMITER);
        if (packet.key()) {
            unit.writeBytes(parameters);
        }
        byte[] data = packet.data();
        int at = packet.offset();
        while (at < data.length) {
            long length = 0;
            for (int i = 0; i < nalLengthBytes && at < data.length; i++) {
                length = length << 8 | data[at++] & 0xFF;
            }
            if (length == 0 || length > data.length - at) {
                throw new IOException("a frame's lengths do not add up");
            }
            int first = data[at] & 0xFF;
            boolean delimiter = hevc ? (first >>> 1 & 0x3F) == NAL_HEVC_DELIMITER : (first & 0x1F) == NAL_AVC_DELIMITER;
            if (!delimiter) {
                unit.writeBytes(START);
                unit.write(data, at, (int) length);
            }
            at += (int) length;
        }
        return unit.toByteArray();
    }
}
