package dev.vitrine.media.engine.egress;

import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Track;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Encoded frames for WebCodecs. A message is a header of 24 bytes, big-endian, and the frame:
 *
 * <table>
 * <caption>Header of a message of {@code format=frames}</caption>
 * <tr><th>offset</th><th>type</th><th>field</th></tr>
 * <tr><td>0</td><td>u8</td><td>type: 1, an encoded frame; a client skips messages of other types</td></tr>
 * <tr><td>1</td><td>u8</td><td>flags: bit 0 set when decoding can start here ({@code type: "key"})</td></tr>
 * <tr><td>2</td><td>u8</td><td>track: 0 video, 1 audio</td></tr>
 * <tr><td>3</td><td>u8</td><td>length of the header, 24; a client skips what it does not know</td></tr>
 * <tr><td>4</td><td>i64</td><td>ptsUs: presentation time on the engine's clock; {@code timestamp} of the chunk</td></tr>
 * <tr><td>12</td><td>i64</td><td>wallUs: when the server had the frame, microseconds since 1970</td></tr>
 * <tr><td>20</td><td>u32</td><td>durationUs: expected distance to the track's next frame</td></tr>
 * </table>
 *
 * <p>Frames come in decoding order. Video is H.264 or HEVC with length-prefixed NAL units, or the units of AV1 without
 * temporal delimiters; audio is raw AAC or Opus; the configuration text
 * {@code {"epoch","ptsMs","width","height","rung","rungs":[…],"video":{"codec","codedWidth","codedHeight","description"},
 * "audio":{"codec","sampleRate","numberOfChannels","description"}}} has the members that {@code VideoDecoder.configure}
 * and {@code AudioDecoder.configure} take, {@code description} in Base64, absent for AV1, which has none; {@code audio}
 * is absent when there is none. Where there are several sounds, {@code "audioId","audios":[…]} tell of them
 * ({@link Offer}).
 */
final class FramesPackaging implements Packaging {
    /** Bytes in front of each frame. */
    static final int HEADER_BYTES = 24;

    private static final byte ENCODED_FRAME = 1;
    private static final byte FLAG_KEY = 1;

    private final Segment segment;

    FramesPackaging(Segment segment) {
        this.segment = segment;
    }

    @Override
    public String config(Offer offer) {
        VideoConfig video = segment.codecs().video();
        Base64.Encoder base64 = Base64.getEncoder();
        String audio = segment.codecs()
                .audio()
                .map(a -> ",\"audio\":{\"codec\":\"" + a.codec() + "\",\"sampleRate\":" + a.sampleRate()
                        + ",\"numberOfChannels\":" + a.channels() + ",\"description\":\""
                        + base64.encodeToString(a.configRecord()) + "\"}")
                .orElse("");
        String description = video.description()
                .map(bytes -> ",\"description\":\"" + base64.encodeToString(bytes) + "\"")
                .orElse("");
        return "{\"epoch\":" + segment.epoch() + ",\"ptsMs\":" + segment.fromUs() / 1_000 + ",\"width\":"
                + video.width() + ",\"height\":" + video.height() + ",\"video\":{\"codec\":\"" + video.codec()
                + "\",\"codedWidth\":" + video.width() + ",\"codedHeight\":" + video.height() + description + "}"
                + audio + "," + offer.members(segment) + "}";
    }

    @Override
    public Optional<byte[]> init() {
        return Optional.empty();
    }

    @Override
    public byte[] media(Packet packet) {
        boolean video = packet.track() == Track.VIDEO;
        byte[] message = new byte[HEADER_BYTES + packet.length()];
        ByteBuffer.wrap(message)
                .put(ENCODED_FRAME)
                .put(packet.key() || !video ? FLAG_KEY : 0)
                .put((byte) (video ? 0 : 1))
                .put((byte) HEADER_BYTES)
                .putLong(packet.ptsUs())
                .putLong(packet.wallUs())
                .putInt((int) packet.durationUs())
                .put(packet.data(), packet.offset(), packet.length());
        return message;
    }
}
