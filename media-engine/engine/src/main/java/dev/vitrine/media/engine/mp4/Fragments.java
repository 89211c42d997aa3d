package dev.vitrine.media.engine.mp4;

import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Track;
import java.util.List;

/**
 * Writes media segments of one configuration (ISO/IEC 14496-12, 8.8): {@code moof} with absolute decode times, then
 * {@code mdat}. A fragment of one frame needs no other frame, so none is held back.
 */
public final class Fragments {
    /** Bytes of a fragment around the one frame in it. */
    static final int OVERHEAD_OF_ONE = 8 + 16 + 8 + 16 + 20 + 20 + 16 + 8;

    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
    private static final int OFFSET_DURATION_SIZE_FLAGS_COMPOSITION = 0x000F01;
    private static final int SYNC_SAMPLE = 0x02000000;
    private static final int DEPENDENT_SAMPLE = 0x01010000;

    private final Timescale audio;

    /** Fragments for an initialisation segment of the same configuration. */
    public Fragments(Codecs codecs) {
        audio = codecs.audio().map(Timescale::of).orElse(Timescale.VIDEO);
    }

    /** Writes one frame. */
    public byte[] single(Packet packet) {
        BoxWriter out = new BoxWriter(OVERHEAD_OF_ONE + packet.length());
        out.begin("moof");
        out.begin("mfhd", 0, 0).int32((int) packet.number()).end();
        int dataOffset = track(out, List.of(packet));
        out.end();
        out.patch32(dataOffset, out.position() + 8);
        out.begin("mdat").bytes(packet.data(), packet.offset()).end();
        return out.toBytes();
    }

    /** Writes frames of both tracks as one fragment; each list is in decoding order. */
    public byte[] many(List<Packet> video, List<Packet> audio) {
        int bytes = 0;
        for (Packet packet : video) {
            bytes += packet.length() + 16;
        }
        int videoBytes = bytes - 16 * video.size();
        for (Packet packet : audio) {
            bytes += packet.length() + 16;
        }
        BoxWriter out = new BoxWriter(2 * OVERHEAD_OF_ONE + bytes);
        out.begin("moof");
        long number = !video.isEmpty()
                ? video.getFirst().number()
                : audio.isEmpty() ? 0 : audio.getFirst().number();
        out.begin("mfhd", 0, 0).int32((int) number).end();
        int videoOffset = video.isEmpty() ? -1 : track(out, video);
        int audioOffset = audio.isEmpty() ? -1 : track(out, audio);
        out.end();
        int payload = out.position() + 8;
        if (videoOffset >= 0) {
            out.patch32(videoOffset, payload);
        }
        if (audioOffset >= 0) {
            out.patch32(audioOffset, payload + videoBytes);
        }
        out.begin("mdat");
        video.forEach(packet -> out.bytes(packet.data(), packet.offset()));
        audio.forEach(packet -> out.bytes(packet.data(), packet.offset()));
        out.end();
        return out.toBytes();
    }

    /** Writes a {@code traf} and returns where its data offset is to be filled in. */
    private int track(BoxWriter out, List<Packet> packets) {
        Packet first = packets.getFirst();
        boolean video = first.track() == Track.VIDEO;
        Timescale scale = video ? Timescale.VIDEO : audio;
        out.begin("traf");
        out.begin("tfhd", 0, DEFAULT_BASE_IS_MOOF)
                .int32(video ? InitSegment.VIDEO_TRACK : InitSegment.AUDIO_TRACK)
                .end();
        out.begin("tfdt", 1, 0).int64(scale.ticks(first.dtsUs())).end();
        out.begin("trun", 1, OFFSET_DURATION_SIZE_FLAGS_COMPOSITION).int32(packets.size());
        int dataOffset = out.position();
        out.int32(0);
        for (int i = 0; i < packets.size(); i++) {
            Packet packet = packets.get(i);
            long dts = scale.ticks(packet.dtsUs());
            long next = i + 1 < packets.size()
                    ? scale.ticks(packets.get(i + 1).dtsUs())
                    : scale.ticks(packet.dtsUs() + packet.durationUs());
            out.int32((int) (next - dts));
            out.int32(packet.length());
            out.int32(video && !packet.key() ? DEPENDENT_SAMPLE : SYNC_SAMPLE);
            out.int32((int) (scale.ticks(packet.ptsUs()) - dts));
        }
        out.end();
        out.end();
        return dataOffset;
    }
}
