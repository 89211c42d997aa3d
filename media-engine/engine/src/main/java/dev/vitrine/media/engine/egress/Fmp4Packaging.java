package dev.vitrine.media.engine.egress;

import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.mp4.Fragments;
import dev.vitrine.media.engine.mp4.InitSegment;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Segment;
import java.util.Optional;

/**
 * Fragmented MP4 for Media Source Extensions: one fragment per frame, track 1 video, track 2 audio, decode times on the
 * engine's clock. Configuration: {@code {"mime","epoch","ptsMs","width","height","rung","rungs":[…]}} and, where there
 * are several sounds, {@code "audioId","audios":[…]} ({@link Offer}); {@code ptsMs} is the first picture of the epoch.
 */
final class Fmp4Packaging implements Packaging {
    private final Segment segment;
    private final Fragments fragments;

    Fmp4Packaging(Segment segment) {
        this.segment = segment;
        this.fragments = new Fragments(segment.codecs());
    }

    @Override
    public String config(Offer offer) {
        VideoConfig video = segment.codecs().video();
        return "{\"mime\":\"video/mp4; codecs=\\\"" + segment.codecs().rfc6381() + "\\\"\",\"epoch\":" + segment.epoch()
                + ",\"ptsMs\":" + segment.fromUs() / 1_000 + ",\"width\":" + video.width() + ",\"height\":"
                + video.height() + "," + offer.members(segment) + "}";
    }

    @Override
    public Optional<byte[]> init() {
        return Optional.of(InitSegment.write(segment.codecs()));
    }

    @Override
    public byte[] media(Packet packet) {
        return fragments.single(packet);
    }
}
